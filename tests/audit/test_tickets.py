"""Who may draw what, and that two people never draw the same."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from qabot.access import Action, Actor, Grant, Role, Scope, may
from qabot.audit import tickets
from qabot.audit.models import Ticket
from qabot.errors import NotFound, WrongState
from qabot.people.models import Person, Queue
from tests.audit.conftest import Audits
from tests.audit.counted import miscounted
from tests.times import T0

GRANTS = st.builds(
    Grant,
    role=st.sampled_from([Role.AUDITOR, Role.QA_LEAD, Role.ASSOCIATE, Role.ADMIN]),
    lob_id=st.none() | st.integers(1, 2),
    queue_id=st.none() | st.integers(1, 3),
    site_id=st.none() | st.integers(1, 2),
)


@given(st.frozensets(GRANTS, max_size=3))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_offered_is_what_is_allowed(audits: Audits, grants: frozenset[Grant]) -> None:
    actor = replace(audits.actor("arun"), grants=grants)
    with audits.db.reading() as session:
        offered = {ticket.ticket_id for ticket in tickets.search(session, actor, "", now=T0)}
        allowed = {
            ticket_id
            for ticket_id, lob, queue, site in session.execute(
                select(Ticket.id, Queue.lob_id, Queue.id, Person.site_id)
                .join(Queue, Queue.id == Ticket.queue_id)
                .join(Person, Person.id == Ticket.associate_id)
            )
            if may(actor, Action.AUDIT_SCORE, Scope(lob, queue, site))
        }
    assert offered == allowed


def test_two_who_draw_at_the_same_moment_get_two_tickets(audits: Audits) -> None:
    with ThreadPoolExecutor(3) as pool:
        drawn = list(pool.map(audits.next, ["arun", "bea", "quinn"]))
    assert len({audits.sheet(audit_id).reference for audit_id in drawn}) == 3


def test_one_who_submits_twice_at_the_same_moment_publishes_once(audits: Audits) -> None:
    audit_id = audits.pick("arun", "T-1001")
    audits.fill("arun", audit_id)

    def submit(_: int) -> bool:
        try:
            audits.submit("arun", audit_id)
        except WrongState:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(submit, range(4))) == [False, False, False, True]
    assert audits.journal(audit_id).count("audit.published") == 1


def found(audits: Audits, actor: Actor, typed: str, at: datetime = T0) -> list[str]:
    with audits.db.reading() as session:
        return [ticket.reference for ticket in tickets.search(session, actor, typed, now=at)]


@pytest.mark.parametrize(("typed", "references"), [("2001", ["T-2001"]), ("t-100", ["T-1001", "T-1002", "T-1003"])])
def test_a_ticket_is_found_by_a_part_of_its_reference(audits: Audits, typed: str, references: list[str]) -> None:
    assert found(audits, audits.actor("arun"), typed) == references


@pytest.mark.parametrize("typed", ["%", "_", "'", "T-1001'--"])
def test_what_one_types_is_no_pattern(audits: Audits, typed: str) -> None:
    assert found(audits, audits.actor("arun"), typed) == []


def test_tickets_without_an_audit_come_first(audits: Audits) -> None:
    audits.complete("arun", "T-1001")
    assert found(audits, audits.actor("quinn"), "T-1")[-1] == "T-1001"


def test_people_who_left_are_not_drawn(audits: Audits) -> None:
    with audits.db.transaction() as session:
        tom = session.get_one(Person, audits.world.people["tom"])
        tom.active = False
    assert found(audits, audits.actor("arun"), "T-2") == []


def drawn(audits: Audits, person: str, at: datetime = T0) -> str:
    """The reference of the next ticket, which is left where it is."""
    with audits.db.reading() as session:
        draw = tickets.draw_next(session, audits.actor(person), at, week=at)
        assert draw is not None
        return session.get_one(Ticket, draw.ticket_id).reference


def test_the_associate_with_the_fewest_audits_of_this_month_comes_first(audits: Audits) -> None:
    assert drawn(audits, "arun") == "T-1001"
    audits.complete("arun", "T-1001")
    assert drawn(audits, "arun") == "T-2001"


def test_a_new_month_begins_at_nought(audits: Audits) -> None:
    audits.complete("arun", "T-1001")
    assert drawn(audits, "arun", T0 + timedelta(days=31)) == "T-1002"


def test_a_draft_that_is_discarded_lets_its_ticket_wait_again(audits: Audits) -> None:
    begun = audits.next("bea")
    with audits.db.reading() as session:
        assert tickets.waiting(session, audits.actor("bea")) == 2
    audits.discard("bea", begun)
    with audits.db.reading() as session:
        assert tickets.waiting(session, audits.actor("bea")) == 3


@given(st.lists(st.tuples(st.sampled_from(["arun", "bea", "nora"]), st.booleans()), max_size=8))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_counted_is_what_is_there(audits: Audits, steps: list[tuple[str, bool]]) -> None:
    for person, keep in steps:
        with suppress(NotFound):
            begun = audits.next(person)
            if not keep:
                audits.discard(person, begun)
    with audits.db.reading() as session:
        assert miscounted(session) == []


def test_an_old_ticket_that_is_audited_is_found_by_its_whole_reference(audits: Audits) -> None:
    audits.complete("arun", "T-1001")
    later = T0 + timedelta(days=200)
    assert found(audits, audits.actor("quinn"), "1001", later) == []
    assert found(audits, audits.actor("quinn"), "T-1001", later) == ["T-1001"]
    assert found(audits, audits.actor("quinn"), "1002", later) == ["T-1002"]
