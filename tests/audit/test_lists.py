"""Lists of audits: whoever looks sees what their roles reach, in pages, and nothing else."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from qabot.access import Actor, Grant, Role
from qabot.audit import lists, messages_list
from qabot.audit.lists import Filter
from qabot.audit.models import Audit, Ticket
from qabot.audit.rules import State
from qabot.errors import NotFound
from qabot.people.models import Person, Queue
from tests.audit.conftest import Audits, finding
from tests.audit.sheets import buttons, reads
from tests.driver import Driver
from tests.fakes import FakeSlack
from tests.times import T0

GRANTS = st.builds(
    Grant,
    role=st.sampled_from(list(Role)),
    lob_id=st.none() | st.integers(1, 2),
    queue_id=st.none() | st.integers(1, 3),
    site_id=st.none() | st.integers(1, 2),
)


@pytest.fixture
def history(audits: Audits) -> Audits:
    """A draft, two results of Maya by two auditors, one of Tom, and one of Maya that is not published yet."""
    audits.complete("arun", "T-1001", finding("answer", 1))
    audits.complete("bea", "T-1003", at=T0 + timedelta(minutes=1))
    audits.complete("arun", "T-2001", at=T0 + timedelta(minutes=2))
    audits.pick("arun", "T-1002", at=T0 + timedelta(minutes=3))
    audits.complete("quinn", "T-1002", at=T0 + timedelta(minutes=4), keep=True)
    return audits


def seen(audits: Audits, actor: Actor, wanted: Filter | None = None, *, now: datetime = T0) -> list[str]:
    """The references on all pages, in order."""
    found: list[str] = []
    after = None
    with audits.db.reading() as session:
        while True:
            page = lists.page(session, actor, wanted or Filter(), now=now, after=after)
            found += [line.reference for line in page.lines]
            after = page.after
            if after is None:
                return found


def allowed(audits: Audits, actor: Actor) -> set[str]:
    """The same, asked of each audit by itself."""
    with audits.db.reading() as session:
        rows = session.execute(
            select(Audit, Ticket.reference, Queue, Person)
            .join(Ticket, Ticket.id == Audit.ticket_id)
            .join(Queue, Queue.id == Ticket.queue_id)
            .join(Person, Person.id == Audit.associate_id)
        )
        return {
            reference
            for audit, reference, queue, person in rows
            if any(_may_see(actor, grant, audit, queue, person) for grant in actor.grants)
        }


def _may_see(actor: Actor, grant: Grant, audit: Audit, queue: Queue, person: Person) -> bool:
    within = (
        grant.lob_id in (None, queue.lob_id)
        and grant.queue_id in (None, queue.id)
        and grant.site_id in (None, person.site_id)
    )
    out, own = audit.published_at is not None, audit.associate_id == actor.person_id
    if grant.role is Role.ASSOCIATE:
        return out and own
    if grant.role is Role.TEAM_LEAD:
        team = actor.team_id is not None and person.team_id == actor.team_id
        return out and (own or (team and within))
    if grant.role is Role.AUDITOR:
        return audit.auditor_id == actor.person_id
    scored = audit.auditor_id == actor.person_id
    of_others = not own and (actor.team_id is None or person.team_id != actor.team_id)
    submitted = audit.submitted_at is not None and (out or of_others)
    return grant.role is Role.QA_LEAD and (scored or (submitted and within))


@given(st.sampled_from(["maya", "tom", "lena", "arun", "bea", "quinn"]), st.frozensets(GRANTS, max_size=3))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nobody_sees_a_row_that_their_scope_forbids(history: Audits, person: str, grants: frozenset[Grant]) -> None:
    actor = replace(history.actor(person), grants=grants)
    assert set(seen(history, actor)) == allowed(history, actor)


@pytest.mark.parametrize(
    ("person", "references"),
    [
        ("maya", ["T-1003", "T-1001"]),
        ("lena", ["T-1003", "T-1001"]),
        ("tom", ["T-2001"]),
        ("arun", ["T-1002", "T-2001", "T-1001"]),
        ("bea", ["T-1003"]),
        ("quinn", ["T-1002", "T-2001", "T-1003", "T-1001"]),
        ("max", []),
    ],
)
def test_each_sees_what_is_theirs_the_newest_first(history: Audits, person: str, references: list[str]) -> None:
    assert seen(history, history.actor(person)) == references


def test_filters_narrow(history: Audits) -> None:
    quinn = history.actor("quinn")
    assert seen(history, quinn, Filter(queue_id=history.world.queues["refunds"])) == ["T-2001"]
    assert seen(history, quinn, Filter(associate_id=history.world.people["maya"])) == ["T-1002", "T-1003", "T-1001"]
    assert seen(history, quinn, Filter(state=State.ACKNOWLEDGED)) == []
    assert seen(history, quinn, Filter(days=7), now=T0 + timedelta(days=8)) == []


def test_pages_hold_each_row_once(history: Audits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PAGE", 1)
    assert seen(history, history.actor("arun")) == ["T-1002", "T-2001", "T-1001"]


def test_details_of_what_one_may_not_see_are_not_found(history: Audits) -> None:
    with history.db.reading() as session:
        audit_id = session.execute(select(Audit.id).where(Audit.ticket_id == 4)).scalar_one()
        assert lists.details(session, history.actor("tom"), audit_id).reference == "T-2001"
        with pytest.raises(NotFound):
            lists.details(session, history.actor("maya"), audit_id)


class TestInSlack:
    @pytest.fixture
    def view(self, history: Audits, bolt: Driver, slack: FakeSlack) -> dict[str, object]:
        bolt.command("quinn", "/qa-audit", "list")
        return slack.opened[-1]

    def test_it_is_narrowed_where_it_stands(self, view: dict[str, object], bolt: Driver, slack: FakeSlack) -> None:
        assert "T-2001" in reads(view)
        bolt.click("quinn", messages_list.QUEUE, "1", view=view)
        narrowed = slack.updated[-1][1]
        assert "T-2001" not in reads(narrowed)
        bolt.click("quinn", messages_list.STATE, "void", view=narrowed)
        assert "No audit fits" in reads(slack.updated[-1][1])

    def test_one_is_shown_in_full(self, view: dict[str, object], bolt: Driver, slack: FakeSlack) -> None:
        bolt.click("quinn", messages_list.DETAILS, "1", view=view)
        assert "Left out a step." in reads(slack.pushed[-1])
        assert buttons(slack.pushed[-1]["blocks"]) == {}

    def test_a_long_list_has_pages(
        self, history: Audits, bolt: Driver, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lists, "PAGE", 2)
        bolt.command("quinn", "/qa-audit", "list")
        bolt.click("quinn", messages_list.OLDER, view=slack.opened[-1])
        older = slack.updated[-1][1]
        assert "T-1001" in reads(older)
        assert set(buttons(older["blocks"])) >= {"Back to the newest"}
        bolt.click("quinn", messages_list.NEWEST, view=older)
        assert "T-2001" in reads(slack.updated[-1][1])

    @pytest.mark.parametrize("value", ["0", "31", "x", ""])
    def test_a_forged_choice_is_refused(
        self, view: dict[str, object], bolt: Driver, slack: FakeSlack, value: str
    ) -> None:
        bolt.click("quinn", messages_list.PERIOD, value, view=view)
        assert "not offered any more" in reads(slack.pushed[-1])

    def test_choices_are_those_that_one_sees(self, view: dict[str, object], bolt: Driver, slack: FakeSlack) -> None:
        assert bolt.options("quinn", messages_list.ASSOCIATE, "may", view=view) == ["any", "1"]
        bolt.command("maya", "/qa-audit", "list")
        offered = bolt.options("maya", messages_list.QUEUE, "", view=slack.opened[-1])
        assert offered == ["any", "1", "2"]

    def test_a_manager_is_told_who_may(self, history: Audits, bolt: Driver) -> None:
        assert "see lists of audits" in bolt.command("max", "/qa-audit", "list").text
