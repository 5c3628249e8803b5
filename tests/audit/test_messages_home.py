"""What Home says of audits to associates and to auditors."""

from dataclasses import replace
from typing import Any

from qabot.audit import messages_home
from qabot.audit.homes import AssociateHome, AuditorHome
from qabot.audit.queries import Line
from qabot.audit.rules import State
from sandbox import rules as slack_rules
from tests.audit.sheets import buttons, reads
from tests.times import T0, T


def line(number: int, **changes: Any) -> Line:
    made = Line(
        audit_id=number,
        state=State.PUBLISHED,
        reference=f"T-{number}",
        link=f"https://helpdesk.example/tickets/T-{number}",
        queue="Login",
        other="Arun Example",
        score=90.0,
        auto_failed=False,
        passed=True,
        touched_at=T0,
        published_at=T0,
        acknowledged_at=None,
    )
    return replace(made, **changes)


class TestHome:
    def test_of_an_associate(self) -> None:
        old = line(2, state=State.ACKNOWLEDGED, acknowledged_at=T(1), score=60.0, passed=False)
        shown = messages_home.associate(AssociateHome(to_acknowledge=[line(1)], results=[line(1), old], mean=(75, 5)))
        slack_rules.check_view({"type": "home", "blocks": shown}, "home")
        assert buttons(shown)["Acknowledge"]["value"] == "1"
        assert "Mean score of the last 90 days: *75 (" in reads(shown)
        assert "*Score: 60, fail*" in reads(shown)
        assert reads(shown).count("|T-1>") == 1

    def test_of_an_associate_without_results(self) -> None:
        shown = reads(messages_home.associate(AssociateHome([], [], None)))
        assert "too few (n=0)" in shown
        assert "Nothing to acknowledge." in shown

    def test_of_an_associate_with_more_than_is_shown(self) -> None:
        shown = reads(messages_home.associate(AssociateHome([line(1)], [], None, unread=7)))
        assert "1 of 7 are shown, the oldest first." in shown

    def test_of_an_auditor_with_a_draft(self) -> None:
        home = AuditorHome(drafts=[line(3, state=State.DRAFT)], waiting=12, audited_this_week=1, submitted=[line(4)])
        shown = messages_home.auditor(home)
        slack_rules.check_view({"type": "home", "blocks": shown}, "home")
        assert buttons(shown)["Continue"]["value"] == "3"
        assert "12 tickets wait for you. You submitted 1 audit this week." in reads(shown)
        assert "Not acknowledged yet" in reads(shown)
        assert "Audit next ticket" not in buttons(shown)

    def test_of_an_auditor_who_can_begin(self) -> None:
        assert "Audit next ticket" in buttons(messages_home.auditor(AuditorHome([], 1, 0, [])))
        assert "Audit next ticket" not in buttons(messages_home.auditor(AuditorHome([], 0, 0, [])))
