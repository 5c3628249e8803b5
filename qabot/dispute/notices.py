"""What the clock says to leads about disputes that nobody decided in time, as notices; they are about a lead's card."""

from sqlalchemy.orm import Session

from qabot.audit import messages as audit
from qabot.audit import queries as audits
from qabot.dispute import cards, messages, messages_escalation, queries, rules
from qabot.dispute.queries import Case
from qabot.notice.kinds import Entry, Held, Kind
from qabot.slack.port import Message


def _case(session: Session, held: Held) -> tuple[Case, bool]:
    """The dispute, and whether this lead still has to decide it."""
    dispute_id, in_round = queries.of_card(session, held.about)
    case = queries.case(session, dispute_id)
    return case, case.state in rules.WAITING and case.round == in_round


def _is_asked(session: Session, held: Held) -> bool:
    return _case(session, held)[1]


def _is_reminded(session: Session, held: Held) -> bool:
    """A later reminder takes the place of an earlier one."""
    case, waits = _case(session, held)
    return waits and case.expiries == held.detail["expiries"]


def _asked(session: Session, held: Held) -> Message:
    return cards.lead(session, held.about)


def _still_open(session: Session, held: Held) -> Message:
    case, waits = _case(session, held)
    if not waits:
        return cards.lead(session, held.about)
    return messages_escalation.reminder(audits.sheet(session, case.audit_id), case)


def _entry(session: Session, held: Held) -> Entry:
    case, waits = _case(session, held)
    sheet = audits.sheet(session, case.audit_id)
    buttons = (messages.decide_button(case.dispute_id, sheet.reference),) if waits else ()
    return Entry(messages_escalation.line(sheet, case, waits=waits), buttons)


def _title(number: int) -> str:
    return audit.several(number, "dispute waits", "disputes wait") + " for a decision"


KINDS = {
    cards.ASKED_LATER: Kind(_is_asked, _asked, _entry, _title),
    cards.STILL_OPEN: Kind(_is_reminded, _still_open, _entry, _title),
}
