"""What a result offers beside acknowledging it, in each state; and that the longest of everything fits into Slack."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from qabot.audit import messages_correction, messages_result
from qabot.audit import rules as audit_rules
from qabot.audit.history import Revision
from qabot.audit.rules import Change, Criterion, Rated, Scorecard, Section
from qabot.dispute import messages, messages_asking, messages_escalation, messages_result_steps, messages_revisions
from qabot.dispute.conversation import Remark
from qabot.dispute.queries import Case, Item, OpenLine
from qabot.dispute.rules import Outcome, State
from qabot.slack import blocks
from tests.audit.sheets import below, buttons, reads, result
from tests.times import T0, T

LONG = "<&>" * 333
ITEM = Item("answer", 4, "The SOP says so.", None, None, None)
CASE = Case(1, 7, State.OPEN, T0, None, None, None, "", [ITEM])
DECIDED = replace(
    CASE, state=State.DECIDED, closed_by="Quinn", closed_at=T(1), outcome=Outcome.UPHELD, due_at=T0 + timedelta(days=2)
)
ESCALATED = replace(DECIDED, state=State.ESCALATED, escalated_at=T(2), escalation_reason="Look again.")


def offered(case: Case | None, state: audit_rules.State, **changes: Any) -> set[str]:
    sheet = result(below("answer", 2), state=state, **changes)
    return set(buttons(messages_result.card(sheet, messages_result_steps.of(sheet, case)).blocks))


@pytest.mark.parametrize(
    ("case", "state", "outcome", "also"),
    [
        (None, audit_rules.State.PUBLISHED, None, {"Acknowledge", "Dispute", "Ask"}),
        (CASE, audit_rules.State.DISPUTED, None, {"Withdraw dispute", "Ask"}),
        (DECIDED, audit_rules.State.PUBLISHED, "upheld", {"Acknowledge", "Escalate", "Ask"}),
        (replace(DECIDED, due_at=None), audit_rules.State.PUBLISHED, "upheld", {"Acknowledge", "Ask"}),
        (ESCALATED, audit_rules.State.DISPUTED, "upheld", {"Ask"}),
        (replace(ESCALATED, state=State.FINAL), audit_rules.State.ACKNOWLEDGED, "upheld", {"Ask"}),
        (ESCALATED, audit_rules.State.VOID, "upheld", set()),
    ],
)
def test_what_a_result_offers(
    case: Case | None, state: audit_rules.State, outcome: str | None, also: set[str]
) -> None:  # fmt: skip
    assert offered(case, state, outcome=outcome) == also


def test_a_revised_one_lets_look_back() -> None:
    assert "Earlier revisions" in offered(None, audit_rules.State.PUBLISHED, revision=2, earlier=((1, 40.0),))


def test_home_of_a_lead_tells_age_and_expiries() -> None:
    shown = reads(messages.home([OpenLine(1, "T-1", "https://x.example", "Maya", T0, 2, T(9))], 12))
    assert "escalated <!date" in shown
    assert "open since <!date" in shown
    assert "Not decided in time: 2 times" in shown
    assert "1 of 12 are shown, the oldest first." in shown


CRITERIA = tuple(Criterion(f"c{n}", f"{n} {LONG[:60]}", 1, ("Poor", LONG[:75])) for n in range(30))
RATED = {one.key: Rated(one.key, 0, cause=audit_rules.Cause.SOP_WRONG, comment=LONG) for one in CRITERIA}
BETTER = {one.key: Rated(one.key, 1) for one in CRITERIA}
LONGEST = replace(
    result(),
    scorecard=Scorecard("long", "Long", 1, 80, (Section("all", "All", CRITERIA),)),
    ratings=RATED,
    revision=4,
    earlier=((1, 1.0), (2, 2.0), (3, 3.0)),
)
ITEMS = [Item(f"c{n}", 1, LONG, 0, LONG, None, 0, LONG, None) for n in range(20)]


class TestTheLongestOfEverything:
    sheet = LONGEST
    case = replace(ESCALATED, items=ITEMS, escalation_reason=LONG)

    def test_fits_into_a_form(self) -> None:
        forms = [
            messages_correction.form(self.sheet, CRITERIA, token="t"),
            messages_escalation.form(self.sheet, self.case, token="t"),
            messages.open_form(self.sheet, [one.key for one in CRITERIA], token="t"),
            messages.decide_form(self.sheet, self.case, token="t"),
            messages_asking.ask_form(self.sheet, self._said(60), token="t"),
            messages_revisions.shown(self.sheet, [self._revision(number) for number in (1, 2, 3)]),
        ]
        for view in forms:
            assert len(view["blocks"]) <= blocks.VIEW_BLOCKS
            assert len(str(view)) < 250_000
            assert all(len(str(one.get("text", {}).get("text", ""))) <= blocks.SECTION_TEXT for one in view["blocks"])

    def test_what_is_left_out_of_the_form_is_said(self) -> None:
        assert "10 more findings" in reads(messages.open_form(self.sheet, [one.key for one in CRITERIA], token="t"))
        few = [one.key for one in CRITERIA[:20]]
        assert "more finding" not in reads(messages.open_form(self.sheet, few, token="t"))

    def test_what_does_not_fit_into_the_window_is_said(self) -> None:
        many = messages_revisions.shown(self.sheet, [self._revision(number) for number in range(1, 9)])
        short = replace(self._revision(1), ratings=BETTER)
        few = messages_revisions.shown(replace(self.sheet, ratings=BETTER), [short])
        assert len(many["blocks"]) == blocks.VIEW_BLOCKS
        assert reads(many).endswith(messages_revisions.CUT)
        assert messages_revisions.CUT not in reads(few)

    def test_fits_into_a_message(self) -> None:
        for message in (
            messages.lead_card(self.sheet, self.case, 2),
            messages.auditor_card(self.sheet, self.case),
            messages_asking.auditor_card(self.sheet, self._said(60)),
            messages_asking.relayed(self.sheet, self._said(1)[0], to_associate=True),
            messages_correction.notice(self.sheet, replace(self.sheet, ratings=BETTER), LONG),
        ):
            assert len(message.blocks) <= blocks.MESSAGE_BLOCKS
            assert len(message.text) <= blocks.MESSAGE_TEXT

    def _said(self, number: int) -> list[Remark]:
        return [Remark(one, "Maya", LONG, T0) for one in range(number)]

    def _revision(self, number: int) -> Revision:
        return Revision(number, 1.0, RATED, T0, Change.FINAL, LONG, "Quinn")
