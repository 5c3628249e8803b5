"""The sandbox: how fast it delivers, answers and starts. It must never be the bottleneck of whatever is measured in it.

Each figure has a baseline in the same round, with the same client in a process of its own: a websockets server that
only sends and waits, a keep-alive socket that only posts, a Starlette app that only says {"ok": true}.
"""

import statistics
import time
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from bench.sandbox_floor import PlainPost, PlainSite, PlainSockets
from bench.sandbox_load import flood
from bench.sandbox_peer import answering, calling, listening
from sandbox import Sandbox

IN_FLIGHT = 50
STARTS = 30
# Per second and round; a pair is the sandbox and its baseline.
Pair = tuple[float, float]
Rates = dict[str, list[Pair]]
Measure = Callable[[int], Pair]

WHAT = {
    "socket": ("deliveries over Socket Mode", "a websockets server that sends and waits"),
    "http": ("deliveries over signed HTTP", "a keep-alive socket that posts"),
    "calls": ("chat.postMessage", 'a Starlette app that says {"ok": true}'),
    "starts": ("starts of a workspace", "starts of that Starlette app"),
}


def run(quick: bool) -> dict[str, float]:
    """The ratios of throughput, ours to the baseline: 1 is equal, more is better."""
    rounds, count = (3, 2000) if quick else (9, 5000)
    measures: dict[str, Measure] = {"socket": over_socket, "http": over_http, "calls": calls}
    rates: Rates = {name: [measure(count) for _ in range(rounds)] for name, measure in measures.items()}
    rates["starts"] = [_starts() for _ in range(rounds)]
    _show(rates)
    return {f"{name}_to_bare": median_ratio(pairs) for name, pairs in rates.items()}


def median_ratio(pairs: list[Pair]) -> float:
    return statistics.median(ours / bare for ours, bare in pairs)


def over_socket(count: int) -> Pair:
    with Sandbox() as sandbox, listening(sandbox.api_url, sandbox.seed.app.app_token):
        sandbox.wait_for(lambda: sandbox.socket_mode.connected == 10, "the connections")
        ours = _commands(sandbox, count)
    with PlainSockets() as bare, listening(bare.url, ""):
        bare.wait_for(10)
        return ours, count / bare.run(flood(bare.deliver, count, IN_FLIGHT))


def over_http(count: int) -> Pair:
    with answering() as url:
        with Sandbox() as sandbox:
            sandbox.request_url = url
            ours = _commands(sandbox, count)
        with PlainPost(url) as bare:
            return ours, count / bare.run(flood(bare.deliver, count, IN_FLIGHT))


def calls(count: int) -> Pair:
    with Sandbox() as sandbox:
        channel = sandbox.workspace.find_channel("general").id
        ours = calling(sandbox.port, sandbox.seed.app.bot_token, channel, count, IN_FLIGHT)
        assert len(sandbox.ledger.calls("chat.postMessage")) == count
        assert sandbox.ledger.refused() == []
    with PlainSite() as bare:
        return count / ours, count / calling(bare.port, "", channel, count, IN_FLIGHT)


def _commands(sandbox: Sandbox, count: int) -> float:
    """Per second: somebody types a command, the app acknowledges it."""
    maya, channel = sandbox.workspace.find_user("maya").id, sandbox.workspace.find_channel("general").id

    async def command() -> None:
        await sandbox.interact.command(maya, channel, "/test")

    seconds = sandbox.run(flood(command, count, IN_FLIGHT), timeout=120)
    assert len(sandbox.ledger.deliveries()) == count
    assert sandbox.ledger.refused() == []
    return count / seconds


def _starts() -> Pair:
    return 1 / _median_start(Sandbox), 1 / _median_start(PlainSite)


def _median_start(make: Callable[[], Sandbox | PlainSite]) -> float:
    return statistics.median(_one_start(make) for _ in range(STARTS // 3))


def _one_start(make: Callable[[], Sandbox | PlainSite]) -> float:
    started = time.perf_counter()
    with make():
        return time.perf_counter() - started


def _show(rates: Rates) -> None:
    table = Table(title=f"The sandbox, {IN_FLIGHT} at a time, median of {len(rates['socket'])} rounds")
    for column in ("what", "a second", "each", "baseline", "a second", "ratio"):
        table.add_column(column, justify="left" if column in ("what", "baseline") else "right")
    for name, pairs in rates.items():
        ours, bare = (statistics.median(side) for side in zip(*pairs, strict=True))
        what, baseline = WHAT[name]
        table.add_row(
            what, f"{ours:.0f}", f"{1000 / ours:.2f} ms", baseline, f"{bare:.0f}", f"{median_ratio(pairs):.2f}"
        )
    Console(width=120).print(table)
