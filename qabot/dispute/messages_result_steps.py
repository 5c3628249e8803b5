"""What an associate can do about their result, beside acknowledging it: on its card and on their Home."""

from qabot.audit import messages as audit
from qabot.audit import rules as audit_rules
from qabot.audit.messages_result import Steps
from qabot.audit.queries import Sheet
from qabot.dispute import messages_asking, messages_escalation, messages_revisions
from qabot.dispute.queries import Case, Standing
from qabot.dispute.rules import State
from qabot.slack import blocks

ESCALATED = "This audit is in dispute. You escalated it: another QA lead decides it now, and that is final."


def of(sheet: Sheet, case: Case | None) -> Steps:
    """The buttons and the sentence for the card of a result."""
    if sheet.state is audit_rules.State.VOID:
        return Steps()
    more = (messages_asking.ask_button(sheet.audit_id, sheet.reference), *messages_revisions.button(sheet))
    if case is not None and case.state is State.ESCALATED:
        return Steps(more, said=ESCALATED)
    if sheet.state is audit_rules.State.DISPUTED:
        return Steps((audit.withdraw_button(sheet.audit_id, sheet.reference), *more))
    if case is not None and case.may_be_escalated:
        escalate = messages_escalation.button(sheet.audit_id, sheet.reference)
        return Steps((escalate, *more), said=messages_escalation.until(case))
    return Steps(more)


def home(standing: Standing) -> list[blocks.Element]:
    """The buttons of a result on its associate's Home, after a decision."""
    return [messages_escalation.button(standing.audit_id, standing.reference)] if standing.may_be_escalated else []
