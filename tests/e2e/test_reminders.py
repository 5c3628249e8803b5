"""A result that nobody acknowledges, in the local workspace whose clock is moved: who hears what, and when it ends."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from qabot.audit.models import Audit, Ticket
from qabot.audit.reminder_rules import DEFAULT, left
from qabot.dev import Local
from qabot.people import calendars
from qabot.people.models import Person as Row
from qabot.people.models import Queue, RoleGrant
from sandbox.model import Message
from sandbox.testing import Person, words
from tests.e2e.test_dispute_story import audited
from tests.e2e.test_first_audit import all_sent, buttons, home
from tests.waiting import until

AUDITOR, ASSOCIATE, QUEUE = "maya-lindqvist", "lukas-hoffmann", "consumer-email"
SOON = timedelta(minutes=2)


@pytest.fixture
def mode() -> str:
    return "socket"


def test_reminded_twice_then_the_lead_then_acknowledged(local: Local) -> None:
    of_one_associate(local)
    case = audited(local, AUDITOR, findings=1)
    case.offers("Acknowledge")
    first, second, lead = dues(local, case.audit_id)

    travel(local, first + SOON)
    reminder = hears(case.associate, "still waits for you")
    assert set(buttons(reminder)) == {"Acknowledge", "Read the result"}
    travel(local, second + SOON)
    hears(case.associate, "If it still waits, I tell your lead")
    travel(local, lead + SOON)
    leads = leads_of(local, case.audit_id)
    told = [hears(one, "has not acknowledged") for one in leads]
    assert leads[0].clicks(told[0], "Read the result").ok
    assert case.reference in words(leads[0].sees.view())
    case.associate.opens_home()
    assert "It is overdue" in home(case.associate)

    again = case.associate.sees.dm()[-1]
    assert case.associate.clicks(again, "Acknowledge").ok
    for person in (case.associate, *leads):
        hears(person, "is acknowledged.")
    messages = case.associate.sees.dm
    until(lambda: not any("Acknowledge" in buttons(one) for one in messages()), "every message to lose the button")
    assert all_sent(local)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_several_at_once_are_one_message(local: Local) -> None:
    of_one_associate(local)
    cases = [audited(local, AUDITOR, findings=1) for _ in range(3)]
    for case in cases:
        case.offers("Acknowledge")
    published_together(local)
    before = len(cases[0].associate.sees.dm())
    travel(local, dues(local, cases[0].audit_id)[0] + SOON)
    head = "3 results wait for you to acknowledge"
    message = hears(cases[0].associate, head)
    assert len(cases[0].associate.sees.dm()) == before + 1
    assert cases[0].associate.clicks(message, "Acknowledge").ok
    hears(cases[0].associate, "2 results wait for you")
    assert all_sent(local)


def of_one_associate(local: Local) -> None:
    """Every ticket was handled by the same person, in a queue that the lead of their team may see."""
    with local.qabot.database.transaction() as session:
        associate = session.execute(select(Row.id).where(Row.key == ASSOCIATE)).scalar_one()
        queue = session.execute(select(Queue.id).where(Queue.key == QUEUE)).scalar_one()
        session.execute(update(Ticket).values(associate_id=associate, queue_id=queue))


def published_together(local: Local) -> None:
    """As if nobody had been at work yet when they were published."""
    with local.qabot.database.transaction() as session:
        first = session.execute(select(func.min(Audit.remind_since))).scalar_one()
        session.execute(update(Audit).values(remind_since=first))


def dues(local: Local, audit_id: int) -> Sequence[datetime]:
    with local.qabot.database.reading() as session:
        audit = session.get_one(Audit, audit_id)
        assert audit.remind_since is not None
        calendar = calendars.of_person(session, audit.associate_id)
        return [at for _, at in left(0, audit.remind_since, DEFAULT, calendar)]


def leads_of(local: Local, audit_id: int) -> list[Person]:
    """The leads of the associate's team."""
    with local.qabot.database.reading() as session:
        team = select(Row.team_id).join(Audit, Audit.associate_id == Row.id).where(Audit.id == audit_id)
        found = select(Row.key).join(RoleGrant, RoleGrant.person_id == Row.id)
        leads = found.where(RoleGrant.role == "team_lead", Row.team_id == team.scalar_subquery()).distinct()
        keys = list(session.execute(leads).scalars())
    assert keys
    return [local.sandbox.person(key) for key in keys]


def travel(local: Local, to: datetime) -> None:
    local.sandbox.read(lambda: local.sandbox.clock.to(to))


def hears(person: Person, text: str) -> Message:
    """The newest message that says so, as soon as there is one."""
    return until(lambda: next((said for said in person.sees.dm()[::-1] if text in said.text), None), f"“{text}”")
