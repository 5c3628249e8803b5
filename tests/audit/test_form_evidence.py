"""What a finding says of itself in the form: one of the causes on offer, and where in the ticket it can be seen."""

from dataclasses import replace

import pytest

from qabot.audit import messages, messages_form
from qabot.audit.rules import Cause, Criterion, Scorecard, Section
from qabot.errors import InvalidInput
from qabot.scorecard import service as scorecards
from qabot.slack.port import RateLimited
from sandbox import rules as slack_rules
from tests.audit.auditor import Auditor, chosen
from tests.audit.conftest import Audits, finding
from tests.audit.sheets import below, block, block_ids, draft, option_texts, reads, result
from tests.driver import Driver
from tests.factories import FIVE, SCORECARD
from tests.fakes import FakeSlack
from tests.times import T0


@pytest.fixture
def arun(bolt: Driver, slack: FakeSlack) -> Auditor:
    return Auditor("arun", bolt, slack)


def long_card(criteria: int) -> Scorecard:
    made = tuple(Criterion(f"c{n}", f"Criterion {n}", 1, FIVE, help="h" * 1000) for n in range(criteria))
    return replace(SCORECARD, sections=(SCORECARD.sections[0], Section("long", "Long", made)))


class TestPages:
    @pytest.mark.parametrize(("criteria", "sizes"), [(20, [2, 20]), (21, [2, 10, 11]), (60, [2, 20, 20, 20])])
    def test_none_has_more_than_twenty_criteria(self, criteria: int, sizes: list[int]) -> None:
        card = long_card(criteria)
        assert [len(page.criteria) for page in card.pages] == sizes
        assert [one.key for page in card.pages for one in page.criteria] == list(card.criteria)

    def test_the_fullest_page_fits_into_a_view(self) -> None:
        card = long_card(60)
        sheet = replace(draft(*(below(f"c{n}", 0, comment="ü" * 1000) for n in range(60))), scorecard=card)
        view = messages_form.page(sheet, 2, token="token", notice="Note")
        slack_rules.check_view(view, "modal")
        assert len(view["blocks"]) <= 100
        assert block_ids(view)[-2:] == ["message:c39", "ways_out"]
        assert "Section 2 of 2: Long, page 2 of 3" in reads(view)


class TestCauses:
    def limited(self) -> Scorecard:
        one = replace(SCORECARD.sections[0].criteria[0], causes=(Cause.SOP_WRONG, Cause.ASSOCIATE_KNOWLEDGE))
        return replace(SCORECARD, sections=(replace(SCORECARD.sections[0], criteria=(one,)), SCORECARD.sections[1]))

    def test_the_form_offers_those_of_the_criterion(self) -> None:
        sheet = replace(draft(below("identity", 0, cause=None)), scorecard=self.limited())
        view = messages_form.page(sheet, 0, token="token")
        assert option_texts(block(view, "cause:identity")["element"]) == [
            "Associate's knowledge",
            "SOP or macro is wrong",
        ]

    def test_one_that_is_not_offered_is_refused(self, audits: Audits) -> None:
        with audits.db.transaction() as session:
            scorecards.bring_in_line(session, card=self.limited(), now=T0)
        audit_id = audits.pick("arun", "T-1001")
        with pytest.raises(InvalidInput, match="not on the scorecard"):
            audits.save("arun", audit_id, 0, finding("identity", 0, Cause.TOOL_OR_BUG))
        saved = audits.save("arun", audit_id, 0, finding("identity", 0, Cause.SOP_WRONG))
        assert saved.sheet.ratings["identity"].cause is Cause.SOP_WRONG

    def test_a_scorecard_remembers_its_causes(self) -> None:
        card = self.limited()
        assert Scorecard.from_json(card.to_json()) == card


class TestTheMessage:
    def rated(self, arun: Auditor, typed: str) -> None:
        arun.types()
        arun.rates("privacy", "0")
        arun.explains("privacy", "associate_execution", "Named the account.")
        arun.values["rating:identity"] = {messages.RATE: chosen("1")}
        arun.values["message:privacy"] = {messages.MESSAGE: {"value": typed}}
        arun.clicks(messages.MESSAGE, block_id="message:privacy")

    def only(self, audits: Audits) -> int | None:
        return audits.sheet(1).ratings["privacy"].message_number

    def test_is_kept_with_the_first_digit_and_shown_in_review_and_result(self, arun: Auditor, audits: Audits) -> None:
        self.rated(arun, "4")
        assert self.only(audits) == 4
        arun.goes_on()
        arun.goes_on()
        assert "See message 4 of the ticket." in reads(arun.view)
        arun.submits()
        assert audits.sheet(1).ratings["privacy"].message_number == 4

    @pytest.mark.parametrize("typed", ["0", "1000", "four", "-1", "²", "9" * 40])
    def test_anything_else_is_said_at_the_field_and_not_kept(self, arun: Auditor, audits: Audits, typed: str) -> None:
        self.rated(arun, typed)
        assert self.only(audits) is None
        assert arun.submits().errors == {"message:privacy": messages_form.NO_MESSAGE}

    def test_may_stay_empty(self, arun: Auditor) -> None:
        self.rated(arun, "")
        assert arun.submits().errors == {}

    def test_goes_with_the_finding(self, arun: Auditor, audits: Audits) -> None:
        self.rated(arun, "4")
        arun.rates("privacy", "1")
        arun.goes_on()
        arun.goes_on()
        arun.submits()
        assert self.only(audits) is None

    def test_the_associate_reads_it(self) -> None:
        from qabot.audit.messages_result import card

        sheet = result(replace(below("answer", 2), message_number=7))
        assert "See message 7 of the ticket." in card(sheet).text


class TestASlackThatIsBusy:
    """A 429 to an update of the view keeps nobody from scoring."""

    def test_a_click_is_kept_and_the_next_page_asks_for_the_rest(
        self, arun: Auditor, audits: Audits, slack: FakeSlack
    ) -> None:
        arun.types()
        slack.faults = [RateLimited(30)]
        arun.rates("privacy", "0")
        assert "cause:privacy" not in block_ids(arun.view)
        assert audits.sheet(1).ratings["privacy"].level == 0
        arun.values["rating:identity"] = {messages.RATE: chosen("1")}
        arun.submits()
        assert "cause:privacy" in block_ids(arun.view)
        arun.explains("privacy", "associate_execution", "Named the account.")
        arun.submits()
        assert "Section 2 of 2" in reads(arun.view)

    def test_back_that_was_not_shown_ends_nothing(self, arun: Auditor, audits: Audits, slack: FakeSlack) -> None:
        arun.types()
        arun.goes_on()
        slack.faults = [RateLimited(30)]
        arun.clicks(messages.BACK)
        assert "Section 2 of 2" in reads(arun.view)
        arun.rates("answer", "4")
        assert audits.sheet(1).ratings["answer"].level == 4
        assert "3 of 4 rated" in reads(arun.view)
        arun.clicks(messages.BACK)
        assert "Section 1 of 2" in reads(arun.view)

    def test_the_whole_audit_while_no_update_gets_through(
        self, arun: Auditor, audits: Audits, slack: FakeSlack
    ) -> None:
        arun.types()
        for page in (("identity", "privacy"), ("answer", "tone")):
            for criterion in page:
                slack.faults = [RateLimited(30)]
                arun.rates(criterion, "1")
            arun.submits()
            for criterion in page:
                if f"cause:{criterion}" in block_ids(arun.view):
                    arun.explains(criterion, "associate_execution", "Left out a step.")
            if any(one.startswith("cause:") for one in block_ids(arun.view)):
                arun.submits()
        arun.submits()
        assert audits.sheet(1).score == 40
