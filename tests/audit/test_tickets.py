"""Who may draw what, and that two people never draw the same."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from qabot.access import Action, Actor, Grant, Role, Scope, may
from qabot.audit import tickets
from qabot.audit.models import Ticket
from qabot.errors import WrongState
from qabot.people.models import Person, Queue
from tests.audit.conftest import Audits

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
        offered = {ticket.ticket_id for ticket in tickets.search(session, actor, "")}
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


def found(audits: Audits, actor: Actor, typed: str) -> list[str]:
    with audits.db.reading() as session:
        return [ticket.reference for ticket in tickets.search(session, actor, typed)]


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
