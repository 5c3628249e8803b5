"""What Home shows of audits: to associates their own, to auditors their work.

Everybody who opens the app reads this, and each change reads it again: the statements are made once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from qabot.access import Actor
from qabot.audit import progress, tickets
from qabot.audit.models import Audit
from qabot.audit.progress import QueueProgress
from qabot.audit.queries import ASSOCIATE, AUDITOR, HEADLINE_BASES, TOLD, Line, as_lines, lines
from qabot.audit.rules import State, dispute_until, mean_score
from qabot.clock import Calendar
from qabot.db import Instant, run
from qabot.people import calendars

HEADLINE_DAYS = 90
SHOWN = 5
# What waits for somebody is listed, page by page, as far as anybody would go on reading.
WAITING = 60


@dataclass(frozen=True)
class AssociateHome:
    """What an associate sees of their own audits. `mean` is the mean score and how many audits it rests on.

    `unread` is how many results wait to be acknowledged, `to_acknowledge` the oldest of them.
    """

    to_acknowledge: list[Line]
    results: list[Line]
    mean: tuple[float, int] | None
    disputable: frozenset[int] = frozenset()
    unread: int = 0


@dataclass(frozen=True)
class AuditorHome:
    """What an auditor has to do and has done; the week begins on Monday in the auditor's own time zone.

    `capacity` is how many audits they score in a week; `queues` are those with a weekly target.
    """

    drafts: list[Line]
    waiting: int
    audited_this_week: int
    submitted: list[Line]
    capacity: int | None = None
    queues: tuple[QueueProgress, ...] = ()


_PERSON: Any = bindparam("person")
_SINCE = bindparam("since", type_=Instant())
_MINE, _THEIRS = Audit.auditor_id == _PERSON, Audit.associate_id == _PERSON
_DRAFTS = (
    lines(ASSOCIATE.name)
    .where(_MINE, Audit.state == State.DRAFT)
    .order_by(Audit.touched_at.desc(), Audit.id.desc())
    .limit(WAITING)
)
_SUBMITTED = (
    lines(ASSOCIATE.name)
    .where(_MINE, Audit.state.in_(progress.SUBMITTED))
    .order_by(Audit.submitted_at.desc(), Audit.id.desc())
    .limit(SHOWN)
)
_AUDITED = select(func.count()).where(_MINE, Audit.state.in_(progress.SUBMITTED), Audit.submitted_at >= _SINCE)
# The results that the associate was told last.
_RESULTS = (
    lines(AUDITOR.name)
    .where(_THEIRS, Audit.published_at.is_not(None), Audit.state.in_(TOLD))
    .order_by(Audit.published_at.desc(), Audit.id.desc())
    .limit(SHOWN)
)
_TO_ACKNOWLEDGE = (
    lines(AUDITOR.name)
    .where(_THEIRS, Audit.state == State.PUBLISHED)
    .order_by(Audit.published_at, Audit.id)
    .limit(WAITING)
)
_UNREAD = select(func.count()).where(_THEIRS, Audit.state == State.PUBLISHED)
_SCORES = select(Audit.score).where(
    _THEIRS, Audit.state.in_(TOLD), Audit.basis.in_(HEADLINE_BASES), Audit.published_at >= _SINCE
)


def headline_mean(session: Session, associate_id: int, *, since: datetime) -> tuple[float, int] | None:
    """The mean score and its n, of drawn tickets only: hand-picked ones say nothing about the rest."""
    return mean_score(run(session, _SCORES, person=associate_id, since=since).scalars())


def associate_home(session: Session, *, actor: Actor, now: datetime) -> AssociateHome:
    waiting = _lines(session, _TO_ACKNOWLEDGE, person=actor.person_id)
    results = _lines(session, _RESULTS, person=actor.person_id)
    calendar = calendars.of_person(session, actor.person_id)
    return AssociateHome(
        to_acknowledge=waiting,
        unread=_counted(session, _UNREAD, person=actor.person_id) if len(waiting) == WAITING else len(waiting),
        results=results,
        mean=headline_mean(session, actor.person_id, since=now - timedelta(days=HEADLINE_DAYS)),
        disputable=frozenset(line.audit_id for line in (*waiting, *results) if may_be_disputed(line, calendar, now)),
    )


def may_be_disputed(line: Line, calendar: Calendar, now: datetime) -> bool:
    """Whether the associate can still dispute this result; one dispute is all there is."""
    out = line.state in (State.PUBLISHED, State.ACKNOWLEDGED) and line.outcome is None
    since = line.corrected_at or line.published_at
    return out and since is not None and now <= dispute_until(since, calendar)


def auditor_home(session: Session, *, actor: Actor, now: datetime) -> AuditorHome:
    since = monday(now, actor.time_zone)
    return AuditorHome(
        drafts=_lines(session, _DRAFTS, person=actor.person_id),
        waiting=tickets.waiting(session, actor),
        audited_this_week=_counted(session, _AUDITED, person=actor.person_id, since=since),
        submitted=_lines(session, _SUBMITTED, person=actor.person_id),
        capacity=progress.capacity(session, actor.person_id),
        queues=tuple(progress.of_queues(session, actor, since=since)),
    )


def monday(now: datetime, time_zone: str) -> datetime:
    """When this week began in a time zone."""
    local = now.astimezone(ZoneInfo(time_zone))
    start = local - timedelta(days=local.weekday())
    return start.replace(hour=0, minute=0, second=0, microsecond=0)


def _lines(session: Session, statement: Any, **values: Any) -> list[Line]:
    return as_lines(run(session, statement, **values))


def _counted(session: Session, statement: Any, **values: Any) -> int:
    counted: int = run(session, statement, **values).scalar_one()
    return counted
