"""What associates, auditors and leads do with a dispute.

Whoever changes a dispute locks its audit first: of two who decide at once, the second is told that it is done.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from qabot import journal, outbox, privacy
from qabot.access import Action, Actor, require
from qabot.audit import queries as audits
from qabot.audit import revisions
from qabot.audit import rules as audit_rules
from qabot.audit.queries import Sheet
from qabot.audit.rules import Cause, Rated
from qabot.dispute import cards, messages, queries, rules
from qabot.dispute.models import Dispute, DisputeItem, DisputeLead
from qabot.dispute.queries import Case, Item
from qabot.dispute.rules import Outcome, State, Verdict
from qabot.errors import InvalidInput, NotAllowed, NotFound, WrongState

NO_FINDINGS = "Every criterion of this audit has full marks, so there is nothing to dispute."
NOT_OPEN = "This dispute is closed already ({state}). Nothing was changed."
NONE_OPEN = "There is no open dispute of this audit, so there is nothing to withdraw."
NOT_ON_OFFER = "One of these ratings is not on the scorecard. Nothing was saved. Please open the form again."
NOTHING_CHOSEN = "Please choose a proposed rating for at least one criterion."
REASON_MISSING = "Please write a reason."
CAUSE_MISSING = "Please choose whose error it was."
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
    """The criteria that can be disputed: those below full marks."""
    criteria = sheet.scorecard.criteria
    return [
        key for key in criteria if key in sheet.ratings and audit_rules.is_finding(criteria[key], sheet.ratings[key])
    ][: rules.MOST_CRITERIA]


def open_dispute(
    session: Session, *, actor: Actor, audit_id: int, proposals: Iterable[Proposal], now: datetime
) -> Done:
    """Dispute these criteria, and tell the auditor and the leads who may decide."""
    sheet = disputable(session, actor=actor, audit_id=audit_id, now=now)
    given = list(proposals)
    _require_proposals(sheet, given)
    masked: dict[str, int] = {}
    dispute = Dispute(audit_id=audit_id, state=State.OPEN, opened_by=actor.person_id, opened_at=now)
    session.add(dispute)
    session.flush()
    for one in given:
        reason = _guarded(one.reason, masked)
        session.add(
            DisputeItem(dispute_id=dispute.id, criterion=one.criterion, proposed_level=one.level, reason=reason)
        )
    _record(session, actor, dispute.id, "dispute.opened", now, after=State.OPEN, audit=audit_id)
    revisions.mark_disputed(session, actor=actor, sheet=sheet, now=now)
    _ask(session, sheet, dispute.id, now)
    return Done(sheet, masked)


def concede_form(session: Session, *, actor: Actor, dispute_id: int) -> tuple[Sheet, Case]:
    """The open dispute over this auditor's own audit; anybody else's is not found."""
    sheet, case = _locked(session, dispute_id)
    if sheet.auditor.person_id != actor.person_id:
        raise NotFound(queries.NO_DISPUTE)
    require(actor, Action.DISPUTE_CONCEDE, sheet.scope)
    _require_step(case, State.CONCEDED)
    return sheet, case


def concede(session: Session, *, actor: Actor, dispute_id: int, reason: str, now: datetime) -> Done:
    """The auditor agrees: the proposed ratings are taken as a new revision."""
    sheet, case = concede_form(session, actor=actor, dispute_id=dispute_id)
    if not reason.strip():
        raise InvalidInput(REASON_MISSING, {"reason": REASON_MISSING})
    masked: dict[str, int] = {}
    kept = _guarded(reason, masked)
    ratings = [_rated(sheet, item.criterion, item.proposed_level, None) for item in case.items]
    _close(session, actor, case, State.CONCEDED, now, outcome=Outcome.OVERTURNED, reason=kept)
    return _publish(session, actor, sheet, case, ratings, Outcome.OVERTURNED, masked, now)


def decide_form(session: Session, *, actor: Actor, dispute_id: int) -> tuple[Sheet, Case]:
    """The open dispute that this lead may decide."""
    require(actor, Action.DISPUTE_DECIDE)
    sheet, case = _locked(session, dispute_id)
    if actor.person_id not in {lead.person_id for lead in queries.deciders(session, sheet)}:
        raise NotAllowed(INVOLVED)
    _require_step(case, State.DECIDED)
    return sheet, case


def decide(session: Session, *, actor: Actor, dispute_id: int, rulings: Iterable[Ruling], now: datetime) -> Done:
    """Decide each disputed criterion; what changes becomes a new revision."""
    sheet, case = decide_form(session, actor=actor, dispute_id=dispute_id)
    by_criterion = {ruling.criterion: ruling for ruling in rulings}
    _require_rulings(sheet, case, by_criterion)
    masked: dict[str, int] = {}
    verdicts = [_verdict(session, sheet, case, item, by_criterion[item.criterion], masked) for item in case.items]
    outcome = rules.outcome(verdicts)
    _close(session, actor, case, State.DECIDED, now, outcome=outcome)
    changed = [verdict.after for verdict in verdicts if verdict.changed]
    return _publish(session, actor, sheet, case, changed, outcome, masked, now)


def withdraw(session: Session, *, actor: Actor, audit_id: int, now: datetime) -> Sheet:
    """The associate takes their open dispute back; the audit stands as it was."""
    require(actor, Action.AUDIT_DISPUTE)
    sheet = revisions.own_result(session, actor=actor, audit_id=audit_id)
    dispute_id = queries.open_of(session, audit_id)
    if dispute_id is None:
        raise WrongState(NONE_OPEN)
    case = queries.case(session, dispute_id)
    _close(session, actor, case, State.WITHDRAWN, now)
    return _publish(session, actor, sheet, case, [], None, {}, now).sheet


def _locked(session: Session, dispute_id: int) -> tuple[Sheet, Case]:
    audit_id = queries.case(session, dispute_id).audit_id
    sheet = audits.sheet(session, audit_id, lock=True)
    return sheet, queries.case(session, dispute_id)


def _require_step(case: Case, to: State) -> None:
    if not rules.may_become(case.state, to):
        raise WrongState(NOT_OPEN.format(state=case.state.value))


def _require_proposals(sheet: Sheet, given: list[Proposal]) -> None:
    if not given:
        first = findings(sheet)[0]
        raise InvalidInput(NOTHING_CHOSEN, {f"proposed:{first}": NOTHING_CHOSEN})
    allowed = findings(sheet)
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


def _rated(sheet: Sheet, criterion: str, level: int | None, cause: Cause | None) -> Rated:
    """The rating from now on; cause and comment belong only to what is below full marks."""
    before, changed = sheet.ratings[criterion], Rated(criterion, level, level is None)
    if not audit_rules.is_finding(sheet.scorecard.criteria[criterion], changed):
        return changed
    return replace(before, level=level, cause=cause or before.cause)


def _verdict(session: Session, sheet: Sheet, case: Case, item: Item, ruling: Ruling, masked: dict[str, int]) -> Verdict:
    after = _rated(sheet, item.criterion, ruling.level, ruling.cause)
    written = update(DisputeItem).where(
        DisputeItem.dispute_id == case.dispute_id, DisputeItem.criterion == item.criterion
    )
    session.execute(
        written.values(decided_level=ruling.level, cause=after.cause, decision_reason=_guarded(ruling.reason, masked))
    )
    return Verdict(sheet.ratings[item.criterion], item.proposed_level, after)


def _close(session: Session, actor: Actor, case: Case, to: State, now: datetime, **result: Any) -> None:
    _require_step(case, to)
    closed = update(Dispute).where(Dispute.id == case.dispute_id)
    session.execute(closed.values(state=to, closed_by=actor.person_id, closed_at=now, **result))
    told = {"outcome": result["outcome"]} if "outcome" in result else {}
    action = f"dispute.{to.value}"
    _record(session, actor, case.dispute_id, action, now, before=case.state, after=to, audit=case.audit_id, **told)


def _publish(
    session: Session,
    actor: Actor,
    sheet: Sheet,
    case: Case,
    ratings: list[Rated],
    outcome: Outcome | None,
    masked: dict[str, int],
    now: datetime,
) -> Done:
    again = revisions.publish_again(session, actor=actor, sheet=sheet, ratings=ratings, outcome=outcome, now=now)
    outbox.refresh_card(session, card=cards.AUDITOR, subject=case.dispute_id, now=now)
    for lead in queries.asked(session, case.dispute_id):
        outbox.refresh_card(session, card=cards.LEAD, subject=lead.card, now=now)
        if lead.slack_user_id:
            outbox.refresh_home(session, slack_user_id=lead.slack_user_id, now=now)
    if outcome is not None:
        _tell_outcome(session, actor, again, case, outcome, now)
    return Done(again, masked, outcome)


def _tell_outcome(session: Session, actor: Actor, sheet: Sheet, case: Case, outcome: Outcome, now: datetime) -> None:
    for person in (sheet.associate, sheet.auditor):
        if person.slack_user_id and person.person_id != actor.person_id:
            key = f"dispute.closed:{case.dispute_id}:{person.person_id}"
            message = messages.closed_notice(sheet, outcome)
            outbox.enqueue(session, key=key, channel=person.slack_user_id, message=message, now=now)


def _ask(session: Session, sheet: Sheet, dispute_id: int, now: datetime) -> None:
    """Tell the auditor, and every lead who may decide."""
    if sheet.auditor.slack_user_id:
        outbox.post_card(session, card=cards.AUDITOR, subject=dispute_id, channel=sheet.auditor.slack_user_id, now=now)
    for lead in queries.deciders(session, sheet):
        asked = DisputeLead(dispute_id=dispute_id, person_id=lead.person_id)
        session.add(asked)
        session.flush()
        if lead.slack_user_id:
            outbox.post_card(session, card=cards.LEAD, subject=asked.id, channel=lead.slack_user_id, now=now)
            outbox.refresh_home(session, slack_user_id=lead.slack_user_id, now=now)


def _guarded(typed: str, masked: dict[str, int]) -> str:
    guarded = privacy.guard(typed.strip())
    for kind, number in guarded.masked.items():
        masked[kind] = masked.get(kind, 0) + number
    return guarded.text[: audit_rules.COMMENT_LENGTH]


def _record(session: Session, actor: Actor, dispute_id: int, action: str, now: datetime, **detail: Any) -> None:
    journal.record(
        session, now=now, actor_id=actor.person_id, action=action, thing="dispute", thing_id=dispute_id, **detail
    )
