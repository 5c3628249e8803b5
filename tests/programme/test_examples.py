"""The example department is whole, and is loaded as it stands."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from qabot.access import Role
from qabot.audit.models import Ticket
from qabot.db import Database
from qabot.people.models import LineOfBusiness, Person, Queue, Site
from qabot.programme import Done, Programme, import_programme, import_tickets, read_programme
from tests.times import T0

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
TICKETS = (EXAMPLES / "tickets.csv").read_text(encoding="utf-8")


@pytest.fixture
def programme() -> Programme:
    return read_programme(EXAMPLES / "programme.yml")


def test_the_examples_import_without_a_fault(db: Database, programme: Programme) -> None:
    with db.transaction() as session:
        import_programme(session, programme, now=T0)
        report = import_tickets(session, TICKETS, file="tickets.csv", now=T0)
        assert report.number("tickets", Done.ADDED) == 200
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (LineOfBusiness, Queue, Site)]
        assert counts == [3, 8, 2]
        assert 38 <= (session.scalar(select(func.count()).select_from(Person)) or 0) <= 45


def test_the_examples_are_marked_as_such(programme: Programme) -> None:
    assert programme.example


def test_every_role_is_there_and_every_line_of_business_has_two_leads(programme: Programme) -> None:
    roles = Counter(entry.role for person in programme.people for entry in person.roles)
    assert set(roles) == set(Role)
    leads = Counter(
        entry.line_of_business for person in programme.people for entry in person.roles if entry.role is Role.QA_LEAD
    )
    assert all(leads[lob.key] >= 2 for lob in programme.held.lines_of_business)


def test_the_scorecards_have_scales_of_every_size_and_critical_criteria_of_every_kind(programme: Programme) -> None:
    criteria = [criterion for card in programme.scorecards for criterion in card.criteria.values()]
    assert {len(criterion.levels) for criterion in criteria} == {2, 3, 4, 5}
    assert {criterion.critical for criterion in criteria if criterion.critical} == {
        "customer",
        "business",
        "compliance",
    }
    assert all(sum(criterion.weight for criterion in card.criteria.values()) == 100 for card in programme.scorecards)
    assert all(criterion.help for criterion in criteria)


def test_the_tickets_are_spread_over_all_queues_and_associates(db: Database, programme: Programme) -> None:
    with db.transaction() as session:
        import_programme(session, programme, now=T0)
        import_tickets(session, TICKETS, file="tickets.csv", now=T0)
        queues = session.execute(select(Ticket.queue_id).distinct()).scalars().all()
        associates = session.execute(select(Ticket.associate_id).distinct()).scalars().all()
    assert len(queues) == 8
    assert len(associates) == sum(_is_associate(programme, person.key) for person in programme.people)


def _is_associate(programme: Programme, key: str) -> bool:
    person = next(person for person in programme.people if person.key == key)
    return any(entry.role is Role.ASSOCIATE for entry in person.roles)


def test_every_channel_has_people_in_it(programme: Programme) -> None:
    assert all(programme.members_of(channel) for channel in programme.channels)


def test_every_channel_that_is_named_is_there(programme: Programme) -> None:
    queues = [queue for lob in programme.held.lines_of_business for queue in lob.queues]
    named = {queue.channel for queue in queues if queue.channel} | {area.channel for area in programme.held.areas}
    assert named
    assert named <= {channel.name for channel in programme.channels}


def test_every_auditor_has_a_capacity_and_nobody_is_warned(db: Database, programme: Programme) -> None:
    auditors = [person for person in programme.people if Role.AUDITOR in {entry.role for entry in person.roles}]
    assert all(person.weekly_capacity for person in auditors)
    with db.transaction() as session:
        assert import_programme(session, programme, now=T0).warnings == []
