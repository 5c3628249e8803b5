"""Results that wait for the next batch: nobody is told until they are published, and then all at once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from qabot.access import Action, Actor, Grant, Role, Scope, may
from qabot.audit import batches, homes, messages, messages_form, messages_publish, publishing, store, waiting
from qabot.audit.cards import BATCH, RESULT
from qabot.audit.models import Audit, Ticket
from qabot.audit.rules import State
from qabot.errors import InvalidInput, NotAllowed, NotFound, WrongState
from qabot.outbox import OutboxRow
from qabot.people.models import Person, Queue
from tests.audit.auditor import Auditor, chosen
from tests.audit.conftest import Audits, finding
from tests.audit.sheets import block, block_ids, reads
from tests.audit.test_lists import GRANTS
from tests.driver import Ack, Driver
from tests.factories import slack_id
from tests.fakes import FakeSlack
from tests.times import T0, T


@pytest.fixture
def kept(audits: Audits) -> list[int]:
    """Two results of Maya, by two auditors, and one of Tom."""
    return [
        audits.complete("arun", "T-1001", finding("answer", 1), at=T(0), keep=True),
        audits.complete("bea", "T-1003", at=T(1), keep=True),
        audits.complete("arun", "T-2001", at=T(2), keep=True),
    ]


def posted(audits: Audits) -> list[tuple[str, str | None, int | None]]:
    """Channel, card and subject of each message, in order."""
    rows = audits.said(OutboxRow.target, OutboxRow.card, OutboxRow.subject, OutboxRow.kind)
    return [(target, card, subject) for target, card, subject, kind in rows if kind == "post"]


class TestAKeptResult:
    def test_is_scored_and_nobody_is_told(self, audits: Audits, kept: list[int]) -> None:
        sheet = audits.sheet(kept[0])
        assert (sheet.state, sheet.score, sheet.published_at) == (State.SUBMITTED, 62.5, None)
        assert posted(audits) == []
        assert audits.journal(kept[0]) == ["audit.started", "audit.submitted"]

    def test_is_not_there_for_its_associate(self, audits: Audits, kept: list[int]) -> None:
        with audits.db.reading() as session:
            home = homes.associate_home(session, actor=audits.actor("maya"), now=T(3))
        assert (home.to_acknowledge, home.results, home.mean) == ([], [], None)
        with pytest.raises(NotFound):
            audits.acknowledge("maya", kept[0])

    def test_counts_as_work_of_the_week(self, audits: Audits, kept: list[int]) -> None:
        with audits.db.reading() as session:
            home = homes.auditor_home(session, actor=audits.actor("arun"), now=T(3))
        assert home.audited_this_week == 2
        assert [line.state for line in home.submitted] == [State.SUBMITTED, State.SUBMITTED]

    def test_is_not_audited_again(self, audits: Audits, kept: list[int]) -> None:
        with pytest.raises(WrongState, match="waits to be published"):
            audits.pick("arun", "T-1001")


class TestPublishing:
    def test_tells_each_associate_of_all_at_once(self, audits: Audits, kept: list[int]) -> None:
        done = audits.publish("quinn", *kept, at=T(9))
        assert done.associates == [("Maya Example", 2), ("Tom Example", 1)]
        assert posted(audits) == [
            ("UMAYA", BATCH, kept[0]),
            ("UMAYA", RESULT, kept[0]),
            ("UMAYA", RESULT, kept[1]),
            ("UTOM", RESULT, kept[2]),
        ]
        assert [audits.sheet(audit_id).state for audit_id in kept] == [State.PUBLISHED] * 3
        assert audits.sheet(kept[0]).published_at == T(9)
        assert audits.journal(kept[0]) == ["audit.started", "audit.submitted", "audit.published"]

    def test_an_auditor_publishes_what_they_scored(self, audits: Audits, kept: list[int]) -> None:
        done = audits.publish("arun", *kept)
        assert (done.associates, done.gone) == ([("Maya Example", 1), ("Tom Example", 1)], 1)
        assert audits.sheet(kept[1]).state is State.SUBMITTED

    def test_what_is_out_already_is_left(self, audits: Audits, kept: list[int]) -> None:
        audits.publish("arun", kept[0], at=T(5))
        assert audits.publish("quinn", *kept, at=T(6)).gone == 1
        assert audits.sheet(kept[0]).published_at == T(5)
        with pytest.raises(WrongState, match="waits any more"):
            audits.publish("quinn", *kept)

    def test_needs_a_choice(self, audits: Audits, kept: list[int]) -> None:
        with pytest.raises(InvalidInput, match="tick at least one"):
            audits.publish("arun")

    @pytest.mark.parametrize("person", ["maya", "lena", "max", "ada"])
    def test_is_for_auditors_and_leads(self, audits: Audits, kept: list[int], person: str) -> None:
        with pytest.raises(NotAllowed, match="Only auditors and QA leads publish"):
            audits.publish(person, *kept)

    def test_the_hours_until_a_reminder_begin_then(self, audits: Audits, kept: list[int]) -> None:
        def since() -> object:
            with audits.db.reading() as session:
                return session.execute(select(Audit.remind_since).where(Audit.id == kept[0])).scalar_one()

        assert since() is None
        audits.publish("arun", kept[0], at=T(30))
        assert since() == T(30)

    def test_then_the_associate_acknowledges_and_disputes_as_ever(self, audits: Audits, kept: list[int]) -> None:
        audits.publish("arun", kept[0])
        assert audits.acknowledge("maya", kept[0])


@given(st.sampled_from(["maya", "nora", "arun", "bea", "quinn"]), st.frozensets(GRANTS, max_size=3))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_what_one_may_publish_is_offered(
    audits: Audits, kept: list[int], person: str, grants: frozenset[Grant]
) -> None:
    actor = replace(audits.actor(person), grants=grants)
    with audits.db.reading() as session:
        offered = {result.audit_id for result in waiting.publishable(session, actor).results}
        assert waiting.number(session, actor)[0] == len(offered)
        places = select(Audit, Queue.lob_id, Queue.id, Person.site_id, Person.team_id)
        known = places.join(Ticket, Ticket.id == Audit.ticket_id).join(Queue, Queue.id == Ticket.queue_id)
        rows = session.execute(known.join(Person, Person.id == Audit.associate_id)).all()
    assert offered == {row[0].id for row in rows if allowed(actor, row[0], Scope(*row[1:4]), row[4])}


def allowed(actor: Actor, audit: Audit, scope: Scope, team_id: int | None) -> bool:
    scored = audit.auditor_id == actor.person_id
    foreign = audit.associate_id != actor.person_id and (actor.team_id is None or team_id != actor.team_id)
    by_role = {Role.AUDITOR: scored, Role.QA_LEAD: scored or foreign}
    return any(
        by_role.get(grant.role, False) and may(replace(actor, grants=frozenset({grant})), Action.AUDIT_PUBLISH, scope)
        for grant in actor.grants
    )


class TestInSlack:
    def keep(self, arun: Auditor) -> Ack:
        arun.types()
        arun.goes_on()
        arun.goes_on()
        arun.values[messages_form.WHEN_BLOCK] = {messages.WHEN: chosen(messages_form.IN_BATCH)}
        return arun.submits()

    def ticks(self, *audit_ids: int) -> dict[str, object]:
        return {messages_publish.RESULTS: {"selected_options": [{"value": str(held)} for held in audit_ids]}}

    def test_the_review_asks_when_the_associate_gets_it(self, bolt: Driver, slack: FakeSlack, audits: Audits) -> None:
        arun = Auditor("arun", bolt, slack)
        self.keep(arun)
        assert "Nobody is told yet" in reads(arun.view)
        assert posted(audits) == []

    def test_the_form_ticks_what_waits_by_associate(
        self, bolt: Driver, slack: FakeSlack, audits: Audits, kept: list[int]
    ) -> None:
        bolt.command("quinn", "/qa-audit", "publish")
        view = slack.opened[-1]
        boxes = block(view, messages_publish.boxes_block(audits.world.people["maya"], 0))
        assert boxes["label"]["text"] == "Maya Example"
        texts = [option["text"]["text"] for option in boxes["element"]["initial_options"]]
        assert texts == ["T-1001: 62.5, fail", "T-1003: 100, pass"]

    def test_it_is_narrowed_to_one_associate(
        self, bolt: Driver, slack: FakeSlack, audits: Audits, kept: list[int]
    ) -> None:
        bolt.command("quinn", "/qa-audit", "publish")
        tom = str(audits.world.people["tom"])
        bolt.click("quinn", messages_publish.ONLY, view=slack.opened[-1], element={"selected_option": {"value": tom}})
        assert [name for name in block_ids(slack.updated[-1][1]) if messages_publish.holds_results(name)] == [
            messages_publish.boxes_block(audits.world.people["tom"], 0)
        ]

    def test_what_is_ticked_is_published(self, bolt: Driver, slack: FakeSlack, audits: Audits, kept: list[int]) -> None:
        bolt.command("quinn", "/qa-audit", "publish")
        maya = messages_publish.boxes_block(audits.world.people["maya"], 0)
        ack = bolt.submit("quinn", slack.opened[-1], {maya: self.ticks(*kept[:2])})
        assert "2 results* for 1 person" in reads(ack.view)
        assert [audits.sheet(held).state for held in kept] == [State.PUBLISHED, State.PUBLISHED, State.SUBMITTED]

    def test_nothing_ticked_is_said_at_the_first_field(
        self, bolt: Driver, slack: FakeSlack, audits: Audits, kept: list[int]
    ) -> None:
        bolt.command("quinn", "/qa-audit", "publish")
        maya = messages_publish.boxes_block(audits.world.people["maya"], 0)
        ack = bolt.submit("quinn", slack.opened[-1], {maya: self.ticks()})
        assert ack.errors == {maya: publishing.NOTHING_CHOSEN}

    @pytest.mark.parametrize("value", ["99", "x", "-1", "1e3"])
    def test_a_forged_choice_publishes_nothing(
        self, bolt: Driver, slack: FakeSlack, audits: Audits, kept: list[int], value: str
    ) -> None:
        bolt.command("bea", "/qa-audit", "publish")
        forged = {messages_publish.RESULTS: {"selected_options": [{"value": value}]}}
        ack = bolt.submit("bea", slack.opened[-1], {messages_publish.boxes_block(1, 0): forged})
        assert "waits any more" in reads(ack.view)
        assert {audits.sheet(held).state for held in kept} == {State.SUBMITTED}

    def test_home_says_that_results_wait(self, bolt: Driver, slack: FakeSlack, kept: list[int]) -> None:
        bolt.opens_home("quinn")
        assert "*3 results* of 2 people wait to be published." in reads(slack.homes[slack_id("quinn")])
        bolt.opens_home("maya")
        assert messages_publish.OPEN not in str(slack.homes[slack_id("maya")])

    def test_with_nothing_to_publish_it_says_how_results_come_to_wait(self, bolt: Driver, slack: FakeSlack) -> None:
        assert "Nothing waits to be published" in bolt.command("arun", "/qa-audit", "publish").text

    def test_a_long_batch_is_shown_in_part(
        self, bolt: Driver, slack: FakeSlack, kept: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(waiting, "MOST", 2)
        bolt.command("quinn", "/qa-audit", "publish")
        assert "1 more result waits: publish these first." in reads(slack.opened[-1])


def result(number: int) -> waiting.Result:
    link = f"https://helpdesk.example/tickets/T-{number}"
    return waiting.Result(number, 1, "Maya Example", "Arun Example", f"T-{number}", link, "Login", 100.0, True)


def test_boxes_come_in_groups_that_slack_takes() -> None:
    batch = waiting.Batch([result(number) for number in range(1, 26)], 25, 1)
    view = messages_publish.form(publishing.Waiting(batch, [(1, "Maya Example")]), token="t")
    labels = [held["label"]["text"] for held in view["blocks"] if held["type"] == "input"]
    assert labels == [f"Maya Example ({part})" for part in ("1 to 10", "11 to 20", "21 to 25")]


def test_a_long_summary_names_the_first_and_counts_the_rest() -> None:
    said = messages_publish.summary([result(number) for number in range(1, 31)])
    assert "30 new audit results" in said.text
    assert "and 15 more" in said.text
    assert "T-16" not in said.text


def test_a_result_that_was_voided_meanwhile_is_not_announced(audits: Audits, kept: list[int]) -> None:
    audits.publish("quinn", *kept, at=T0 + timedelta(hours=1))
    with audits.db.transaction() as session:
        store.change(session, kept[1], state=State.VOID)
        said = batches.card(session, kept[0])
    assert "T-1003" not in said.text
