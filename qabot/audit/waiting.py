"""Audits that are submitted and wait to be published.

An auditor publishes what they scored, a QA lead what their grants reach, but for their own and their own team's: who
may is part of the query.
"""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Select, and_, distinct, false, func, literal_column, or_
from sqlalchemy.orm import Session

from qabot.access import ALLOWED, Action, Actor, Grant, Role
from qabot.audit import lists
from qabot.audit.models import Audit, ScorecardVersion, Ticket
from qabot.audit.queries import ASSOCIATE, AUDITOR
from qabot.audit.rules import passes
from qabot.people.models import Queue

MOST = 60
# Written out, as in the index: a bound value would keep both databases from using it.
WAITS = literal_column("audit.state = 'submitted'", Boolean)


@dataclass(frozen=True)
class Result:
    """A submitted audit on one line."""

    audit_id: int
    associate_id: int
    associate: str
    auditor: str
    reference: str
    link: str
    queue: str
    score: float | None
    passed: bool | None


@dataclass(frozen=True)
class Batch:
    """What waits, by associate; `total` is how many there are, of how many `people`, where only the first are held."""

    results: list[Result]
    total: int
    people: int

    @property
    def by_associate(self) -> list[list[Result]]:
        """The results of each associate, in the order of their names."""
        return [list(held) for _, held in groupby(self.results, key=lambda result: result.associate_id)]


def publishable(session: Session, actor: Actor, *, associate_id: int | None = None) -> Batch:
    """What this person may publish, of one associate or of all, the oldest of each associate first."""
    allowed = [WAITS, may_publish(actor)]
    if associate_id is not None:
        allowed.append(Audit.associate_id == associate_id)
    by_associate = ASSOCIATE.folded_name, ASSOCIATE.id, Audit.submitted_at, Audit.id
    held = read(session, results().where(*allowed).order_by(*by_associate).limit(MOST + 1))
    if len(held) <= MOST:
        return Batch(held, len(held), len({result.associate_id for result in held}))
    return Batch(held[:MOST], *_counted(session, allowed))


def associates(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """Whose results wait for this person to publish them, by name."""
    waits = joined(ASSOCIATE.id, ASSOCIATE.name, ASSOCIATE.folded_name).where(WAITS, may_publish(actor)).distinct()
    found = session.execute(waits.order_by(ASSOCIATE.folded_name, ASSOCIATE.id).limit(lists.CHOICES - 1))
    return [(row[0], row[1]) for row in found]


def number(session: Session, actor: Actor) -> tuple[int, int]:
    """How many results wait for this person to publish them, and of how many people."""
    return _counted(session, [WAITS, may_publish(actor)])


def may_publish(actor: Actor) -> ColumnElement[bool]:
    """The same question as `access.may`, asked of all that wait at once."""
    return or_(false(), *(_by(actor, grant) for grant in actor.grants if grant.role in ALLOWED[Action.AUDIT_PUBLISH]))


def joined(*columns: Any) -> Select[Any]:
    """Audits with all that the scope of a grant is compared to, and with their auditors."""
    return lists.audits(*columns).join(AUDITOR, AUDITOR.id == Audit.auditor_id)


def results() -> Select[Any]:
    who = ASSOCIATE.id.label("associate_id"), ASSOCIATE.name.label("associate"), AUDITOR.name.label("auditor")
    what = Ticket.reference, Ticket.link, Queue.name.label("queue"), Audit.score
    pass_mark = ScorecardVersion.definition["pass_mark"].as_float().label("pass_mark")
    found = joined(Audit.id.label("audit_id"), *who, *what, pass_mark)
    return found.join(ScorecardVersion, ScorecardVersion.id == Audit.scorecard_version_id)


def read(session: Session, found: Select[Any]) -> list[Result]:
    """What a statement finds that `results` began."""
    return [_result(dict(row)) for row in session.execute(found).mappings()]


def _result(row: dict[str, Any]) -> Result:
    return Result(passed=passes(row["score"], row.pop("pass_mark")), **row)


def _counted(session: Session, allowed: list[Any]) -> tuple[int, int]:
    row = session.execute(joined(func.count(), func.count(distinct(Audit.associate_id))).where(*allowed)).one()
    return row[0], row[1]


def _by(actor: Actor, grant: Grant) -> ColumnElement[bool]:
    scored = Audit.auditor_id == actor.person_id
    return and_(lists.reached(grant), scored if grant.role is Role.AUDITOR else or_(scored, lists.of_others(actor)))
