"""Every deed in every state of a dispute: what leads on does, and the rest is refused in words and changes nothing."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from qabot.access import Role
from qabot.dispute import asking, correcting, escalating, queries, voiding
from qabot.errors import QabotError, WrongState
from qabot.journal import JournalRow
from tests.dispute.test_correcting import BETTER
from tests.dispute.test_service import WHY, Disputes, disputes, ruling
from tests.times import T

__all__ = ["disputes"]
NONE = "none"
STATES = (NONE, "open", "conceded", "decided", "escalated", "final", "withdrawn", "void")
Deed = Callable[[Disputes], object]


def escalate(on: Disputes) -> object:
    return on.act(escalating.escalate, "maya", T(3), audit_id=on.audit_id, reason=WHY)


def void(on: Disputes) -> object:
    return on.act(voiding.void, "quinn", T(4), audit_id=on.audit_id, reason=WHY)


def correct(on: Disputes) -> object:
    """Where a lead has decided the answer, something else."""
    other = BETTER.__class__("privacy", 0, cause=BETTER.cause, comment="Overlooked.")
    return on.act(correcting.correct, "arun", T(5), audit_id=on.audit_id, ratings=[other], reason=WHY)


def ask(on: Disputes) -> object:
    return on.act(asking.ask, "maya", T(5), audit_id=on.audit_id, text="Which SOP?")


def the_one(on: Disputes) -> int:
    with on.db.reading() as session:
        found = queries.latest_of(session, on.audit_id)
    return found.dispute_id if found else 1


def decide(on: Disputes) -> object:
    """The lead who has not decided yet."""
    with on.db.reading() as session:
        found = queries.latest_of(session, on.audit_id)
    again = found is not None and found.escalated_at is not None
    return on.decide("max" if again else "quinn", the_one(on), ruling("answer", 2), ruling("tone", 2))


DEEDS: dict[str, Deed] = {
    "open": lambda on: on.open(at=T(2)),
    "concede": lambda on: on.concede("arun", the_one(on)),
    "decide": decide,
    "withdraw": lambda on: on.withdraw("maya"),
    "escalate": escalate,
    "void": void,
    "correct": correct,
    "ask": ask,
    "acknowledge": lambda on: on.audits.acknowledge("maya", on.audit_id, T(6)),
}
WAY: dict[str, tuple[str, ...]] = {
    NONE: (),
    "open": ("open",),
    "conceded": ("open", "concede"),
    "decided": ("open", "decide"),
    "escalated": ("open", "decide", "escalate"),
    "final": ("open", "decide", "escalate", "decide"),
    "withdrawn": ("open", "withdraw"),
    "void": ("open", "void"),
}
ALWAYS = {"void", "ask"}
AT_REST = {"correct", "acknowledge"}
POSSIBLE: dict[str, set[str]] = {
    NONE: ALWAYS | AT_REST | {"open"},
    "open": ALWAYS | {"concede", "decide", "withdraw"},
    "conceded": ALWAYS | AT_REST,
    "decided": ALWAYS | AT_REST | {"escalate"},
    "escalated": ALWAYS | {"decide"},
    "final": ALWAYS | AT_REST,
    "withdrawn": ALWAYS | AT_REST | {"open"},
    "void": set(),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("deed", DEEDS)
def test_each_deed_in_each_state(disputes: Disputes, state: str, deed: str) -> None:
    disputes.grant("max", Role.QA_LEAD)
    for step in WAY[state]:
        DEEDS[step](disputes)
    before = standing(disputes)
    if deed in POSSIBLE[state]:
        DEEDS[deed](disputes)
        return
    with pytest.raises(QabotError) as refused:
        DEEDS[deed](disputes)
    assert refused.value.sentence.endswith(".")
    assert isinstance(refused.value, WrongState) or state == NONE
    assert standing(disputes) == before


def standing(disputes: Disputes) -> tuple[object, int]:
    """What a refusal must not touch."""
    with disputes.db.reading() as session:
        rows = session.execute(select(func.count()).select_from(JournalRow)).scalar_one()
        found = queries.latest_of(session, disputes.audit_id)
    return (disputes.audits.sheet(disputes.audit_id), found), rows
