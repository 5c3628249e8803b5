"""Takes payloads to the app and notes what became of them; sends events again as Slack does."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import SlackError
from sandbox.faults import DeliveryFault, Fault, Faults
from sandbox.ledger import Ledger, LedgerEntry
from sandbox.model import Channel, Json
from sandbox.payloads import Payloads
from sandbox.transport import Ack, Delivery, PayloadKind, Transport

# Seconds before the second, third and fourth delivery of an event that was not acknowledged.
EVENT_RETRIES = (1.0, 60.0, 300.0)
MESSAGES = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}
REASONS = {"timeout": "http_timeout", "not_running": "connection_failed", "error": "http_error"}


@dataclass
class Courier:
    transport: Transport
    payloads: Payloads
    ledger: Ledger
    faults: Faults = field(default_factory=Faults)
    retries: Sequence[float] = EVENT_RETRIES
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, kind: PayloadKind, name: str, payload: Json, attempt: int = 0, reason: str = "") -> Ack:
        started, channel = time.perf_counter(), _channel(payload)
        fault = self.faults.of_delivery((name, kind), channel)
        if fault and fault.kind == "reordered":
            await self._next_one_gone(fault.seconds)
        ack = await self.transport.deliver(Delivery(kind, payload, attempt, reason, _of_connection(fault)))
        self._gone.set()
        took = (time.perf_counter() - started) * 1000
        response = {"failure": ack.failure, "detail": ack.detail} if ack.failure else ack.body
        now, user = self.payloads.workspace.now(), _user(payload)
        entry = LedgerEntry(now, "delivery", name, payload, response, not ack.failure, took, channel, user, attempt)
        entry.fault = fault.kind if fault else ""
        self.ledger.add(entry)
        if fault and fault.kind == "retried" and kind == "events_api" and not ack.failure:
            self._beside(self._once_more(name, payload, attempt + 1))
        return ack

    def refuse(self, name: str, payload: Json, error: SlackError) -> None:
        """Note that the app did answer, but with something that Slack does not accept."""
        now, channel, user = self.payloads.workspace.now(), _channel(payload), _user(payload)
        self.ledger.add(LedgerEntry(now, "delivery", name, payload, error.body(), False, 0.0, channel, user))

    async def event(self, event: Json) -> Ack:
        """Deliver an event for the first time; if that fails, the next times happen beside."""
        payload = self.payloads.event(event, "Ev" + secrets.token_hex(5).upper())
        ack = await self.take("events_api", event["type"], payload)
        if ack.failure and self.retries and not ack.final:
            self._beside(self._again(event["type"], payload, REASONS[ack.failure]))
        return ack

    def happened(self, event: Json) -> None:
        """Tell the app of something else, such as {"type": "reaction_added", …}; its `event_ts` is filled in.

        A message among them, such as one that has changed, brings its `channel_type`.
        """
        if subscribed_event(self.payloads.workspace.app.events, event):
            self._beside(self._happened({"event_ts": self.payloads.workspace.next_ts(), **event}))

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _once_more(self, name: str, payload: Json, attempt: int) -> None:
        await self.take("events_api", name, payload, attempt, REASONS["timeout"])

    async def _next_one_gone(self, seconds: float) -> None:
        self._gone.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._gone.wait(), seconds)

    async def _happened(self, event: Json) -> None:
        await self.event(event)

    async def _again(self, name: str, payload: Json, reason: str) -> None:
        for attempt, seconds in enumerate(self.retries, start=1):
            await asyncio.sleep(seconds)
            ack = await self.take("events_api", name, payload, attempt, reason)
            if not ack.failure or ack.final:
                return
            reason = REASONS[ack.failure]

    def _beside(self, work: Coroutine[Any, Any, None]) -> None:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _of_connection(fault: Fault | None) -> DeliveryFault | None:
    """The fault, where it is the way to the app that has it."""
    if fault is None or fault.kind not in ("drop_before", "drop_after", "twice"):
        return None
    return fault.kind


def subscribed_event(events: Sequence[str], event: Json) -> bool:
    wanted = MESSAGES[event["channel_type"]] if event["type"] == "message" else event["type"]
    return wanted in events


def subscribed_message(events: Sequence[str], channel: Channel) -> bool:
    return MESSAGES[channel.kind] in events


def _channel(payload: Json) -> str | None:
    where = payload.get("channel") or payload.get("event", {}).get("channel") or payload.get("channel_id")
    return where.get("id") if isinstance(where, dict) else where


def _user(payload: Json) -> str | None:
    who = payload.get("user") or payload.get("event", {}).get("user") or payload.get("user_id")
    return who.get("id") if isinstance(who, dict) else who
