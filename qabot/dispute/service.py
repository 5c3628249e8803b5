"""What associates, auditors and leads do with a dispute.

Whoever changes a dispute locks its audit first: of two who decide at once, the second is told that it is done.
Escalating is in `escalating`, what the clock does in `expiring`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from qabot import outbox
from qabot.access import Action, Actor, require
from qabot.audit import history, revisions
from qabot.audit import rules as audit_rules
from qabot.audit.queries import Sheet
from qabot.audit.revisions import Why
from qabot.audit.rules import Cause, Change, Rated
from qabot.dispute import cards, messages, queries, rules, steps
from qabot.dispute.models import Dispute, DisputeItem
from qabot.dispute.queries import Case, Item
from qabot.dispute.rules import Outcome, State, Verdict
from qabot.errors import InvalidInput, NotAllowed, NotFound, WrongState
from qabot.people import calendars

NO_FINDINGS = "Every criterion of this audit has full marks, so there is nothing to dispute."
NONE_OPEN = "There is no open dispute of this audit, so there is nothing to withdraw."
NOT_ON_OFFER = "One of these ratings is not on the scorecard. Nothing was saved. Please open the form again."
NOTHING_CHOSEN = "Please choose a proposed rating for at least one criterion."
REASON_MISSING = "Please write a reason."
CAUSE_MISSING = "Please choose whose error it was."
DECIDED_BEFORE = "You decided this dispute before it was escalated, so another QA lead decides now."
INVOLVED = (
    "You may not decide this dispute: its auditor, its associate, the associate's own team and leads of other "
    "lines of business may not. The leads who may are asked already."
)


@dataclass(frozen=True)
class Proposal:
    """What an associate proposes for one criterion; a level of None is N/A."""

    criterion: str
    level: int | None
    reason: str


@dataclass(frozen=True)
class Ruling:
    """What a lead decides for one criterion; a level of None is N/A."""

    criterion: str
    level: int | None
    cause: Cause | None
    reason: str


@dataclass(frozen=True)
class Done:
    """The audit as it is now, and what was masked in what was typed."""

    sheet: Sheet
    masked: dict[str, int]
    outcome: Outcome | None = None


def disputable(session: Session, *, actor: Actor, audit_id: int, now: datetime) -> Sheet:
    """This associate's own result, which they may dispute now."""
    require(actor, Action.AUDIT_DISPUTE)
    sheet = revisions.disputable(session, actor=actor, audit_id=audit_id, now=now)
    if not findings(sheet):
        raise WrongState(NO_FINDINGS)
    return sheet


def findings(sheet: Sheet) -> list[str]:
    """The criteria below full marks; the first of them, as many as a lead can decide in one form, can be disputed."""
    criteria = sheet.scorecard.criteria
    return [
        key for key in criteria if key in sheet.ratings and audit_rules.is_finding(criteria[key], sheet.ratings[key])
    ]


def open_dispute(
    session: Session, *, actor: Actor, audit_id: int, proposals: Iterable[Proposal], now: datetime
) -> Done:
    """Dispute these criteria, and tell the auditor and the leads who may decide."""
    sheet = disputable(session, actor=actor, audit_id=audit_id, now=now)
    given = list(proposals)
    _require_proposals(sheet, given)
    masked: dict[str, int] = {}
    dispute = Dispute(
        audit_id=audit_id,
        revision=sheet.revision,
        state=State.OPEN,
        opened_by=actor.person_id,
        opened_at=now,
        due_at=rules.decide_until(now, calendars.of_person(session, actor.person_id)),
    )
    session.add(dispute)
    session.flush()
    for one in given:
        reason = steps.guarded(one.reason, masked)
        session.add(
            DisputeItem(dispute_id=dispute.id, criterion=one.criterion, proposed_level=one.level, reason=reason)
        )
    steps.record(session, actor, dispute.id, "dispute.opened", now, after=State.OPEN, audit=audit_id)
    revisions.mark_disputed(session, actor=actor, sheet=sheet, now=now)
    if sheet.auditor.slack_user_id:
        outbox.post_card(session, card=cards.AUDITOR, subject=dispute.id, channel=sheet.auditor.slack_user_id, now=now)
    steps.ask(session, dispute.id, queries.deciders(session, sheet), rules.FIRST, now)
    return Done(sheet, masked)


def concede_form(session: Session, *, actor: Actor, dispute_id: int) -> tuple[Sheet, Case]:
    """The open dispute over this auditor's own audit; anybody else's is not found."""
    sheet, case = steps.locked(session, dispute_id)
    if sheet.auditor.person_id != actor.person_id:
        raise NotFound(queries.NO_DISPUTE)
    require(actor, Action.DISPUTE_CONCEDE, sheet.scope)
    steps.require_step(case, State.CONCEDED)
    return sheet, case


def concede(session: Session, *, actor: Actor, dispute_id: int, reason: str, now: datetime) -> Done:
    """The auditor agrees: the proposed ratings are taken as a new revision."""
    sheet, case = concede_form(session, actor=actor, dispute_id=dispute_id)
    if not reason.strip():
        raise InvalidInput(REASON_MISSING, {"reason": REASON_MISSING})
    masked: dict[str, int] = {}
    kept = steps.guarded(reason, masked)
    ratings = [_rated(sheet, sheet.ratings[item.criterion], item.proposed_level, None) for item in case.items]
    steps.move(session, actor, case, State.CONCEDED, now, outcome=Outcome.OVERTURNED, reason=kept)
    why = Why(Change.CONCEDED, kept)
    return _publish(session, actor, sheet, case, ratings, Outcome.OVERTURNED, why, masked, now)


def decide_form(session: Session, *, actor: Actor, dispute_id: int) -> tuple[Sheet, Case]:
    """The open or escalated dispute that this lead may decide."""
    require(actor, Action.DISPUTE_DECIDE)
    sheet, case = steps.locked(session, dispute_id)
    if case.state not in rules.WAITING:
        raise WrongState(steps.NOT_OPEN.format(state=case.state.value))
    if not _may_decide(session, actor, sheet, case):
        raise NotAllowed(INVOLVED if actor.person_id != case.decided_by else DECIDED_BEFORE)
    return sheet, case


def decide(session: Session, *, actor: Actor, dispute_id: int, rulings: Iterable[Ruling], now: datetime) -> Done:
    """Decide each disputed criterion; what changes becomes a new revision."""
    sheet, case = decide_form(session, actor=actor, dispute_id=dispute_id)
    by_criterion = {ruling.criterion: ruling for ruling in rulings}
    _require_rulings(sheet, case, by_criterion)
    masked: dict[str, int] = {}
    originals = history.ratings_at(session, sheet, case.revision)
    verdicts = [_verdict(session, sheet, case, item, originals, by_criterion, masked) for item in case.items]
    outcome = rules.outcome(verdicts)
    _end(session, actor, sheet, case, outcome, now)
    changed = [verdict.after for verdict in verdicts if verdict.after != sheet.ratings[verdict.after.criterion]]
    why = Why(Change.FINAL if case.round == rules.SECOND else Change.DECIDED, _reasons(session, sheet, case))
    return _publish(session, actor, sheet, case, changed, outcome, why, masked, now)


def withdraw(session: Session, *, actor: Actor, audit_id: int, now: datetime) -> Sheet:
    """The associate takes their open dispute back; the audit stands as it was."""
    require(actor, Action.AUDIT_DISPUTE)
    sheet = revisions.own_result(session, actor=actor, audit_id=audit_id)
    dispute_id = queries.open_of(session, audit_id)
    if dispute_id is None:
        raise WrongState(NONE_OPEN)
    case = queries.case(session, dispute_id)
    steps.move(session, actor, case, State.WITHDRAWN, now)
    return _publish(session, actor, sheet, case, [], None, None, {}, now).sheet


def _require_proposals(sheet: Sheet, given: list[Proposal]) -> None:
    if not given:
        first = findings(sheet)[0]
        raise InvalidInput(NOTHING_CHOSEN, {f"proposed:{first}": NOTHING_CHOSEN})
    allowed = findings(sheet)[: rules.MOST_CRITERIA]
    for one in given:
        if one.criterion not in allowed or not _fits(sheet, one.criterion, one.level):
            raise InvalidInput(NOT_ON_OFFER)
        if one.level is not None and one.level <= (sheet.ratings[one.criterion].level or 0):
            raise InvalidInput(NOT_ON_OFFER)
    missing = {f"reason:{one.criterion}": REASON_MISSING for one in given if not one.reason.strip()}
    if missing:
        raise InvalidInput(REASON_MISSING, missing)


def _require_rulings(sheet: Sheet, case: Case, rulings: dict[str, Ruling]) -> None:
    missing: dict[str, str] = {}
    for item in case.items:
        ruling = rulings.get(item.criterion)
        if ruling is None or not _fits(sheet, item.criterion, ruling.level):
            raise InvalidInput(NOT_ON_OFFER)
        if not ruling.reason.strip():
            missing[f"reason:{item.criterion}"] = REASON_MISSING
        below = ruling.level is not None and ruling.level < sheet.scorecard.criteria[item.criterion].top
        if below and ruling.cause is None:
            missing[f"cause:{item.criterion}"] = CAUSE_MISSING
    if missing:
        raise InvalidInput(REASON_MISSING, missing)


def _fits(sheet: Sheet, criterion: str, level: int | None) -> bool:
    return audit_rules.fits(sheet.scorecard.criteria[criterion], Rated(criterion, level, level is None))


def _may_decide(session: Session, actor: Actor, sheet: Sheet, case: Case) -> bool:
    """Who may from the start, and who was asked because those did not decide in time."""
    me = actor.person_id
    if me in {lead.person_id for lead in queries.deciders(session, sheet, case.decided_by)}:
        return True
    free = me in {lead.person_id for lead in queries.uninvolved(session, sheet, case.decided_by)}
    return free and me in {lead.person_id for lead in queries.asked(session, case.dispute_id, in_round=case.round)}


def _rated(sheet: Sheet, before: Rated, level: int | None, cause: Cause | None) -> Rated:
    """The rating from now on; cause and comment belong only to what is below full marks."""
    changed = Rated(before.criterion, level, level is None)
    if not audit_rules.is_finding(sheet.scorecard.criteria[before.criterion], changed):
        return changed
    return replace(before, level=level, cause=cause or before.cause)


def _verdict(
    session: Session,
    sheet: Sheet,
    case: Case,
    item: Item,
    originals: dict[str, Rated],
    rulings: dict[str, Ruling],
    masked: dict[str, int],
) -> Verdict:
    """What is decided, against what stood when the dispute was opened."""
    ruling, before = rulings[item.criterion], originals[item.criterion]
    after = _rated(sheet, before, ruling.level, ruling.cause)
    names = ("final_level", "final_cause", "final_reason")
    if case.round == rules.FIRST:
        names = ("decided_level", "cause", "decision_reason")
    kept = zip(names, (ruling.level, after.cause, steps.guarded(ruling.reason, masked)), strict=True)
    of_item = DisputeItem.dispute_id == case.dispute_id, DisputeItem.criterion == item.criterion
    session.execute(update(DisputeItem).where(*of_item).values(**dict(kept)))
    return Verdict(before, item.proposed_level, after)


def _end(session: Session, actor: Actor, sheet: Sheet, case: Case, outcome: Outcome, now: datetime) -> None:
    """The first decision can be escalated for a while, where another lead could decide; the second one is final."""
    if case.round == rules.SECOND:
        steps.move(session, actor, case, State.FINAL, now, final_outcome=outcome)
        return
    others = queries.deciders(session, sheet, actor.person_id)
    until = rules.escalate_until(now, calendars.of_person(session, sheet.associate.person_id)) if others else None
    steps.move(session, actor, case, State.DECIDED, now, outcome=outcome, due_at=until)


def _reasons(session: Session, sheet: Sheet, case: Case) -> str:
    """The reasons of a decision as they were just kept, one line for each criterion."""
    items = queries.case(session, case.dispute_id).items
    said = [(item, item.final_reason if case.round == rules.SECOND else item.decision_reason) for item in items]
    return "\n".join(f"{sheet.scorecard.criteria[item.criterion].name}: {reason}" for item, reason in said)


def _publish(
    session: Session,
    actor: Actor,
    sheet: Sheet,
    case: Case,
    ratings: list[Rated],
    outcome: Outcome | None,
    why: Why | None,
    masked: dict[str, int],
    now: datetime,
) -> Done:
    again = revisions.publish_again(
        session, actor=actor, sheet=sheet, ratings=ratings, outcome=outcome, why=why, now=now
    )
    steps.refresh(session, case.dispute_id, now)
    if outcome is not None:
        _tell_outcome(session, actor, again, case, outcome, now)
    return Done(again, masked, outcome)


def _tell_outcome(session: Session, actor: Actor, sheet: Sheet, case: Case, outcome: Outcome, now: datetime) -> None:
    for person in (sheet.associate, sheet.auditor):
        if person.slack_user_id and person.person_id != actor.person_id:
            key = f"dispute.closed:{case.dispute_id}:{case.round}:{person.person_id}"
            message = messages.closed_notice(sheet, outcome, to=person)
            outbox.enqueue(session, key=key, channel=person.slack_user_id, message=message, now=now)
