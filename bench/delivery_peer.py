"""A workspace that only takes messages, in a process of its own: `python -m bench.delivery_peer free|paced`."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox import AppSeed, Sandbox, Seed, UserSeed, rates

PEOPLE = 200
MOST_PEOPLE = 400
APP = AppSeed()
TOKEN = APP.bot_token


@contextmanager
def workspace(*, paced: bool = False) -> Iterator[str]:
    """The URL of its Web API; with `paced` it takes one message a second and channel."""
    command = [sys.executable, "-m", "bench.delivery_peer", "paced" if paced else "free"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ))  # noqa: S603 - ourselves
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/api/"
    finally:
        process.terminate()
        process.wait(10)


def main(limits: str) -> None:
    people = [UserSeed(name=f"person{number}", id=f"U{number:06}") for number in range(MOST_PEOPLE)]
    sandbox = Sandbox(Seed(users=people, app=APP))
    if limits == "paced":
        # What the workspace may get in all would leave most of the two hundred channels idle.
        rates.MESSAGES_PER_MINUTE = sys.maxsize
        sandbox.rates.enabled = True
    sys.stdout.write(f"{sandbox.port}\n")
    sys.stdout.flush()
    sandbox.serve()


if __name__ == "__main__":
    main(sys.argv[1])
