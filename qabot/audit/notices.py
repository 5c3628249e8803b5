"""Reminders to acknowledge, as notices: whether one is still needed, and how it reads now."""

from datetime import datetime

from sqlalchemy.orm import Session

from qabot.audit import messages_reminder as messages
from qabot.audit import unacknowledged
from qabot.audit.reminder_rules import Step
from qabot.audit.reminders import OVERDUE, REMINDER
from qabot.audit.unacknowledged import Unacknowledged
from qabot.notice.kinds import Entry, Held, Kind
from qabot.slack.port import Message


def is_needed(session: Session, held: Held) -> bool:
    """Only while this very publication waits; a later step to the same person takes the place of an earlier one."""
    now = unacknowledged.result(session, held.about)
    step = Step(held.detail["step"])
    overtaken = step is Step.FIRST and now.reminded > Step.FIRST
    return _waits(now, held) and not overtaken


def _waits(now: Unacknowledged, held: Held) -> bool:
    return now.waits and now.since is not None and now.since.isoformat() == held.detail["since"]


def _instants(held: Held) -> tuple[datetime, list[datetime]]:
    following = [datetime.fromisoformat(at) for at in held.detail["following"]]
    return datetime.fromisoformat(held.detail["since"]), following


def _reminder(session: Session, held: Held) -> Message:
    now = unacknowledged.result(session, held.about)
    return messages.reminder(now, *_instants(held), waits=_waits(now, held))


def _reminder_entry(session: Session, held: Held) -> Entry:
    now = unacknowledged.result(session, held.about)
    return messages.reminder_entry(now, *_instants(held), waits=_waits(now, held))


def _overdue(session: Session, held: Held) -> Message:
    now = unacknowledged.result(session, held.about)
    return messages.overdue(now, _instants(held)[0], waits=_waits(now, held))


def _overdue_entry(session: Session, held: Held) -> Entry:
    now = unacknowledged.result(session, held.about)
    return messages.overdue_entry(now, _instants(held)[0], waits=_waits(now, held))


KINDS = {
    REMINDER: Kind(is_needed, _reminder, _reminder_entry, messages.reminders_title),
    OVERDUE: Kind(is_needed, _overdue, _overdue_entry, messages.overdue_title),
}
