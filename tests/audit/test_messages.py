"""What people read of audits: the form, the result, Home; never a colour alone, never what somebody typed unescaped."""

from dataclasses import replace
from typing import Any

import pytest

from qabot.audit import messages, messages_form, messages_pick, messages_result
from qabot.audit.rules import Cause, Criterion, Rated, Scorecard, Section, State
from qabot.audit.tickets import AssociateChoice, TicketChoice
from qabot.slack.port import Message, View
from sandbox import rules as slack_rules
from tests.audit.sheets import (
    FULL_MARKS,
    below,
    block,
    block_ids,
    buttons,
    draft,
    option_texts,
    reads,
    result,
)
from tests.factories import SCORECARD
from tests.times import T0, T

NASTY = "<!channel> & <http://evil.example|bank>"


def page(number: int, *ratings: Rated, notice: str = "") -> View:
    view = messages_form.page(draft(*ratings), number, token="token", notice=notice)
    slack_rules.check_view(view, "modal")
    return view


def card(*ratings: Rated, **changes: Any) -> Message:
    message = messages_result.card(result(*ratings, **changes))
    slack_rules.check_message(message.blocks)
    return message


class TestAPageOfTheForm:
    def test_says_which_ticket_and_where_one_is(self) -> None:
        shown = reads(page(0))
        assert "Section 1 of 2: Safety" in shown
        assert "<https://helpdesk.example/tickets/T-1001|Ticket T-1001>" in shown
        assert "Maya Example · Login" in shown

    def test_shows_the_criteria_of_its_section_only(self) -> None:
        ids = [one for one in block_ids(page(0)) if one.startswith("rating:")]
        assert ids == ["rating:identity", "rating:privacy"]

    def test_offers_the_best_level_first_and_na_where_allowed(self) -> None:
        tone = block(page(1), "rating:tone")["element"]
        assert option_texts(tone) == ["Excellent", "Good", "Fair", "Weak", "Poor", "N/A"]
        assert "N/A" not in option_texts(block(page(1), "rating:answer")["element"])

    def test_tells_a_click_at_once_and_helps(self) -> None:
        answer = block(page(1), "rating:answer")
        assert answer["dispatch_action"]
        assert answer["hint"]["text"] == "The answer solves what the user asked."

    def test_says_what_is_critical_in_words(self) -> None:
        assert block(page(0), "rating:identity")["label"]["text"] == "Identity verified (compliance-critical)"

    def test_shows_the_running_score(self) -> None:
        assert "Running score *none yet* · 0 of 4 rated" in reads(page(0))
        rated = (Rated("identity", 1), Rated("privacy", 1), below("answer", 2))
        assert "Running score *64.29* · 3 of 4 rated" in reads(page(0, *rated))
        assert "compliance-critical criterion failed" in reads(page(0, below("identity", 0)))

    def test_asks_why_below_full_marks_only(self) -> None:
        shown = page(1, below("answer", 3), Rated("tone", 4))
        assert [one for one in block_ids(shown) if one.startswith(("cause:", "comment:"))] == [
            "cause:answer",
            "comment:answer",
        ]

    def test_keeps_the_ids_of_its_fields_so_that_what_is_typed_survives(self) -> None:
        before, after = page(1, below("answer", 3)), page(1, below("answer", 1), Rated("tone", 4))
        for one in ("rating:answer", "cause:answer", "comment:answer"):
            assert block(before, one)["element"]["action_id"] == block(after, one)["element"]["action_id"]

    def test_shows_what_the_draft_holds(self) -> None:
        shown = page(1, below("answer", 1, Cause.SOP_WRONG, "The SOP says so."), Rated("tone", None, True))
        assert block(shown, "rating:answer")["element"]["initial_option"]["text"]["text"] == "Weak"
        assert block(shown, "cause:answer")["element"]["initial_option"]["value"] == "sop_wrong"
        assert block(shown, "comment:answer")["element"]["initial_value"] == "The SOP says so."
        assert block(shown, "rating:tone")["element"]["initial_option"]["value"] == "na"

    def test_tells_every_letter_of_a_comment(self) -> None:
        comment = block(page(1, below("answer", 1)), "comment:answer")
        assert comment["dispatch_action"]
        assert comment["element"]["dispatch_action_config"] == {"trigger_actions_on": ["on_character_entered"]}

    def test_leads_on_and_back(self) -> None:
        first, last = page(0), page(1)
        assert (first["submit"]["text"], last["submit"]["text"]) == ("Next", "Review")
        assert "Back" not in buttons(first["blocks"])
        assert "Back" in buttons(last["blocks"])

    def test_asks_before_it_discards(self) -> None:
        assert "confirm" in buttons(page(0)["blocks"])["Discard draft"]

    def test_holds_the_token_and_nothing_else_of_ours(self) -> None:
        assert page(0)["private_metadata"] == "token"

    def test_says_what_was_masked(self) -> None:
        notice = messages.masked_notice({"email": 2, "card": 1})
        assert "2 e-mail addresses and 1 card number" in reads(page(1, notice=notice))
        assert messages.masked_notice({}) == ""

    def test_fits_into_slack_with_a_long_section(self) -> None:
        levels = tuple(f"Level {number}" for number in range(9))
        criteria = tuple(
            Criterion(f"c{n}", f"Criterion {n}", 1, levels, may_be_na=True, help="h" * 500) for n in range(25)
        )
        sheet = draft(
            *(below(one.key, 0, comment="x" * 1000) for one in criteria),
            scorecard=Scorecard("long", "Long", 1, 85, (Section("s", "S", criteria),)),
        )
        for number in (0, 1):
            slack_rules.check_view(messages_form.page(sheet, number, token="token"), "modal")


class TestWhatIsMissing:
    def test_is_said_at_its_field(self) -> None:
        errors = messages_form.field_errors(SCORECARD.pages[1], {"answer": Rated("answer", 1)})
        assert errors == {
            "cause:answer": "Please choose why this is below full marks.",
            "comment:answer": "Please write what happened, and what would have been right.",
            "rating:tone": "Please choose a rating.",
        }

    def test_a_draft_opens_where_something_is_missing(self) -> None:
        assert messages_form.first_open_page(draft()) == 0
        assert messages_form.first_open_page(draft(*FULL_MARKS[:2])) == 1
        assert messages_form.first_open_page(draft(*FULL_MARKS)) == 2


class TestTheReview:
    def test_shows_score_sections_and_findings(self) -> None:
        shown = reads(page(2, *FULL_MARKS, below("answer", 2)))
        assert "*Score: 75, fail*" in shown
        assert "Safety: *100*" in shown
        assert "Resolution: *68.75*" in shown
        assert "*Right answer*: Fair · Associate's execution" in shown
        assert "> Left out a step." in shown

    def test_says_what_a_critical_failure_means(self) -> None:
        shown = reads(page(2, *FULL_MARKS, below("identity", 0)))
        assert "*Score: 0, fail*" in shown
        assert (
            "a compliance-critical criterion failed: *Identity verified*. By its ratings alone it would be 90." in shown
        )

    def test_says_which_finding_does_not_count(self) -> None:
        shown = reads(page(2, *FULL_MARKS, below("answer", 0, Cause.SOP_WRONG)))
        assert "_Does not count against the associate._" in shown
        assert "*Score: 100, pass*" in shown

    def test_says_what_submitting_does(self) -> None:
        view = page(2, *FULL_MARKS)
        assert view["submit"]["text"] == "Submit audit"
        assert "Maya Example gets the result as a direct message" in reads(view)

    def test_says_it_where_nothing_counts(self) -> None:
        na = [Rated(key, None, True) for key in SCORECARD.criteria]
        assert "*Score: none, because nothing that counts was rated*" in reads(page(2, *na))

    def test_afterwards_says_what_happened_and_offers_the_next(self) -> None:
        view = messages_form.done(result())
        slack_rules.check_view(view, "modal")
        assert view["submit"]["text"] == "Audit next ticket"
        assert "is scored: *100, pass*" in reads(view)

    def test_says_it_where_the_associate_is_not_in_slack(self) -> None:
        sheet = result()
        shown = reads(messages_form.done(replace(sheet, associate=replace(sheet.associate, slack_user_id=None))))
        assert "no Slack account here yet" in shown


class TestTheResult:
    def test_says_score_and_verdict_in_words(self) -> None:
        assert card().text.startswith("Audit of ticket T-1001: score 100, pass")
        assert "75, fail" in reads(card(below("answer", 2)).blocks)

    def test_the_text_carries_the_whole_message(self) -> None:
        told = card(below("answer", 2), below("tone", 3, Cause.TOOL_OR_BUG, "The macro list was empty.")).text
        for part in (
            "Scored by Arun Example",
            "Support quality, version 1",
            "pass mark is 80",
            "Identity verified · Data protected",
            "*Right answer*: Fair",
            "Cause: Associate's execution",
            "> Left out a step.",
            "What good looks like: The answer solves what the user asked.",
            "> The macro list was empty.",
            "This does not count against you",
            "Please press Acknowledge",
        ):
            assert part in told

    def test_explains_a_critical_failure(self) -> None:
        assert "a compliance-critical criterion failed: *Identity verified*" in card(below("identity", 0)).text

    def test_praises_full_marks(self) -> None:
        assert "No findings:" in card().text

    def test_says_why_there_is_no_score(self) -> None:
        na = [Rated(key, None, True) for key in SCORECARD.criteria]
        assert "Without a score it enters no average" in card(*na).text

    def test_has_a_button_until_it_is_acknowledged(self) -> None:
        assert buttons(card().blocks)["Acknowledge"]["value"] == "7"
        done = card(state=State.ACKNOWLEDGED, acknowledged_at=T(5))
        assert buttons(done.blocks) == {}
        assert f"Acknowledged <!date^{int(T(5).timestamp())}^" in reads(done.blocks)

    @pytest.mark.parametrize(("state", "says"), [(State.VOID, "void, it does"), (State.DISPUTED, "in dispute")])
    def test_says_where_it_stands(self, state: State, says: str) -> None:
        message = card(state=state)
        assert says in reads(message.blocks)
        assert buttons(message.blocks) == {}

    def test_can_be_disputed_once_and_only_for_a_finding(self) -> None:
        assert set(buttons(card(below("answer", 2)).blocks)) == {"Acknowledge", "Dispute"}
        read = card(below("answer", 2), state=State.ACKNOWLEDGED, acknowledged_at=T(5))
        assert set(buttons(read.blocks)) == {"Dispute"}
        assert set(buttons(card(below("answer", 2), outcome="upheld").blocks)) == {"Acknowledge"}

    def test_shows_each_revision(self) -> None:
        shown = reads(card(below("answer", 3), revision=3, earlier=((1, 40.0), (2, None)), outcome="overturned").blocks)
        assert "*Revision 3: 87.5*, before: revision 2: none, revision 1: 40" in shown
        assert "The dispute of this audit ended: overturned." in shown

    def test_makes_what_somebody_typed_harmless(self) -> None:
        told = card(below("answer", 2, comment=f"{NASTY}\nsecond line"))
        assert "<!channel>" not in told.text + reads(told.blocks)
        assert "> &lt;!channel&gt; &amp; &lt;http://evil.example|bank&gt;\n> second line" in told.text

    def test_fits_into_slack_with_many_long_comments(self) -> None:
        criteria = tuple(Criterion(f"c{n}", f"Criterion {n}", 1, ("No", "Yes"), help="h" * 900) for n in range(60))
        card = Scorecard("long", "Long", 1, 85, (Section("s", "S", criteria),))
        sheet = draft(*(below(one.key, 0, comment="x" * 1000) for one in criteria), scorecard=card)
        message = messages_result.card(replace(sheet, state=State.PUBLISHED, score=0.0, published_at=T0))
        slack_rules.check_message(message.blocks)
        assert len(message.text) <= 4000


class TestNumbers:
    def test_a_score_has_no_more_digits_than_it_needs(self) -> None:
        assert [messages.points(value) for value in (85.0, 68.75, 200 / 3, 0.0, 100.0)] == [
            "85",
            "68.75",
            "66.67",
            "0",
            "100",
        ]

    def test_a_mean_says_how_sure_it_is(self) -> None:
        assert messages.mean((90.0, 10)) == "90 (60\N{EN DASH}98, n=10)"

    def test_too_few_say_nothing(self) -> None:
        assert messages.mean((100.0, 4)) == "too few (n=4)"
        assert messages.mean(None) == "too few (n=0)"


class TestChoosingATicket:
    def test_the_form_empties_what_no_longer_fits(self) -> None:
        before, after = messages_pick.form(token="a"), messages_pick.form(token="b", queue_id=1)
        slack_rules.check_view(after, "modal")
        assert block_ids(before)[0] == block_ids(after)[0]
        assert set(block_ids(before)[1:]).isdisjoint(block_ids(after)[1:])

    def test_the_choices_say_enough_to_choose(self) -> None:
        choices = messages_pick.ticket_options([TicketChoice(1, "T-1", "Maya Example", "Login", T0, True)])
        assert reads(choices) == "T-1 · Maya Example\nLogin · 16 Nov 2026 · audited before"
        assert reads(messages_pick.associate_options([AssociateChoice(1, "Maya", "Associate")])) == "Maya\nAssociate"
        assert messages_pick.queue_options([(3, "Login")])[0]["value"] == "3"


class TestUsage:
    def test_lists_what_there_is(self) -> None:
        assert "`/qa-audit start`" in messages.USAGE.message().text

    def test_says_which_word_it_does_not_know(self) -> None:
        told = messages.USAGE.message(NASTY)
        slack_rules.check_message(told.blocks)
        assert told.text.startswith("I don't know “&lt;!channel&gt;")
