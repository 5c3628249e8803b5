"""What an admin changes about queues: their names, scorecards and channels. A queue stays in its line of business."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qabot.access import Action, Actor, Scope, may, require
from qabot.errors import InvalidInput, NotFound
from qabot.people import changes, edits, queries
from qabot.people.models import LineOfBusiness, Queue
from qabot.people.rules import fold, new_key

NO_QUEUE = "I can't find this queue. Perhaps it is outside of what you may change. Please choose another one."
NO_LOB = "Please choose a line of business from the list."
NO_SCORECARD = "Please choose a scorecard from the list."
NONE_PUBLISHED = "A queue needs a published scorecard, and there is none. Publish one first: `/qa-audit scorecards`."
NAME_TAKEN = "There is a queue of this name in {lob} already."


@dataclass(frozen=True)
class QueueFields:
    """What the form held; `channel` is the id of a Slack channel."""

    name: str
    scorecard_key: str
    channel: str | None


@dataclass(frozen=True)
class QueueProfile:
    """`channel` is a name or an id, as it was last set."""

    queue_id: int
    key: str
    name: str
    lob: str
    scorecard_key: str
    channel: str | None
    weekly_target: int | None


def profile(session: Session, actor: Actor, queue_id: int) -> QueueProfile:
    """NotFound where there is no such queue within the admin's reach."""
    found = session.get(Queue, queue_id)
    if found is None or not may(actor, Action.QUEUES_CHANGE, Scope(found.lob_id, found.id)):
        raise NotFound(NO_QUEUE)
    lob = session.get_one(LineOfBusiness, found.lob_id)
    return QueueProfile(
        found.id, found.key, found.name, lob.name, found.scorecard_key, found.channel, found.weekly_target
    )


def add_queue(
    session: Session,
    *,
    actor: Actor,
    lob_id: int | None,
    fields: QueueFields,
    scorecards: Mapping[str, str],
    now: datetime,
) -> QueueProfile:
    """A new queue of a line of business, scored with one of these published scorecards."""
    lob = session.get(LineOfBusiness, lob_id) if lob_id else None
    if lob is None:
        raise InvalidInput(NO_LOB, {"lob": NO_LOB})
    require(actor, Action.QUEUES_CHANGE, Scope(lob.id), where=changes.OUTSIDE)
    name = _name(session, fields.name, lob, None)
    key = new_key(name, set(session.execute(select(Queue.key)).scalars()), otherwise="queue")
    queue = Queue(
        key=key,
        name=name,
        lob_id=lob.id,
        scorecard_key=_scorecard(fields, scorecards),
        channel=fields.channel,
        edited=["added"],
    )
    with edits.at_once(session):
        session.add(queue)
    edits.record(session, actor, queue, "added", now)
    _refresh(session, queue, now)
    return profile(session, actor, queue.id)


def change_queue(
    session: Session,
    *,
    actor: Actor,
    queue_id: int,
    fields: QueueFields,
    scorecards: Mapping[str, str],
    now: datetime,
) -> QueueProfile:
    """Rename a queue, or give it another scorecard or channel; drafts keep the scorecard that they began with."""
    require(actor, Action.QUEUES_CHANGE)
    profile(session, actor, queue_id)
    queue = session.execute(select(Queue).where(Queue.id == queue_id).with_for_update()).scalar_one()
    name = _name(session, fields.name, session.get_one(LineOfBusiness, queue.lob_id), queue_id)
    # A queue may keep a scorecard that is not published at the moment.
    offered = {**scorecards, queue.scorecard_key: ""}
    changed = edits.change(queue, name=name, scorecard_key=_scorecard(fields, offered), channel=fields.channel)
    session.flush()
    if changed:
        edits.record(session, actor, queue, "changed", now, fields=changed)
        _refresh(session, queue, now)
    return profile(session, actor, queue_id)


def _name(session: Session, typed: str, lob: LineOfBusiness, queue_id: int | None) -> str:
    name = edits.name(typed, "name")
    others = session.execute(select(Queue.id, Queue.name).where(Queue.lob_id == lob.id))
    if any(fold(other) == fold(name) for id, other in others if id != queue_id):
        taken = NAME_TAKEN.format(lob=lob.name)
        raise InvalidInput(taken, {"name": taken})
    return name


def _scorecard(fields: QueueFields, offered: Mapping[str, str]) -> str:
    if fields.scorecard_key not in offered:
        raise InvalidInput(NO_SCORECARD, {"scorecard": NO_SCORECARD})
    return fields.scorecard_key


def _refresh(session: Session, queue: Queue, now: datetime) -> None:
    """Whoever audits in this queue sees it on their Home."""
    scope = Scope(queue.lob_id, queue.id)
    auditors = queries.holders(session, Action.AUDIT_SCORE)
    reached = [one.slack_user_id for one in auditors if _audits_in(one, scope)]
    edits.refresh_homes(session, now, *reached)


def _audits_in(actor: Actor, scope: Scope) -> bool:
    """A site in a grant narrows whose work it reaches, not which queues."""
    return any(
        may(actor, Action.AUDIT_SCORE, Scope(scope.lob_id, scope.queue_id, grant.site_id)) for grant in actor.grants
    )
