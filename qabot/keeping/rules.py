"""States of a hold, what an erasure may rest on, and how long what is kept."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum

from qabot.people.rules import FORMER


class HoldState(StrEnum):
    ASKED = "asked"
    DECLINED = "declined"
    ACTIVE = "active"
    RELEASE_ASKED = "release_asked"
    RELEASED = "released"


# A hold holds until its release is confirmed, and not before it is confirmed itself.
HOLDING = (HoldState.ACTIVE, HoldState.RELEASE_ASKED)
OPEN = (HoldState.ASKED, *HOLDING)
STEPS: dict[HoldState, frozenset[HoldState]] = {
    HoldState.ASKED: frozenset({HoldState.ACTIVE, HoldState.DECLINED}),
    HoldState.ACTIVE: frozenset({HoldState.RELEASE_ASKED}),
    HoldState.RELEASE_ASKED: frozenset({HoldState.RELEASED, HoldState.ACTIVE}),
    HoldState.DECLINED: frozenset(),
    HoldState.RELEASED: frozenset(),
}


class Step(StrEnum):
    """What two people agree on."""

    HOLD = "hold"
    RELEASE = "release"


DECIDES = {Step.HOLD: HoldState.ASKED, Step.RELEASE: HoldState.RELEASE_ASKED}
CONFIRMED = {Step.HOLD: HoldState.ACTIVE, Step.RELEASE: HoldState.RELEASED}
DECLINED = {Step.HOLD: HoldState.DECLINED, Step.RELEASE: HoldState.ACTIVE}


class OrderKind(StrEnum):
    EXPORT = "export"
    ERASURE = "erasure"


class OrderState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


class Basis(StrEnum):
    """Why somebody is erased; chosen and not written, so that no text about them has to be kept."""

    ASKED = "asked"
    LEFT = "left"
    ORDERED = "ordered"


@dataclass(frozen=True)
class Outcome:
    """What an erasure lets go, in numbers; the audits stay, without their texts."""

    person_id: int
    audits: int = 0
    texts: int = 0
    messages: int = 0
    drafts: int = 0

    def as_detail(self) -> dict[str, int]:
        return {name: number for name, number in asdict(self).items() if name != "person_id"}


def may_become(state: HoldState, to: HoldState) -> bool:
    return to in STEPS[state]


def former(person_id: int) -> str:
    """What somebody who was erased is called."""
    return f"Former member {person_id}"


def former_key(person_id: int) -> str:
    """In place of the key."""
    return f"{FORMER}{person_id}"


class Kind(StrEnum):
    """Kinds of records that go by themselves."""

    AUDIT_TEXTS = "audit_texts"
    DRAFTS = "drafts"
    MESSAGES = "messages"
    REASONS = "reasons"


@dataclass(frozen=True)
class Periods:
    """How many days each kind is kept."""

    audit_texts: int = 730
    drafts: int = 90
    messages: int = 14
    reasons: int = 730

    def of(self, kind: Kind) -> timedelta:
        return timedelta(days=int(getattr(self, kind.value)))
