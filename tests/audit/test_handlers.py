"""The story of an audit through the real Bolt app: what each person does, and what they see."""

import pytest
from sqlalchemy import select

from qabot.app import Qabot
from qabot.audit import messages, messages_list
from qabot.audit.models import Audit
from qabot.audit.rules import State
from tests.audit.auditor import Auditor, chosen
from tests.audit.conftest import Audits
from tests.audit.sheets import block_ids, buttons, reads
from tests.driver import Driver
from tests.fakes import FakeSlack
from tests.times import Clock


@pytest.fixture
def arun(bolt: Driver, slack: FakeSlack) -> Auditor:
    return Auditor("arun", bolt, slack)


def only_audit(audits: Audits) -> int:
    with audits.db.reading() as session:
        return session.execute(select(Audit.id)).scalar_one()


def tell_everything(qabot: Qabot, clock: Clock) -> None:
    """The sender has had its turn, with the pace that Slack asks for."""
    clock.forward(minutes=1)
    qabot.sender.run()


class TestTheCommand:
    def test_opens_the_next_ticket(self, arun: Auditor) -> None:
        ack = arun.types()
        assert ack.status == 200
        assert "Section 1 of 2: Safety" in reads(arun.view)

    def test_goes_on_where_one_stopped(self, arun: Auditor) -> None:
        arun.types()
        arun.goes_on()
        arun.types()
        assert "Section 2 of 2: Resolution" in reads(arun.view)

    @pytest.mark.parametrize("text", ["help", "HELP", " help "])
    def test_helps(self, arun: Auditor, text: str) -> None:
        ack = arun.types(text)
        assert ack.body["response_type"] == "ephemeral"
        assert ack.text.startswith("Score handled tickets")

    def test_answers_an_unknown_word_with_what_there_is(self, arun: Auditor) -> None:
        assert "I don't know “sing”" in arun.types("sing").text

    @pytest.mark.parametrize("text", ["strat", "START-NOW", "stat T-1001"])
    def test_asks_whether_a_near_word_was_meant(self, arun: Auditor, text: str) -> None:
        assert "Did you mean `/qa-audit start`?" in arun.types(text).text

    @pytest.mark.parametrize("text", ["sing", "`", "T-1001"])
    def test_guesses_nothing_from_a_word_that_is_like_none(self, arun: Auditor, text: str) -> None:
        assert "Did you mean" not in arun.types(text).text

    @pytest.mark.parametrize(("person", "text"), [("maya", "start"), ("max", "start"), ("max", "")])
    def test_tells_who_may_not(self, bolt: Driver, slack: FakeSlack, person: str, text: str) -> None:
        assert "auditors and QA leads" in bolt.command(person, "/qa-audit", text).text
        assert slack.opened == []

    def test_shows_an_associate_their_results(self, bolt: Driver, slack: FakeSlack, audits: Audits) -> None:
        audits.complete("arun", "T-1001")
        bolt.command("maya", "/qa-audit")
        assert slack.opened[-1]["callback_id"] == messages_list.FORM
        assert "T-1001" in reads(slack.opened[-1])

    def test_says_why_there_is_nothing(self, bolt: Driver, audits: Audits) -> None:
        for reference in ("T-1001", "T-1002", "T-1003"):
            audits.complete("bea", reference)
        assert "every ticket in the queues that you audit is audited" in bolt.command("bea", "/qa-audit").text


class TestTheForm:
    def test_a_click_saves_and_asks_why(self, arun: Auditor, audits: Audits) -> None:
        arun.types()
        arun.rates("privacy", "0")
        assert audits.sheet(only_audit(audits)).ratings["privacy"].level == 0
        assert "cause:privacy" in block_ids(arun.view)
        assert "Running score *0*" in reads(arun.view)

    def test_a_letter_saves_and_leaves_the_view_alone(self, arun: Auditor, audits: Audits, slack: FakeSlack) -> None:
        arun.types()
        arun.rates("privacy", "0")
        arun.explains("privacy", "associate_knowledge", "Sent the ad")
        updates = len(slack.updated)
        arun.clicks(messages.COMMENT, block_id="comment:privacy")
        assert len(slack.updated) == updates
        assert audits.sheet(only_audit(audits)).ratings["privacy"].comment == "Sent the ad"

    def test_what_is_missing_is_said_at_its_field(self, arun: Auditor) -> None:
        arun.types()
        arun.rates("identity", "1")
        arun.rates("privacy", "0")
        assert set(arun.submits().errors) == {"cause:privacy", "comment:privacy"}

    def test_what_is_not_shown_yet_is_shown_first(self, arun: Auditor) -> None:
        arun.types()
        arun.values["rating:identity"] = {messages.RATE: chosen("1")}
        arun.values["rating:privacy"] = {messages.RATE: chosen("0")}
        arun.submits()
        assert "comment:privacy" in block_ids(arun.view)
        assert "needs a cause and a comment" in reads(arun.view)

    def test_an_unfinished_page_is_kept_all_the_same(self, arun: Auditor, audits: Audits) -> None:
        arun.types()
        arun.values["rating:identity"] = {messages.RATE: chosen("1")}
        assert arun.submits().errors == {"rating:privacy": "Please choose a rating."}
        assert audits.sheet(only_audit(audits)).ratings["identity"].level == 1

    def test_back_shows_the_page_before(self, arun: Auditor) -> None:
        arun.types()
        arun.goes_on()
        arun.rates("answer", "4")
        arun.clicks(messages.BACK)
        assert "Section 1 of 2" in reads(arun.view)
        assert "Running score *100* · 3 of 4 rated" in reads(arun.view)

    def test_says_what_was_masked(self, arun: Auditor) -> None:
        arun.types()
        arun.goes_on()
        arun.rates("answer", "0")
        arun.explains("answer", "associate_knowledge", "Wrote to jo@example.org")
        arun.goes_on()
        assert "1 e-mail address" in reads(arun.view)
        assert "jo@example.org" not in reads(arun.view)

    def test_discarding_says_what_became_of_it(self, arun: Auditor, audits: Audits) -> None:
        arun.types()
        audit_id = only_audit(audits)
        arun.clicks(messages.DISCARD)
        assert "is discarded" in reads(arun.view)
        assert audits.sheet(audit_id).state is State.VOID

    def test_a_token_of_one_page_never_writes_on_another(self, arun: Auditor, audits: Audits, slack: FakeSlack) -> None:
        arun.types()
        first = arun.view
        arun.goes_on()
        forged = {"rating:answer": {messages.RATE: chosen("4")}}
        arun.bolt.submit("arun", first, forged)
        assert "answer" not in audits.sheet(only_audit(audits)).ratings

    def test_somebody_elses_token_stands_for_nothing(self, arun: Auditor, audits: Audits, bolt: Driver) -> None:
        arun.types()
        ack = bolt.submit("quinn", arun.view, {"rating:identity": {messages.RATE: chosen("0")}})
        assert "no longer valid" in reads(ack.view)
        assert audits.sheet(only_audit(audits)).ratings == {}

    @pytest.mark.parametrize("value", ["9", "-1", "na", "x", "1.5", "²"])
    def test_a_forged_rating_is_refused(self, arun: Auditor, audits: Audits, value: str) -> None:
        arun.types()
        arun.bolt.submit("arun", arun.view, {"rating:identity": {messages.RATE: chosen(value)}})
        assert audits.sheet(only_audit(audits)).ratings == {}


class TestFromTheFirstClickToTheAcknowledgement:
    def test_the_whole_story(
        self, arun: Auditor, audits: Audits, qabot: Qabot, bolt: Driver, slack: FakeSlack, clock: Clock
    ) -> None:
        arun.types()
        audit_id = only_audit(audits)
        arun.goes_on()
        arun.rates("answer", "2")
        arun.explains("answer", "associate_execution", "Did not name the refund date.")
        arun.goes_on()
        assert "*Score: 75, fail*" in reads(arun.view)
        arun.submits()
        assert "Maya Example gets the result" in reads(arun.view)

        tell_everything(qabot, clock)
        (card,) = slack.messages_to("UMAYA")
        assert "Did not name the refund date." in card.text
        assert "*Score: 75, fail*" in reads(slack.homes["UMAYA"])
        assert "Not acknowledged yet" in reads(slack.homes["UARUN"])

        bolt.click("maya", messages.ACKNOWLEDGE, buttons(card.blocks)["Acknowledge"]["value"])
        tell_everything(qabot, clock)
        (card,) = slack.messages_to("UMAYA")
        assert "Acknowledged" in reads(card.blocks)
        assert set(buttons(card.blocks)) == {"Ask", "Dispute"}
        assert audits.journal(audit_id) == [
            "audit.started",
            "audit.submitted",
            "audit.published",
            "audit.acknowledged",
        ]
        assert "Acknowledged" in reads(slack.homes["UARUN"])

    def test_audit_next_ticket_opens_it_in_the_same_window(self, arun: Auditor) -> None:
        arun.types()
        arun.goes_on()
        arun.goes_on()
        arun.submits()
        arun.submits()
        assert "Section 1 of 2" in reads(arun.view)
        assert "T-2001" in reads(arun.view)

    def test_submitted_twice_has_one_effect(self, arun: Auditor, audits: Audits, bolt: Driver) -> None:
        arun.types()
        arun.goes_on()
        arun.goes_on()
        first = arun.submits()
        assert bolt.again().body == first.body
        assert audits.journal(only_audit(audits)).count("audit.published") == 1

    def test_a_review_with_gaps_leads_to_them(self, arun: Auditor, audits: Audits) -> None:
        arun.types()
        arun.goes_on()
        arun.goes_on()
        review = arun.view
        arun.clicks(messages.BACK)
        arun.values.clear()
        arun.rates("answer", "1")
        arun.view = review
        arun.submits()
        assert "Section 2 of 2" in reads(arun.view)
        assert "Please finish first: Right answer" in reads(arun.view)

    @pytest.mark.parametrize(
        ("person", "told"),
        [("tom", "can't find this audit"), ("arun", "Only associates"), ("quinn", "Only associates")],
    )
    def test_nobody_else_acknowledges(
        self, bolt: Driver, audits: Audits, slack: FakeSlack, person: str, told: str
    ) -> None:
        audit_id = audits.complete("arun", "T-1001")
        bolt.click(person, messages.ACKNOWLEDGE, str(audit_id))
        assert told in slack.responses[-1].text
        assert audits.sheet(audit_id).state is State.PUBLISHED

    @pytest.mark.parametrize("value", ["", "x", "99", "-1", "²", "1" * 30])
    def test_a_forged_button_is_refused(self, bolt: Driver, audits: Audits, slack: FakeSlack, value: str) -> None:
        bolt.click("maya", messages.ACKNOWLEDGE, value)
        assert "I can't find" in slack.responses[-1].text


class TestChoosingATicket:
    def test_narrows_from_queue_to_ticket(self, arun: Auditor, bolt: Driver) -> None:
        arun.types("start")
        assert len(bolt.options("arun", messages.QUEUE, "", view=arun.view)) == 3
        assert bolt.options("arun", messages.TICKET, "20", view=arun.view) == ["4"]
        arun.values["queue"] = {
            messages.QUEUE: chosen(bolt.options("arun", messages.QUEUE, "recov", view=arun.view)[0])
        }
        arun.clicks(messages.QUEUE)
        assert bolt.options("arun", messages.TICKET, "", view=arun.view) == ["3"]
        assert bolt.options("arun", messages.ASSOCIATE, "tom", view=arun.view) == []

    def test_narrows_from_associate_to_ticket(self, arun: Auditor, bolt: Driver) -> None:
        arun.types("start")
        (tom,) = bolt.options("arun", messages.ASSOCIATE, "TOM", view=arun.view)
        arun.values["associate:any"] = {messages.ASSOCIATE: chosen(tom)}
        arun.clicks(messages.ASSOCIATE)
        assert bolt.options("arun", messages.TICKET, "", view=arun.view) == ["4"]

    def test_offers_nothing_outside_scope_or_from_the_own_team(self, bolt: Driver, slack: FakeSlack) -> None:
        for person, tickets in (("bea", {"1", "2", "3"}), ("nora", {"4"})):
            bolt.command(person, "/qa-audit", "start")
            assert set(bolt.options(person, messages.TICKET, "", view=slack.opened[-1])) == tickets

    def test_opens_the_scorecard(self, arun: Auditor) -> None:
        arun.types("start")
        arun.values["ticket:any:any"] = {messages.TICKET: chosen("3")}
        arun.submits()
        assert "Ticket T-1003" in reads(arun.view)

    def test_says_at_the_field_why_not(self, arun: Auditor, audits: Audits, bolt: Driver, slack: FakeSlack) -> None:
        audits.complete("arun", "T-1003")
        arun.types("start")
        arun.values["ticket:any:any"] = {messages.TICKET: chosen("3")}
        assert "T-1003 already" in arun.submits().errors["ticket:any:any"]
        bolt.command("nora", "/qa-audit", "start")
        ack = bolt.submit("nora", slack.opened[-1], {"ticket:any:any": {messages.TICKET: chosen("1")}})
        assert "own team" in ack.errors["ticket:any:any"]


class TestHome:
    def test_continues_a_draft(self, arun: Auditor, bolt: Driver, slack: FakeSlack, audits: Audits) -> None:
        audit_id = audits.pick("arun", "T-1003")
        bolt.opens_home("arun")
        assert buttons(slack.homes["UARUN"]["blocks"])["Continue"]["value"] == str(audit_id)
        bolt.click("arun", messages.CONTINUE, str(audit_id), home=True)
        assert "Ticket T-1003" in reads(slack.opened[-1])

    def test_starts_the_next_ticket(self, bolt: Driver, slack: FakeSlack) -> None:
        bolt.opens_home("arun")
        assert "4 tickets wait for you" in reads(slack.homes["UARUN"])
        bolt.click("arun", messages.NEXT, home=True)
        assert "Section 1 of 2" in reads(slack.opened[-1])

    def test_opens_the_choice_of_a_ticket(self, bolt: Driver, slack: FakeSlack) -> None:
        bolt.click("arun", messages.PICK, home=True)
        assert "Choose a ticket" in reads(slack.opened[-1])

    def test_somebody_elses_draft_does_not_open(self, bolt: Driver, slack: FakeSlack, audits: Audits) -> None:
        audit_id = audits.pick("arun", "T-1003")
        bolt.click("quinn", messages.CONTINUE, str(audit_id), home=True)
        assert "can't find this audit" in reads(slack.opened[-1])
        assert "Section" not in reads(slack.opened[-1])


def test_a_button_that_names_no_audit_is_answered_in_words(bolt: Driver, slack: FakeSlack) -> None:
    for value in ("999", "x", "", "9" * 40):
        bolt.click("maya", messages.ACKNOWLEDGE, value)
        assert slack.responses[-1].text.startswith("I can't find this audit.")
