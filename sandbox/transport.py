"""The way to the app, whatever it is: hand over one payload, get back what the app answers within three seconds."""

from dataclasses import dataclass, field
from typing import Literal, Protocol

from sandbox.faults import DeliveryFault
from sandbox.model import Json

ACK_SECONDS = 3.0
Failure = Literal["", "timeout", "not_running", "error"]
PayloadKind = Literal["slash_commands", "interactive", "events_api"]


@dataclass
class Delivery:
    """One payload on its way; `attempt` and `reason` are those of a repeated event, `fault` befalls the connection."""

    kind: PayloadKind
    payload: Json
    attempt: int = 0
    reason: str = ""
    fault: DeliveryFault | None = None


@dataclass
class Ack:
    """`body` is the app's answer; `failure` says why there is none, `final` that the app wants no retry."""

    body: Json = field(default_factory=dict)
    failure: Failure = ""
    detail: str = ""
    final: bool = False


class Transport(Protocol):
    async def deliver(self, delivery: Delivery) -> Ack: ...
