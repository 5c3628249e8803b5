"""How a result comes to be disputed, and how it is published again: what stood before stays readable."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from qabot import journal, outbox
from qabot.access import Actor
from qabot.audit import cards, queries, reminders, rules, store
from qabot.audit.models import AuditRevision
from qabot.audit.queries import Sheet
from qabot.audit.rules import Change, Rated, State
from qabot.errors import NotFound, WrongState
from qabot.people import calendars

OPEN_ALREADY = "This audit is in dispute already. You hear from me when the dispute is decided."
DECIDED_ALREADY = "The dispute of this audit is decided, so it can't be disputed again. Please ask your QA lead."
TOO_LATE = "This audit can't be disputed any more: that was possible for {days} working days. Please ask your QA lead."
WITHDRAWN = "This audit was withdrawn, so there is nothing to dispute."


def own_result(session: Session, *, actor: Actor, audit_id: int) -> Sheet:
    """The associate's own result, locked until the transaction ends; anybody else's is not found."""
    sheet = queries.sheet(session, audit_id, lock=True)
    if sheet.associate.person_id != actor.person_id or sheet.published_at is None:
        raise NotFound(queries.NO_AUDIT)
    return sheet


def disputable(session: Session, *, actor: Actor, audit_id: int, now: datetime) -> Sheet:
    """The associate's own result while it may be disputed; WrongState says why it may not."""
    sheet = own_result(session, actor=actor, audit_id=audit_id)
    if not rules.may_become(sheet.state, State.DISPUTED):
        raise WrongState(WITHDRAWN if sheet.state is State.VOID else OPEN_ALREADY)
    if sheet.outcome is not None:
        raise WrongState(DECIDED_ALREADY)
    since = sheet.corrected_at or sheet.published_at
    if since is None or now > rules.dispute_until(since, calendars.of_person(session, actor.person_id)):
        raise WrongState(TOO_LATE.format(days=rules.DISPUTE_DAYS))
    return sheet


def mark_disputed(session: Session, *, actor: Actor, sheet: Sheet, now: datetime) -> None:
    store.change(session, sheet.audit_id, state=State.DISPUTED, touched_at=now)
    tell(session, actor, sheet, "audit.disputed", now, after=State.DISPUTED)


@dataclass(frozen=True)
class Why:
    """What makes a new revision, and the reason that was written for it."""

    change: Change
    reason: str


def publish_again(
    session: Session,
    *,
    actor: Actor,
    sheet: Sheet,
    ratings: Sequence[Rated] = (),
    outcome: str | None,
    why: Why | None = None,
    now: datetime,
) -> Sheet:
    """Publish a disputed audit with its outcome; changed ratings make a new revision."""
    again = revise(session, actor=actor, sheet=sheet, ratings=ratings, why=why, now=now) if ratings and why else sheet
    again = replace(again, state=State.PUBLISHED, outcome=outcome, acknowledged_at=None)
    store.change(
        session,
        sheet.audit_id,
        state=again.state,
        outcome=outcome,
        revision=again.revision,
        score=again.score,
        auto_failed=again.auto_failed,
        acknowledged_at=None,
        touched_at=now,
    )
    tell(session, actor, again, "audit.published", now, before=sheet.state, after=State.PUBLISHED)
    return again


def revise(session: Session, *, actor: Actor, sheet: Sheet, ratings: Sequence[Rated], why: Why, now: datetime) -> Sheet:
    """Keep the revision that stands, and write these ratings over it."""
    session.add(
        AuditRevision(
            audit_id=sheet.audit_id,
            number=sheet.revision,
            score=sheet.score,
            auto_failed=sheet.auto_failed,
            ratings=[asdict(rated) for rated in sheet.ratings.values()],
            replaced_at=now,
            cause_of_change=why.change,
            reason_of_change=why.reason,
            replaced_by=actor.person_id,
        )
    )
    session.flush()
    store.write_ratings(session, sheet.audit_id, ratings)
    held = sheet.ratings | {rated.criterion: rated for rated in ratings}
    scored = rules.score(sheet.scorecard, held.values())
    return replace(sheet, ratings=held, revision=sheet.revision + 1, score=scored.value, auto_failed=scored.auto_failed)


def tell(
    session: Session,
    actor: Actor,
    sheet: Sheet,
    action: str,
    now: datetime,
    *,
    after: State,
    before: State | None = None,
) -> None:
    """The journal's row, the associate's card, what reminded of it, and both Homes."""
    journal.record(
        session,
        now=now,
        actor_id=actor.person_id,
        action=action,
        thing="audit",
        thing_id=sheet.audit_id,
        before=before or sheet.state,
        after=after,
        revision=sheet.revision,
        score=sheet.score,
        outcome=sheet.outcome,
    )
    outbox.refresh_card(session, card=cards.RESULT, subject=sheet.audit_id, now=now)
    reminders.refresh(session, sheet.audit_id, now=now)
    for address in (sheet.associate.slack_user_id, sheet.auditor.slack_user_id):
        if address:
            outbox.refresh_home(session, slack_user_id=address, now=now)
