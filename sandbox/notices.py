"""Tells whoever watches that something has changed: a browser, a test, the state file.

A notice says what changed, not how: the watcher reads the workspace again. Watchers may live on other threads' loops
only through the sandbox's own loop.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Literal

from sandbox.model import Json

NoticeKind = Literal["channel", "modal", "home", "ledger", "people", "clock"]


class Notices:
    """`changes` counts what has changed so far: who has read the workspace knows whether they missed something."""

    def __init__(self) -> None:
        self.changes = 0
        self._queues: set[asyncio.Queue[Json | None]] = set()
        self._listeners: list[Callable[[Json], None]] = []

    def listen(self, listener: Callable[[Json], None]) -> None:
        self._listeners.append(listener)

    def tell(self, kind: NoticeKind, *, channel: str | None = None, user: str | None = None) -> None:
        self.changes += kind != "ledger"
        notice: Json = {"kind": kind} | ({"channel": channel} if channel else {}) | ({"user": user} if user else {})
        for queue in self._queues:
            queue.put_nowait(notice)
        for listener in self._listeners:
            listener(notice)

    async def subscribe(self, *, counted: bool = False) -> AsyncIterator[Json]:
        """Every notice from now on, until the workspace closes; `counted` tells first how many changes there were."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            if counted:
                yield {"changes": self.changes}
            while (notice := await queue.get()) is not None:
                yield notice
        finally:
            self._queues.discard(queue)

    def close(self) -> None:
        for queue in self._queues:
            queue.put_nowait(None)
