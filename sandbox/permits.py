"""Short-lived permits that travel with an interaction: trigger ids and response URLs. Their time is real time."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.errors import SlackError
from sandbox.seed import make_id

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60
RESPONSE_URL_USES = 5

Clock = Callable[[], float]


@dataclass
class Trigger:
    """`view_id` names the modal in which it arose, `channel_id` the conversation that the person was looking at."""

    user_id: str
    view_id: str | None
    issued: float
    channel_id: str | None = None
    used: bool = False


@dataclass
class ResponsePermit:
    """Where an answer goes: a channel, seen by one person, about one message."""

    user_id: str
    channel_id: str
    issued: float
    ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


@dataclass
class Permits:
    clock: Clock = time.monotonic
    _triggers: dict[str, Trigger] = field(default_factory=dict)
    _responses: dict[str, ResponsePermit] = field(default_factory=dict)

    def issue_trigger(self, user_id: str, view_id: str | None = None, channel_id: str | None = None) -> str:
        trigger_id = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(user_id, view_id, self.clock(), channel_id)
        return trigger_id

    def use_trigger(self, trigger_id: object) -> Trigger:
        """It works once, and for three seconds."""
        trigger = self._triggers.get(trigger_id) if isinstance(trigger_id, str) else None
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self.clock() - trigger.issued > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def issue_response(self, permit: ResponsePermit) -> str:
        """The path of a new response URL, without the first slash."""
        token = f"{make_id('R', permit.user_id)}/{secrets.token_urlsafe(18)}"
        self._responses[token] = permit
        return f"response/{token}"

    def response(self, token: str) -> ResponsePermit | None:
        """Where answers to this URL go; looking does not use it."""
        return self._responses.get(token)

    def use_response(self, token: str) -> ResponsePermit:
        """It works five times within half an hour."""
        permit = self.response(token)
        if permit is None:
            raise SlackError("no_such_url")
        if self.clock() - permit.issued > RESPONSE_URL_SECONDS:
            raise SlackError("expired_url")
        if permit.uses >= RESPONSE_URL_USES:
            raise SlackError("used_url")
        permit.uses += 1
        return permit
