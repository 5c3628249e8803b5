"""The developer panel: what app and workspace said to each other, and what can be made to happen between them.

Nothing of it exists in Slack; it is there for whoever builds an app.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sandbox.client.pages import Desk
from sandbox.client.serving import Deed, pretty
from sandbox.faults import CALL_FAULTS, DELIVERY_FAULTS
from sandbox.ledger import LedgerEntry
from sandbox.methods.table import METHODS
from sandbox.model import Json
from sandbox.outcome import Outcome, refused
from sandbox.words import Words

if TYPE_CHECKING:
    from sandbox.server import Sandbox

SHOWN_ENTRIES = 80
DELIVERIES = (
    "slash_commands",
    "block_actions",
    "block_suggestion",
    "view_submission",
    "view_closed",
    "shortcut",
    "message_action",
    "message",
    "app_mention",
    "app_home_opened",
)
AWAY = {60: "minute", 3600: "hour", 86_400: "day"}


@dataclass(frozen=True)
class Line:
    """An entry of the ledger as it is told; `number` names it as long as the sandbox runs."""

    number: int
    entry: LedgerEntry
    sentence: str

    @property
    def request(self) -> str:
        return pretty(self.entry.request)

    @property
    def answer(self) -> str:
        return pretty(self.entry.response)

    @property
    def at(self) -> str:
        return datetime.fromtimestamp(self.entry.at, UTC).isoformat()


@dataclass(frozen=True)
class Panel:
    """What the panel's templates ask for."""

    desk: Desk
    asked: Mapping[str, str]

    @property
    def sandbox(self) -> "Sandbox":
        return self.desk.sandbox

    @property
    def call_faults(self) -> dict[str, str]:
        return CALL_FAULTS

    @property
    def delivery_faults(self) -> dict[str, str]:
        return DELIVERY_FAULTS

    def names(self) -> list[str]:
        return [*METHODS, *DELIVERIES]

    def lines(self) -> list[Line]:
        """Newest first, as many as are shown of those that were asked for."""
        words = Words(self.sandbox.workspace)
        wanted = [one for one in enumerate(self.sandbox.ledger.entries) if self._wanted(one[1])]
        return [Line(number, entry, words.sentence(entry)) for number, entry in wanted[-SHOWN_ENTRIES:][::-1]]

    def total(self) -> int:
        return len(self.sandbox.ledger.entries)

    def now(self) -> datetime:
        """In the workspace, and in the zone of whoever looks."""
        return self._local(self.sandbox.clock.now())

    def away(self) -> str:
        """How far the workspace is from real time, in words: "1 day ahead of", "2 hours behind"."""
        moved = self.sandbox.clock.moved
        size, unit = max((one for one in AWAY.items() if one[0] <= max(abs(moved), 60)), key=lambda one: one[0])
        count = round(abs(moved) / size)
        return f"{count} {unit}{'' if count == 1 else 's'} {'ahead of' if moved > 0 else 'behind'}"

    def due(self) -> list[tuple[datetime, str]]:
        """What the app says it does next."""
        clock = self.sandbox.clock
        coming = [due for due in clock.dues if due.at > clock.now()][:5]
        return [(self._local(due.at), due.what) for due in coming]

    def _local(self, at: float) -> datetime:
        return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(self.desk.me.tz))

    def _wanted(self, entry: LedgerEntry) -> bool:
        kind, name = self.asked.get("kind", ""), self.asked.get("name", "").strip().lower()
        if (kind and entry.kind != kind) or (self.asked.get("refused") and entry.ok):
            return False
        return name in entry.name.lower()


async def fault(there: Desk, body: Json) -> Outcome:
    """Let something go wrong from now on."""
    there.sandbox.faults.add(
        body["kind"],
        body.get("on") or "*",
        channel=body.get("channel") or None,
        share=(_number(body, "share") or 100) / 100,
        times=int(_number(body, "times")) or None,
        seconds=_number(body, "seconds") or 1.0,
    )
    return Outcome()


async def heal(there: Desk, body: Json) -> Outcome:
    there.sandbox.faults.remove(int(body["id"]))
    return Outcome()


async def rates(there: Desk, body: Json) -> Outcome:
    there.sandbox.rates.enabled = bool(body["enabled"])
    return Outcome()


async def clock(there: Desk, body: Json) -> Outcome:
    """Move time by seconds, to an instant on the person's own clock, to what is due next, or back."""
    moved = there.sandbox.clock
    if "by" in body:
        moved.by(_number(body, "by"))
    elif "at" in body:
        moved.to(_instant(body["at"], there.me.tz))
    elif body.get("to") == "next":
        moved.to_next_due()
    else:
        moved.back()
    return Outcome()


async def connection(there: Desk, body: Json) -> Outcome:
    """Cut the app's sockets, or ask for new ones."""
    socket_mode: Any = there.sandbox.socket_mode
    if not socket_mode.connected:
        return refused(f"{there.app.name} holds no socket.")
    await (socket_mode.drop() if body.get("cut") else socket_mode.refresh())
    return Outcome()


async def forget(there: Desk, _body: Json) -> Outcome:
    """Begin the ledger anew."""
    there.sandbox.ledger.clear()
    there.sandbox.workspace.notices.tell("ledger")
    return Outcome()


def told(do: Deed) -> Deed:
    """The same, which says in a sentence why a wish makes no sense."""

    async def answered(there: Desk, body: Json) -> Outcome | list[Json]:
        try:
            return await do(there, body)
        except ValueError as refusal:
            return refused(str(refusal))

    return answered


def _number(body: Json, name: str) -> float:
    """0 where nothing was filled in."""
    try:
        return float(body.get(name) or 0)
    except (TypeError, ValueError):
        raise ValueError("Write a number.") from None


def _instant(typed: object, zone: str) -> datetime:
    try:
        return datetime.fromisoformat(str(typed)).replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        raise ValueError("Choose a day and a time.") from None


DEVELOPER_DOINGS: dict[str, Deed] = {
    "fault": told(fault),
    "heal": told(heal),
    "rates": rates,
    "clock": told(clock),
    "connection": connection,
    "forget": forget,
}
