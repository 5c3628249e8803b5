"""What happens to a scorecard's versions: imported as a draft, published, retired; a draft can be deleted.

`actor` is None for the operator at the command line. Everybody else has to reach every queue that scores with it.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from qabot import journal
from qabot.access import Action, Actor, may, require
from qabot.audit.models import ScorecardVersion
from qabot.audit.rules import Scorecard
from qabot.errors import NotFound, WrongState
from qabot.scorecard import queries, rules, words
from qabot.scorecard.queries import Detail, Version
from qabot.scorecard.rules import State

UNCHANGED = "This file says the same as version {version} of “{name}”, which is published. Nothing was imported."
NOT_A_DRAFT = "Version {version} of “{name}” is {state} already. Nothing was changed."
NOT_PUBLISHED = "Version {version} of “{name}” is {state}, so it can't be retired. Nothing was changed."
FROZEN = "Version {version} of “{name}” is {state}, and stays for the audits scored with it: it can't be deleted."
AT_ONCE = "Somebody else imported this scorecard at this moment. Please look at it, and try again."
OUTSIDE = " that queues outside your scope use ({queues})"


def shown(session: Session, *, actor: Actor) -> list[Version]:
    """The versions that this person may look at: drafts only where they may change scorecards."""
    require(actor, Action.SCORECARD_SEE)
    return queries.listed(session, with_drafts=may(actor, Action.SCORECARD_CHANGE))


def look(session: Session, *, actor: Actor, version_id: int) -> Detail:
    """One version in full; a draft is not there for somebody who may not change it."""
    require(actor, Action.SCORECARD_SEE)
    held = queries.version(session, version_id)
    if held.state is State.DRAFT and not may(actor, Action.SCORECARD_CHANGE):
        raise NotFound(queries.NO_SCORECARD)
    return queries.detail(session, held)


def import_draft(session: Session, *, actor: Actor | None, card: Scorecard, now: datetime) -> Version:
    """Keep the scorecard as a draft, in the place of an earlier draft; WrongState where it is published as it is."""
    _require(session, actor, card.key)
    published = queries.newest(session, card.key, State.PUBLISHED)
    if published and rules.same(published.card, card):
        raise WrongState(UNCHANGED.format(version=published.card.version, name=published.card.name))
    card = replace(card, version=queries.last_number(session, card.key) + 1)
    held = queries.newest(session, card.key, State.DRAFT, lock=True)
    version_id = _add(session, card, State.DRAFT) if held is None else held.version_id
    if held is not None:
        _write(session, held.version_id, card)
    _record(session, actor, version_id, "scorecard.imported", now, version=card.version, after=State.DRAFT)
    return queries.version(session, version_id)


def publish(session: Session, *, actor: Actor | None, version_id: int, now: datetime) -> Version:
    """Freeze a draft, and retire the version before it: from now on tickets are scored with this one."""
    held = _locked(session, actor, version_id, State.PUBLISHED, NOT_A_DRAFT)
    before = queries.newest(session, held.card.key, State.PUBLISHED, lock=True)
    if before is not None:
        _retire(session, actor, before, now)
    # Another version may have been published since this draft was made.
    card = replace(held.card, version=queries.last_number(session, held.card.key) + 1)
    _write(session, version_id, card)
    _change(session, version_id, state=State.PUBLISHED, published_at=now)
    step = {"before": State.DRAFT, "after": State.PUBLISHED, "version": card.version}
    _record(session, actor, version_id, "scorecard.published", now, **step)
    return replace(held, card=card, state=State.PUBLISHED, published_at=now)


def retire(session: Session, *, actor: Actor | None, version_id: int, now: datetime) -> Version:
    """Take a published version out of use; audits that were begun with it go on, and no new ones begin."""
    held = _locked(session, actor, version_id, State.RETIRED, NOT_PUBLISHED)
    _retire(session, actor, held, now)
    return replace(held, state=State.RETIRED)


def delete_draft(session: Session, *, actor: Actor | None, version_id: int, now: datetime) -> Version:
    held = queries.version(session, version_id, lock=True)
    _require(session, actor, held.card.key)
    if held.state is not State.DRAFT:
        raise WrongState(_said(FROZEN, held))
    session.execute(delete(ScorecardVersion).where(ScorecardVersion.id == version_id))
    _record(session, actor, version_id, "scorecard.draft_deleted", now, version=held.card.version, before=State.DRAFT)
    return held


def bring_in_line(session: Session, *, card: Scorecard, now: datetime) -> int | None:
    """Publish what a programme holds, at once; the new version, or None where it is published as it is.

    A draft that somebody works on stays, and moves up one number.
    """
    published = queries.newest(session, card.key, State.PUBLISHED, lock=True)
    if published and rules.same(published.card, card):
        return None
    card = replace(card, version=queries.last_number(session, card.key) + 1)
    draft = queries.newest(session, card.key, State.DRAFT, lock=True)
    if draft is not None:
        _write(session, draft.version_id, replace(draft.card, version=card.version + 1))
    if published is not None:
        _retire(session, None, published, now)
    version_id = _add(session, card, State.PUBLISHED, now)
    _record(session, None, version_id, "scorecard.published", now, version=card.version, after=State.PUBLISHED)
    return card.version


def _require(session: Session, actor: Actor | None, key: str) -> None:
    if actor is None:
        return
    require(actor, Action.SCORECARD_CHANGE)
    places = queries.places(session, key)
    outside = [name for name, scope in places if not may(actor, Action.SCORECARD_CHANGE, scope)]
    if outside:
        where = OUTSIDE.format(queues=", ".join(outside))
        for _, scope in places:
            require(actor, Action.SCORECARD_CHANGE, scope, where=where)


def _locked(session: Session, actor: Actor | None, version_id: int, to: State, refusal: str) -> Version:
    held = queries.version(session, version_id, lock=True)
    _require(session, actor, held.card.key)
    if not rules.may_become(held.state, to):
        raise WrongState(_said(refusal, held))
    return held


def _said(refusal: str, held: Version) -> str:
    return refusal.format(version=held.card.version, name=held.card.name, state=words.STATES[held.state])


def _retire(session: Session, actor: Actor | None, held: Version, now: datetime) -> None:
    _change(session, held.version_id, state=State.RETIRED)
    step = {"before": State.PUBLISHED, "after": State.RETIRED, "version": held.card.version}
    _record(session, actor, held.version_id, "scorecard.retired", now, **step)


def _add(session: Session, card: Scorecard, state: State, published_at: datetime | None = None) -> int:
    row = ScorecardVersion(
        key=card.key,
        version=card.version,
        name=card.name,
        state=state,
        definition=card.to_json(),
        published_at=published_at,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise WrongState(AT_ONCE) from None
    return row.id


def _write(session: Session, version_id: int, card: Scorecard) -> None:
    _change(session, version_id, version=card.version, name=card.name, definition=card.to_json())


def _change(session: Session, version_id: int, **values: object) -> None:
    changed = update(ScorecardVersion).where(ScorecardVersion.id == version_id).values(**values)
    session.execute(changed, execution_options={"synchronize_session": False})


def _record(
    session: Session, actor: Actor | None, version_id: int, action: str, now: datetime, **detail: object
) -> None:
    journal.record(
        session,
        now=now,
        actor_id=actor.person_id if actor else None,
        action=action,
        thing="scorecard_version",
        thing_id=version_id,
        **detail,
    )
