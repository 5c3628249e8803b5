"""What a call may meet on its way: the limit of its rate, or a fault that somebody asked for. The ledger has it."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.faults import Fault, Faults
from sandbox.ledger import Ledger, LedgerEntry
from sandbox.model import Json
from sandbox.rates import Rates, Tier
from sandbox.wires import Wires

LOOK_SECONDS = 0.05


@dataclass
class Call:
    """A call of a method, or an answer to a response URL; `fault` is what went wrong with it on request."""

    name: str
    started: float = field(default_factory=time.perf_counter)
    arguments: Json = field(default_factory=dict)
    channel: str | None = None
    tier: Tier = "special"
    user: str | None = None
    fault: str = ""


@dataclass
class Mishaps:
    faults: Faults
    rates: Rates
    ledger: Ledger
    wires: Wires
    now: Callable[[], float]

    async def carry(self, call: Call, request: Request, do: Callable[[], Response]) -> Response:
        """Carry out a call with what it meets; `do` carries it out and notes it."""
        fault = self.faults.of_call(call.name, call.channel)
        if fault is None:
            early = self.rates.wait(call.name, call.tier, call.channel)
            return self._too_many(call, early) if early else do()
        call.fault = fault.kind
        if (refused := await self._instead(fault, call, request)) is not None:
            return refused
        answer = do()
        if fault.kind == "reset_after":
            self.wires.cut(request.client, reset=True)
        return answer

    def note(self, call: Call, body: Json) -> None:
        took = (time.perf_counter() - call.started) * 1000
        entry = LedgerEntry(self.now(), "call", call.name, call.arguments, body, bool(body.get("ok")), took)
        entry.channel, entry.user, entry.fault = call.channel, call.user, call.fault
        self.ledger.add(entry)

    async def _instead(self, fault: Fault, call: Call, request: Request) -> Response | None:
        """The answer where the call is not carried out at all."""
        if fault.kind == "late":
            await asyncio.sleep(fault.seconds)
            return None
        if fault.kind == "reset_after":
            return None
        if fault.kind == "rate_limited":
            return self._too_many(call, max(1, round(fault.seconds)))
        self.note(call, {"ok": False})
        if fault.kind == "server_error":
            return PlainTextResponse("upstream connect error", 503)
        if fault.kind == "reset_before":
            self.wires.cut(request.client, reset=True)
            return Response()
        while not await request.is_disconnected():
            await asyncio.sleep(LOOK_SECONDS)
        return Response()

    def _too_many(self, call: Call, seconds: int) -> Response:
        body = {"ok": False, "error": "ratelimited"}
        self.note(call, body)
        return JSONResponse(body, 429, headers={"retry-after": str(seconds)})
