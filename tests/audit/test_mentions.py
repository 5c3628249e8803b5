"""Which tickets a message names, and that nothing else of it is kept."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from handlers import written
from qabot.access import Action, Grant, Role, Scope, may
from qabot.audit import mentions, messages, messages_pick
from qabot.audit.models import Audit, Ticket
from qabot.audit.rules import State
from qabot.people.models import Person, Queue
from qabot.tables import METADATA
from tests.audit.auditor import Auditor, chosen
from tests.audit.conftest import Audits
from tests.audit.sheets import block, reads
from tests.driver import Driver
from tests.fakes import FakeSlack

LINK = "https://helpdesk.example/tickets/T-1001"
GRANTS = st.builds(
    Grant,
    role=st.sampled_from([Role.AUDITOR, Role.QA_LEAD, Role.ASSOCIATE, Role.MANAGER]),
    lob_id=st.none() | st.integers(1, 2),
    queue_id=st.none() | st.integers(1, 3),
    site_id=st.none() | st.integers(1, 2),
)


def named(audits: Audits, text: str, auditor: str = "arun") -> list[str]:
    with audits.db.reading() as session:
        return [ticket.reference for ticket in mentions.find(session, audits.actor(auditor), text)]


class TestWhatCounts:
    @pytest.mark.parametrize(
        "text",
        [
            "T-1001",
            "Who has t-1001?",
            "(T-1001)",
            "*T-1001*, please.",
            "`T-1001`",
            f"See {LINK}.",
            f"<{LINK}|this one>",
            f"{LINK}?tab=history",
            "T-1001 T-1001 t-1001",
        ],
    )
    def test_a_reference_or_a_link_names_a_ticket(self, audits: Audits, text: str) -> None:
        assert named(audits, text) == ["T-1001"]

    @pytest.mark.parametrize("text", ["", "Hello", "T-9999", "XT-1001", "T-10012", "T-1001-7", "%", "_" * 90, "1" * 90])
    def test_what_is_no_known_ticket_names_none(self, audits: Audits, text: str) -> None:
        assert named(audits, text) == []

    def test_a_link_that_does_not_hold_the_reference(self, audits: Audits) -> None:
        odd = "https://helpdesk.example/view?case=a%20b&page=2"
        with audits.db.transaction() as session:
            session.execute(update(Ticket).where(Ticket.reference == "T-1002").values(link=odd))
        assert named(audits, f"<{odd.replace('&', '&amp;')}>") == ["T-1002"]

    def test_several_come_in_the_order_of_the_message(self, audits: Audits) -> None:
        assert named(audits, "T-2001, T-1001 and T-1003") == ["T-2001", "T-1001", "T-1003"]

    def test_a_very_long_message_is_no_burden(self, audits: Audits) -> None:
        assert named(audits, "T-1001 " + " ".join(f"X-{number}" for number in range(30_000))) == ["T-1001"]


@given(st.frozensets(GRANTS, max_size=3))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_what_one_may_score_is_found(audits: Audits, grants: frozenset[Grant]) -> None:
    actor = replace(audits.actor("arun"), grants=grants)
    with audits.db.reading() as session:
        found = {ticket.reference for ticket in mentions.find(session, actor, "T-1001 T-1002 T-1003 T-2001")}
        places = select(Ticket.reference, Queue.lob_id, Queue.id, Person.site_id)
        known = places.join(Queue, Queue.id == Ticket.queue_id).join(Person, Person.id == Ticket.associate_id)
        allowed = {
            reference for reference, *place in session.execute(known) if may(actor, Action.AUDIT_SCORE, Scope(*place))
        }
    assert found == allowed


def test_nobody_finds_what_their_own_team_handled(audits: Audits) -> None:
    assert named(audits, "T-1001 T-2001", "nora") == ["T-2001"]


class TestWhereAMessageIsWritten:
    def test_text_blocks_and_attachments(self) -> None:
        rich = {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "link", "url": "U"}]}],
        }
        message = {"text": "A", "blocks": [rich], "attachments": [{"title_link": "L", "fields": [{"value": "V"}]}]}
        assert written.in_message(message).split("\n") == ["A", "U", "L", "V"]

    @pytest.mark.parametrize("odd", [None, 7, "x", [], {"text": None}, {"text": {"text": 1}}])
    def test_what_is_no_message_holds_nothing(self, odd: object) -> None:
        assert written.in_message(odd) == ""

    def test_what_no_database_keeps_is_left(self) -> None:
        assert written.in_message({"text": "T-1\0"}) == "T-1"

    def test_what_is_nested_without_end_is_left(self) -> None:
        deep: dict[str, object] = {"text": "bottom"}
        for _ in range(1000):
            deep = {"elements": [deep]}
        assert written.in_message(deep) == ""


class TestTheShortcuts:
    def open(self, bolt: Driver, slack: FakeSlack, text: str) -> Auditor:
        bolt.shortcut("arun", messages_pick.THIS_TICKET, {"text": text})
        return Auditor("arun", bolt, slack, slack.opened[-1])

    def test_the_ticket_of_the_message_is_chosen(self, bolt: Driver, slack: FakeSlack, audits: Audits) -> None:
        arun = self.open(bolt, slack, f"Please look at {LINK}")
        initial = block(arun.view, "ticket:any:any")["element"]["initial_option"]
        assert initial["text"]["text"] == "T-1001 · Maya Example"
        arun.submits()
        assert "Section 1 of 2" in reads(arun.view)
        with audits.db.reading() as session:
            drafts = select(Audit.ticket_id, Audit.state)
            assert session.execute(drafts).all() == [(audits.world.tickets["T-1001"], State.DRAFT)]

    def test_without_a_known_ticket_it_says_so_and_offers_the_form(self, bolt: Driver, slack: FakeSlack) -> None:
        arun = self.open(bolt, slack, "Lunch at 12?")
        assert messages_pick.NONE_NAMED in reads(arun.view)
        assert "initial_option" not in block(arun.view, "ticket:any:any")["element"]

    def test_of_several_it_names_the_others(self, bolt: Driver, slack: FakeSlack) -> None:
        arun = self.open(bolt, slack, "T-1003, T-1001, T-2001")
        assert "names 3 tickets" in reads(arun.view)
        assert "the others are T-1001 and T-2001." in reads(arun.view)

    @pytest.mark.parametrize("typed", ["T-1001", "t-1001", LINK, f"<{LINK}>"])
    def test_it_can_be_named_behind_the_word(self, bolt: Driver, slack: FakeSlack, typed: str) -> None:
        bolt.command("arun", "/qa-audit", f"start {typed}")
        assert block(slack.opened[-1], "ticket:any:any")["element"]["initial_option"]["text"]["text"].startswith(
            "T-1001"
        )

    def test_one_that_nobody_knows_is_said(self, bolt: Driver, slack: FakeSlack) -> None:
        bolt.command("arun", "/qa-audit", "start T-9999")
        assert "I know no ticket “T-9999” that you can score." in reads(slack.opened[-1])

    def test_narrowing_forgets_the_ticket(self, bolt: Driver, slack: FakeSlack) -> None:
        arun = self.open(bolt, slack, "T-1001")
        arun.values["queue"] = {messages.QUEUE: chosen("3")}
        arun.clicks(messages.QUEUE, block_id="queue")
        assert "initial_option" not in block(arun.view, "ticket:3:any")["element"]

    def test_nothing_of_the_message_is_kept(self, bolt: Driver, slack: FakeSlack, audits: Audits) -> None:
        self.open(bolt, slack, "Zanzibar T-1001 customer 4711")
        with audits.db.reading() as session:
            kept = str([row for table in METADATA.tables.values() for row in session.execute(select(table)).all()])
        assert "Zanzibar" not in kept
        assert "Zanzibar" not in str(slack.opened)

    def test_next_ticket_from_everywhere(self, bolt: Driver, slack: FakeSlack) -> None:
        bolt.shortcut("arun", messages_pick.NEXT_TICKET)
        assert "Section 1 of 2" in reads(slack.opened[-1])

    def test_who_may_not_is_told_where_they_are(self, bolt: Driver, slack: FakeSlack) -> None:
        bolt.shortcut("maya", messages_pick.THIS_TICKET, {"text": "T-1001"})
        assert "Only auditors and QA leads" in slack.responses[-1].text
        bolt.shortcut("maya", messages_pick.NEXT_TICKET)
        assert "Only auditors and QA leads" in reads(slack.opened[-1])

    def test_delivered_twice_it_opens_once(self, bolt: Driver, slack: FakeSlack, audits: Audits) -> None:
        bolt.shortcut("arun", messages_pick.NEXT_TICKET)
        bolt.again()
        assert len(slack.opened) == 1
