"""What the clock does with disputes: it asks the next leads where nobody decided, and ends the time to escalate."""

from datetime import datetime

from sqlalchemy.orm import Session

from qabot import outbox
from qabot.audit import cards as audit_cards
from qabot.audit.queries import Sheet
from qabot.dispute import cards, queries, rules, steps
from qabot.dispute.queries import Asked, Case
from qabot.dispute.rules import State
from qabot.notice import service as notices
from qabot.people import calendars


def act(session: Session, dispute_id: int, *, now: datetime) -> bool:
    """Do what is due for this dispute; False where another process did it, or somebody decided, just before."""
    sheet, case = steps.locked(session, dispute_id)
    if case.due_at is None or case.due_at > now:
        return False
    if case.state in rules.WAITING:
        _expire(session, sheet, case, now)
    else:
        _end_escalation(session, sheet, dispute_id, now)
    return True


def _expire(session: Session, sheet: Sheet, case: Case, now: datetime) -> None:
    """Count it, and ask the leads who were not asked yet; where none is left, remind those who were."""
    asked = queries.asked(session, case.dispute_id, in_round=case.round)
    known = {lead.person_id for lead in asked}
    free = queries.uninvolved(session, sheet, case.decided_by)
    more = [lead for lead in free if lead.person_id not in known]
    until = rules.decide_until(now, calendars.of_person(session, sheet.associate.person_id))
    steps.change(session, case.dispute_id, expiries=case.expiries + 1, due_at=until)
    steps.record(
        session, None, case.dispute_id, "dispute.expired", now,
        before=case.state, after=case.state, audit=case.audit_id, expiries=case.expiries + 1, asked=len(more),
    )  # fmt: skip
    steps.refresh(session, case.dispute_id, now)
    if more:
        steps.ask_later(session, case.dispute_id, more, case.round, now)
    else:
        who = {lead.person_id for lead in free}
        _remind(session, case, [lead for lead in asked if lead.person_id in who], now)


def _remind(session: Session, case: Case, leads: list[Asked], now: datetime) -> None:
    for lead in leads:
        notices.tell(
            session,
            key=f"{cards.STILL_OPEN}:{lead.card}:{case.expiries + 1}",
            card=cards.STILL_OPEN,
            person_id=lead.person_id,
            about=lead.card,
            now=now,
            due_at=now,
            expiries=case.expiries + 1,
        )


def _end_escalation(session: Session, sheet: Sheet, dispute_id: int, now: datetime) -> None:
    """The card and the Home stop offering what is not possible any more."""
    steps.change(session, dispute_id, due_at=None)
    steps.record(session, None, dispute_id, "dispute.decision_stands", now, before=State.DECIDED, after=State.DECIDED)
    outbox.refresh_card(session, card=audit_cards.RESULT, subject=sheet.audit_id, now=now)
    if sheet.associate.slack_user_id:
        outbox.refresh_home(session, slack_user_id=sheet.associate.slack_user_id, now=now)
