"""Who is who, who may do what, and where: what the other slices and the edge ask about people."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from qabot.access import ALLOWED, Action, Actor, Grant, Role
from qabot.db import run
from qabot.people.models import LineOfBusiness, Person, Queue, RoleGrant, Site


@dataclass(frozen=True)
class QueueView:
    queue_id: int
    key: str
    name: str
    lob_id: int
    lob_name: str
    scorecard_key: str


@dataclass(frozen=True)
class Unlinked:
    """An active person for whom no Slack user is known yet."""

    person_id: int
    name: str
    email: str


def actor_by_slack_id(session: Session, slack_user_id: str) -> Actor | None:
    """The active person behind a Slack user, with every grant; one statement, because every request asks."""
    rows = run(session, _ACTOR_BY_SLACK_ID, slack_user_id=slack_user_id).all()
    return _actor(rows) if slack_user_id and rows else None


def holders(session: Session, action: Action) -> list[Actor]:
    """Every active person with a role that allows the action somewhere, with every grant of theirs."""
    allowed = select(RoleGrant.person_id).where(RoleGrant.role.in_([role.value for role in ALLOWED[action]]))
    rows = session.execute(_ACTOR.where(Person.id.in_(allowed)).order_by(Person.id)).all()
    return [_actor(list(of_one)) for _, of_one in groupby(rows, key=lambda row: row[0])]


def queues_for(session: Session, actor: Actor, action: Action = Action.AUDIT_SCORE) -> list[QueueView]:
    """The queues in which a grant of the actor allows the action, by name.

    A site in a grant narrows whose work it reaches, not which queues: a queue may be served from several sites.
    """
    grants = [grant for grant in actor.grants if grant.role in ALLOWED[action]]
    queues = (QueueView(*row) for row in session.execute(_QUEUE.order_by(Queue.name)))
    return [queue for queue in queues if any(_reaches_queue(grant, queue) for grant in grants)]


def lock(session: Session, person_id: int) -> None:
    """Let this person do one thing at a time, until the transaction ends."""
    run(session, _LOCK, person_id=person_id)


def unlinked(session: Session) -> list[Unlinked]:
    """Active people who cannot use the bot yet, because no Slack user has their e-mail address."""
    rows = session.execute(
        select(Person.id, Person.name, Person.email)
        .where(Person.active, Person.slack_user_id.is_(None))
        .order_by(Person.folded_name)
    )
    return [Unlinked(*row) for row in rows]


# Rows that name the person, as the journal's do, are written all the same: two requests that wrote one cannot then wait
# for each other here.
_LOCK = select(Person.id).where(Person.id == bindparam("person_id")).with_for_update(key_share=True)

_ACTOR = (
    select(
        Person.id,
        Person.name,
        Person.slack_user_id,
        Site.time_zone,
        Person.team_id,
        RoleGrant.role,
        RoleGrant.lob_id,
        RoleGrant.queue_id,
        RoleGrant.site_id,
    )
    .join(Site, Site.id == Person.site_id)
    .join(RoleGrant, RoleGrant.person_id == Person.id, isouter=True)
    .where(Person.active)
)

_ACTOR_BY_SLACK_ID = _ACTOR.where(Person.slack_user_id == bindparam("slack_user_id"))


_QUEUE = select(Queue.id, Queue.key, Queue.name, Queue.lob_id, LineOfBusiness.name, Queue.scorecard_key).join(
    LineOfBusiness, LineOfBusiness.id == Queue.lob_id
)


def _actor(rows: Sequence[Row[*tuple[Any, ...]]]) -> Actor:
    who = rows[0]
    return Actor(
        person_id=who[0],
        name=who[1],
        slack_user_id=who[2] or "",
        time_zone=who[3],
        team_id=who[4],
        grants=frozenset(Grant(Role(row[5]), row[6], row[7], row[8]) for row in rows if row[5]),
    )


def _reaches_queue(grant: Grant, queue: QueueView) -> bool:
    return grant.lob_id in (None, queue.lob_id) and grant.queue_id in (None, queue.queue_id)
