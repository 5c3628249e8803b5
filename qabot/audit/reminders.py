"""What the clock does with results that nobody acknowledges: it reminds the associate twice, then tells their lead.

After a stop several steps can be due at once. Of two to the same person only the later one is told.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from qabot import journal, outbox
from qabot.audit import reminder_rules as rules
from qabot.audit import store, unacknowledged
from qabot.audit.reminder_rules import After, Step
from qabot.audit.unacknowledged import Unacknowledged
from qabot.notice import service as notices
from qabot.people import calendars

# The names of the cards, which `notices` renders.
REMINDER = "audit.reminder"
OVERDUE = "audit.overdue"


def act(session: Session, audit_id: int, *, after: After, now: datetime) -> bool:
    """Take the steps that are due; False where another process did, or the result does not wait any more."""
    held = unacknowledged.result(session, audit_id, lock=True)
    if held.since is None or held.look_at is None or held.look_at > now:
        return False
    if not held.waits:
        # A process of an older version ended it, and knew nothing of reminders.
        store.change(session, audit_id, remind_at=None)
        return True
    calendar = calendars.of_person(session, held.associate.person_id)
    left = list(rules.left(held.reminded, held.since, after, calendar))
    passed = [(step, at) for step, at in left if at <= now]
    next_at = next((at for _, at in left if at > now), None)
    store.change(session, audit_id, reminded=held.reminded + len(passed), remind_at=next_at)
    for step, due_at in passed:
        overtaken = step is Step.FIRST and len(passed) > 1
        following = [at for later, at in left if later > step]
        told = [] if overtaken else _tell(session, held, step, due_at, following, now)
        journal.record(
            session, now=now, actor_id=None, action="audit.reminded", thing="audit", thing_id=audit_id,
            step=step.value, due=int(due_at.timestamp()), told=told,
        )  # fmt: skip
    return True


def refresh(session: Session, audit_id: int, *, now: datetime) -> None:
    """The reminders of a result say what became of it."""
    for card in (REMINDER, OVERDUE):
        notices.refresh(session, card=card, about=audit_id, now=now)


def _tell(
    session: Session, held: Unacknowledged, step: Step, due_at: datetime, following: list[datetime], now: datetime
) -> list[int]:
    """The ids of those who are told."""
    if held.since is None or not held.associate_active:
        return []
    card, people = (OVERDUE, _leads(session, held)) if step is Step.LEAD else (REMINDER, _associate(held))
    for person_id in people:
        notices.tell(
            session,
            key=f"{card}:{held.audit_id}:{held.since.isoformat()}:{step.value}:{person_id}",
            card=card,
            person_id=person_id,
            about=held.audit_id,
            now=now,
            due_at=due_at,
            since=held.since.isoformat(),
            step=step.value,
            following=[at.isoformat() for at in following],
        )
    if step is Step.LEAD and held.associate.slack_user_id:
        # Home says that the lead knows.
        outbox.refresh_home(session, slack_user_id=held.associate.slack_user_id, now=now)
    return people


def _associate(held: Unacknowledged) -> list[int]:
    return [held.associate.person_id] if held.associate.slack_user_id else []


def _leads(session: Session, held: Unacknowledged) -> list[int]:
    return [lead.person_id for lead in unacknowledged.leads(session, held)]
