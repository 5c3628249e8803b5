"""An auditor corrects an audit of theirs that is out already: with a reason, as a new revision.

What a lead has decided stays as it is: an auditor may concede to a dispute, and never has the last word in one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from qabot import outbox
from qabot.access import Action, Actor, require
from qabot.audit import messages_correction, messages_form, queries, revisions, rules, store
from qabot.audit.queries import Sheet
from qabot.audit.revisions import Why
from qabot.audit.rules import Cause, Change, Criterion, Gap, Rated, State
from qabot.dispute import queries as disputes
from qabot.dispute import steps
from qabot.errors import InvalidInput, NotFound, WrongState

NOT_NOW = {
    State.DRAFT: "This audit is a draft still: please go on scoring it from your Home tab.",
    State.SUBMITTED: "This audit is not published yet. Publish it first; then you can correct it.",
    State.DISPUTED: "This audit is in dispute. Concede where you agree; otherwise a QA lead decides.",
    State.VOID: "This audit is void. It does not count, so there is nothing to correct.",
}
ALL_DECIDED = "A QA lead has decided every criterion of this audit, so it stands as it is."
NOT_ON_OFFER = "One of these ratings is not on the scorecard. Nothing was saved. Please open the form again."
NOTHING_CHANGED = "Nothing is changed yet: please change a rating, its cause or its comment."
REASON_MISSING = "Please write why you correct the audit. The associate reads it."


@dataclass(frozen=True)
class Correction:
    """The audit before and after, and what was masked in what was typed."""

    before: Sheet
    after: Sheet
    masked: dict[str, int]


def correctable(session: Session, *, actor: Actor, audit_id: int) -> tuple[Sheet, list[Criterion]]:
    """This auditor's own published audit, and the criteria that no lead has decided; anybody else's is not found."""
    sheet = queries.sheet(session, audit_id, lock=True)
    if sheet.auditor.person_id != actor.person_id:
        raise NotFound(queries.NO_AUDIT)
    require(actor, Action.AUDIT_CORRECT, sheet.scope)
    if not rules.may_become(sheet.state, State.PUBLISHED) or sheet.state in NOT_NOW:
        raise WrongState(NOT_NOW[sheet.state])
    decided = disputes.decided_criteria(session, audit_id)
    left = [one for key, one in sheet.scorecard.criteria.items() if key not in decided and key in sheet.ratings]
    if not left:
        raise WrongState(ALL_DECIDED)
    return sheet, left


def correct(
    session: Session, *, actor: Actor, audit_id: int, ratings: Iterable[Rated], reason: str, now: datetime
) -> Correction:
    """Write these ratings as a new revision, and tell the associate what changed and why."""
    sheet, left = correctable(session, actor=actor, audit_id=audit_id)
    masked: dict[str, int] = {}
    by_key = {criterion.key: criterion for criterion in left}
    given = [_rated(by_key, rated, masked) for rated in ratings]
    changed = [rated for rated in given if rated != sheet.ratings[rated.criterion]]
    _require_whole(by_key, changed, reason)
    kept = steps.guarded(reason, masked)
    why = Why(Change.CORRECTED, kept)
    again = revisions.revise(session, actor=actor, sheet=sheet, ratings=changed, why=why, now=now)
    again = replace(again, state=State.PUBLISHED, acknowledged_at=None, corrected_at=now)
    store.change(
        session,
        audit_id,
        state=again.state,
        revision=again.revision,
        score=again.score,
        auto_failed=again.auto_failed,
        acknowledged_at=None,
        corrected_at=now,
        touched_at=now,
    )
    revisions.tell(session, actor, again, "audit.corrected", now, before=sheet.state, after=State.PUBLISHED)
    _tell_associate(session, sheet, again, kept, now)
    return Correction(sheet, again, masked)


def _rated(left: dict[str, Criterion], rated: Rated, masked: dict[str, int]) -> Rated:
    """What may be kept; cause and comment belong only to what is below full marks."""
    criterion = left.get(rated.criterion)
    if criterion is None or not rated.is_rated or not rules.fits(criterion, rated):
        raise InvalidInput(NOT_ON_OFFER)
    if not rules.is_finding(criterion, rated):
        return Rated(rated.criterion, rated.level, rated.not_applicable)
    return replace(rated, comment=steps.guarded(rated.comment, masked))


def _require_whole(left: dict[str, Criterion], changed: list[Rated], reason: str) -> None:
    missing = {
        messages_correction.GAP_BLOCKS[gap](rated.criterion): messages_form.GAPS[gap]
        for rated in changed
        for gap in rules.gaps(left[rated.criterion], rated)
        if gap is not Gap.RATING
    }
    if not reason.strip():
        missing[messages_correction.REASON_BLOCK] = REASON_MISSING
    elif not changed:
        missing[messages_correction.REASON_BLOCK] = NOTHING_CHANGED
    if missing:
        raise InvalidInput(next(iter(missing.values())), missing)


def _tell_associate(session: Session, before: Sheet, after: Sheet, reason: str, now: datetime) -> None:
    """An updated card alone notifies nobody."""
    if after.associate.slack_user_id:
        outbox.enqueue(
            session,
            key=f"audit.corrected:{after.audit_id}:{after.revision}",
            channel=after.associate.slack_user_id,
            message=messages_correction.notice(before, after, reason),
            now=now,
        )


def cause_of(chosen: str | None) -> Cause | None:
    """A cause as the form sends it."""
    try:
        return Cause(chosen) if chosen else None
    except ValueError:
        raise InvalidInput(NOT_ON_OFFER) from None
