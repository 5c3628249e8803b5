"""Disputes on both databases: who may, and what becomes of the audit."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from qabot.access import Role
from qabot.audit.models import AuditRevision
from qabot.audit.rules import Cause, State
from qabot.db import Database
from qabot.dispute import queries, service
from qabot.dispute.models import Dispute
from qabot.dispute.service import Done, Proposal, Ruling
from qabot.errors import InvalidInput, NotAllowed, NotFound, QabotError, WrongState
from qabot.people.models import Person, RoleGrant, Site
from tests.audit.conftest import Audits, finding
from tests.factories import World
from tests.times import T0, T

LATER = T(1)
WHY = "The SOP says the opposite."


class Disputes:
    """Who does what, each step in a transaction of its own."""

    def __init__(self, audits: Audits) -> None:
        self.audits, self.db = audits, audits.db
        self.audit_id = audits.complete("arun", "T-1001", finding("answer", 0), finding("tone", 2))

    def grant(self, person: str, role: Role, lob: int | None = None) -> None:
        with self.db.transaction() as session:
            session.add(RoleGrant(person_id=self.audits.world.people[person], role=role.value, lob_id=lob))

    def open(self, person: str = "maya", *proposals: Proposal, at: datetime = LATER) -> int:
        given = proposals or (Proposal("answer", 4, WHY), Proposal("tone", 4, WHY))
        self.act(service.open_dispute, person, at, audit_id=self.audit_id, proposals=given)
        with self.db.reading() as session:
            return session.execute(select(func.max(Dispute.id))).scalar_one()

    def concede(self, person: str, dispute_id: int, reason: str = WHY) -> Done:
        done: Done = self.act(service.concede, person, T(2), dispute_id=dispute_id, reason=reason)
        return done

    def decide(self, person: str, dispute_id: int, *rulings: Ruling) -> Done:
        given = rulings or (ruling("answer", 4), ruling("tone", 2))
        done: Done = self.act(service.decide, person, T(2), dispute_id=dispute_id, rulings=given)
        return done

    def withdraw(self, person: str) -> None:
        self.act(service.withdraw, person, T(2), audit_id=self.audit_id)

    def act(self, deed: Callable[..., Any], person: str, at: datetime, **what: Any) -> Any:
        actor = self.audits.actor(person)
        with self.db.transaction() as session:
            return deed(session, actor=actor, now=at, **what)

    def earlier(self) -> list[tuple[int, float | None]]:
        with self.db.reading() as session:
            return [(row.number, row.score) for row in session.execute(select(AuditRevision)).scalars()]


def ruling(criterion: str, level: int | None, cause: Cause | None = Cause.ASSOCIATE_EXECUTION) -> Ruling:
    return Ruling(criterion, level, cause, "As the SOP of that day says.")


@pytest.fixture
def disputes(audits: Audits) -> Disputes:
    return Disputes(audits)


class TestOpening:
    def test_puts_the_audit_in_dispute(self, disputes: Disputes) -> None:
        disputes.open()
        assert disputes.audits.sheet(disputes.audit_id).state is State.DISPUTED
        assert disputes.audits.journal(disputes.audit_id)[-1] == "audit.disputed"

    def test_also_after_acknowledging(self, disputes: Disputes) -> None:
        disputes.audits.acknowledge("maya", disputes.audit_id)
        assert disputes.open()

    def test_somebody_elses_result_is_not_there(self, disputes: Disputes) -> None:
        with pytest.raises(NotFound):
            disputes.open("tom")

    def test_once_at_a_time(self, disputes: Disputes) -> None:
        disputes.open()
        with pytest.raises(WrongState, match="in dispute already"):
            disputes.open()

    def test_within_five_working_days(self, disputes: Disputes) -> None:
        with pytest.raises(WrongState, match="5 working days"):
            disputes.open(at=T0 + timedelta(days=7, hours=7, seconds=1))
        assert disputes.open(at=T0 + timedelta(days=7, hours=7))

    def test_a_holiday_of_the_associates_site_is_no_working_day(self, disputes: Disputes) -> None:
        """Berlin keeps no holiday in that week; Saxony, on Wednesday, keeps one."""
        with disputes.audits.db.transaction() as session:
            site = session.get_one(Site, 1)
            site.country, site.subdivision = "DE", "SN"
        assert disputes.open(at=T0 + timedelta(days=8, hours=7))

    @pytest.mark.parametrize(
        "proposal",
        [
            Proposal("answer", 0, WHY),
            Proposal("answer", 5, WHY),
            Proposal("answer", None, WHY),
            Proposal("identity", 1, WHY),
            Proposal("nonsense", 1, WHY),
            Proposal("answer", 4, " "),
        ],
    )
    def test_what_cannot_be_proposed(self, disputes: Disputes, proposal: Proposal) -> None:
        with pytest.raises(InvalidInput):
            disputes.open("maya", proposal)
        assert disputes.audits.sheet(disputes.audit_id).state is State.PUBLISHED


class TestConceding:
    def test_takes_the_proposed_ratings(self, disputes: Disputes) -> None:
        disputes.concede("arun", disputes.open())
        sheet = disputes.audits.sheet(disputes.audit_id)
        assert (sheet.state, sheet.revision, sheet.score, sheet.outcome) == (State.PUBLISHED, 2, 100, "overturned")
        assert disputes.earlier() == sheet_earlier(disputes)

    def test_is_for_its_own_auditor(self, disputes: Disputes) -> None:
        dispute_id = disputes.open()
        for person in ("bea", "quinn", "maya"):
            with pytest.raises(NotFound):
                disputes.concede(person, dispute_id)

    def test_needs_a_reason(self, disputes: Disputes) -> None:
        with pytest.raises(InvalidInput):
            disputes.concede("arun", disputes.open(), " ")


class TestDeciding:
    def test_partly(self, disputes: Disputes) -> None:
        assert disputes.decide("quinn", disputes.open()).outcome == "partly_upheld"
        sheet = disputes.audits.sheet(disputes.audit_id)
        assert (sheet.state, sheet.revision, sheet.score) == (State.PUBLISHED, 2, 85)
        assert disputes.audits.acknowledge("maya", disputes.audit_id)

    def test_upheld_makes_no_revision(self, disputes: Disputes) -> None:
        disputes.decide("quinn", disputes.open(), ruling("answer", 0), ruling("tone", 2))
        sheet = disputes.audits.sheet(disputes.audit_id)
        assert (sheet.revision, sheet.outcome, disputes.earlier()) == (1, "upheld", [])

    def test_the_error_was_not_the_associates(self, disputes: Disputes) -> None:
        disputes.decide(
            "quinn", disputes.open(), ruling("answer", 0, Cause.SOP_WRONG), ruling("tone", 2, Cause.TOOL_OR_BUG)
        )
        assert disputes.audits.sheet(disputes.audit_id).score == 100

    def test_each_criterion_needs_its_reason_and_cause(self, disputes: Disputes) -> None:
        dispute_id = disputes.open()
        with pytest.raises(InvalidInput) as missing:
            disputes.decide("quinn", dispute_id, Ruling("answer", 1, None, ""), ruling("tone", 4))
        assert set(missing.value.fields) == {"reason:answer", "cause:answer"}
        with pytest.raises(InvalidInput):
            disputes.decide("quinn", dispute_id, ruling("answer", 4))

    def test_only_leads(self, disputes: Disputes) -> None:
        dispute_id = disputes.open()
        for person in ("maya", "arun", "max", "ada"):
            with pytest.raises(NotAllowed):
                disputes.decide(person, dispute_id)

    def test_never_its_own_auditor_or_associate_or_their_team(self, disputes: Disputes) -> None:
        dispute_id = disputes.open()
        for person in ("arun", "maya", "nora"):
            disputes.grant(person, Role.QA_LEAD)
            with pytest.raises(NotAllowed, match="may not decide this dispute"):
                disputes.decide(person, dispute_id)

    def test_a_lead_of_another_line_of_business_only_where_there_is_none(self, disputes: Disputes) -> None:
        disputes.grant("max", Role.QA_LEAD, lob=2)
        dispute_id = disputes.open()
        with pytest.raises(NotAllowed):
            disputes.decide("max", dispute_id)
        with disputes.db.transaction() as session:
            quinn = session.execute(select(Person).where(Person.key == "quinn")).scalar_one()
            quinn.active = False
        assert disputes.decide("max", dispute_id)

    def test_two_leads_at_once(self, disputes: Disputes) -> None:
        disputes.grant("max", Role.QA_LEAD)
        dispute_id = disputes.open()

        def attempt(person: str) -> str:
            try:
                disputes.decide(person, dispute_id)
            except QabotError as refused:
                return type(refused).__name__
            return "decided"

        with ThreadPoolExecutor(2) as both:
            assert sorted(both.map(attempt, ("quinn", "max"))) == ["WrongState", "decided"]
        assert disputes.audits.sheet(disputes.audit_id).revision == 2

    def test_once_only(self, disputes: Disputes) -> None:
        dispute_id = disputes.open()
        disputes.decide("quinn", dispute_id)
        with pytest.raises(WrongState):
            disputes.concede("arun", dispute_id)
        with pytest.raises(WrongState):
            disputes.withdraw("maya")
        with pytest.raises(WrongState, match="can't be disputed again"):
            disputes.open()


class TestWithdrawing:
    def test_leaves_the_audit_as_it_was(self, disputes: Disputes) -> None:
        disputes.open()
        disputes.withdraw("maya")
        sheet = disputes.audits.sheet(disputes.audit_id)
        assert (sheet.state, sheet.revision, sheet.outcome) == (State.PUBLISHED, 1, None)

    def test_is_for_the_associate(self, disputes: Disputes) -> None:
        disputes.open()
        with pytest.raises(NotFound):
            disputes.withdraw("tom")


def test_home_of_a_lead_knows_what_is_open(disputes: Disputes, db: Database, world: World) -> None:
    dispute_id = disputes.open()
    with db.reading() as session:
        assert [line.dispute_id for line in queries.waiting_for(session, world.people["quinn"])] == [dispute_id]
    disputes.withdraw("maya")
    with db.reading() as session:
        assert queries.waiting_for(session, world.people["quinn"]) == []


def sheet_earlier(disputes: Disputes) -> list[tuple[int, float | None]]:
    found = list(disputes.audits.sheet(disputes.audit_id).earlier)
    assert found == [(1, 35.0)]
    return found
