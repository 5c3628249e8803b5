"""Publishing what was submitted, in one go: before a 1:1, each associate hears of all their results together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from qabot import journal, outbox
from qabot.access import Action, Actor, require
from qabot.audit import cards, store, waiting
from qabot.audit.models import Audit
from qabot.audit.queries import ASSOCIATE, AUDITOR
from qabot.audit.rules import State
from qabot.errors import InvalidInput, WrongState

NOBODY = "No result of this person waits any more. Please open the form again."
NOTHING_CHOSEN = "Please tick at least one result."
NOTHING_WAITS = (
    "Nothing waits to be published. A result waits when its auditor chooses “With the next batch” as they submit it."
)
GONE = "None of these results waits any more: they were published or voided meanwhile. Nothing was changed."


@dataclass(frozen=True)
class Published:
    """How many results each associate gets, by name; `gone` is how many of the chosen ones did not wait any more."""

    associates: list[tuple[str, int]]
    gone: int


@dataclass(frozen=True)
class Waiting:
    """What may be published now; `people` are all associates with a result that waits, by name."""

    batch: waiting.Batch
    people: list[tuple[int, str]]


def publishable(session: Session, *, actor: Actor, only: int | None = None) -> Waiting:
    """What this person may publish, of the associate `only` or of all; WrongState says why there is nothing."""
    require(actor, Action.AUDIT_PUBLISH)
    people = waiting.associates(session, actor)
    if not people:
        raise WrongState(NOTHING_WAITS)
    return Waiting(waiting.publishable(session, actor, associate_id=only), people)


def publish(session: Session, *, actor: Actor, audit_ids: Iterable[int], now: datetime) -> Published:
    """Publish these audits, as far as they wait and the actor may; their associates are told together.

    Raises InvalidInput where none is chosen, WrongState where none of them waits any more.
    """
    require(actor, Action.AUDIT_PUBLISH)
    chosen = set(audit_ids)
    if not chosen:
        raise InvalidInput(NOTHING_CHOSEN)
    rows = _locked(session, actor, chosen)
    if not rows:
        raise WrongState(GONE)
    out = update(Audit).where(Audit.id.in_([row.audit_id for row in rows]))
    out = out.values(state=State.PUBLISHED, published_at=now, touched_at=now, **store.waits_from(now))
    session.execute(out, execution_options=store.UNSYNCHRONISED)
    for row in rows:
        _record(session, actor, row, now)
    _tell(session, rows, now)
    return Published(_counted(rows), len(chosen) - len(rows))


def _locked(session: Session, actor: Actor, chosen: set[int]) -> list[Any]:
    """In the order of their ids, so that two who publish the same do not wait for each other for ever."""
    found = waiting.joined(
        Audit.id.label("audit_id"),
        Audit.score,
        Audit.auto_failed,
        Audit.revision,
        ASSOCIATE.id.label("associate_id"),
        ASSOCIATE.name.label("associate"),
        ASSOCIATE.slack_user_id.label("address"),
        AUDITOR.slack_user_id.label("auditor_address"),
    )
    mine = found.where(waiting.WAITS, Audit.id.in_(chosen), waiting.may_publish(actor)).order_by(Audit.id)
    return list(session.execute(mine.with_for_update(of=Audit, key_share=True)))


def _record(session: Session, actor: Actor, row: Any, now: datetime) -> None:
    journal.record(
        session,
        now=now,
        actor_id=actor.person_id,
        action="audit.published",
        thing="audit",
        thing_id=row.audit_id,
        before=State.SUBMITTED,
        after=State.PUBLISHED,
        score=row.score,
        auto_failed=row.auto_failed,
        revision=row.revision,
    )


def _tell(session: Session, rows: list[Any], now: datetime) -> None:
    """A summary where there are several, then each result. Without a Slack account they wait on the Home tab."""
    for address, results in _by_associate(rows):
        if address and len(results) > 1:
            outbox.post_card(session, card=cards.BATCH, subject=results[0].audit_id, channel=address, now=now)
        for row in results:
            if address:
                outbox.post_card(session, card=cards.RESULT, subject=row.audit_id, channel=address, now=now)
    for address in sorted({held for row in rows for held in (row.address, row.auditor_address) if held}):
        outbox.refresh_home(session, slack_user_id=address, now=now)


def _by_associate(rows: list[Any]) -> list[tuple[str | None, list[Any]]]:
    ordered = sorted(rows, key=lambda row: (row.associate_id, row.audit_id))
    groups = [list(group) for _, group in groupby(ordered, key=lambda row: row.associate_id)]
    return [(group[0].address, group) for group in groups]


def _counted(rows: list[Any]) -> list[tuple[str, int]]:
    return sorted((group[0].associate, len(group)) for _, group in _by_associate(rows))
