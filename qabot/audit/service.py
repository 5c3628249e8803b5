"""What auditors and associates do with an audit.

Each step checks who may, and writes the change, its journal row and what is to be said about it, all in the caller's
transaction.

Nobody audits themselves or their own team. A draft belongs to its auditor alone; a result to its associate alone: to
everybody else it is not there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from qabot import journal, outbox, privacy
from qabot.access import Action, Actor, Scope, may, require
from qabot.audit import cards, homes, queries, reminders, rules, store, tickets
from qabot.audit.models import Audit
from qabot.audit.queries import Sheet
from qabot.audit.rules import Basis, Cause, Criterion, Rated, State
from qabot.errors import InvalidInput, NotAllowed, NotFound, WrongState
from qabot.people import queries as people
from qabot.people.models import Person

DRAWS = 3

OWN_TICKET = "You handled this ticket yourself, and nobody audits their own work. Please choose another one."
OWN_TEAM = "This ticket was handled by your own team, and nobody audits their own team. Please choose another one."
NO_TICKET = "I can't find this ticket any more. Please choose another one."
NO_SCORECARD = "{queue} has no published scorecard yet, so its tickets can't be scored. Please ask your QA lead."
NO_SCORECARDS = "Tickets are left ({n}), but their queues have no published scorecard. Please tell your QA lead."
KEPT_ALREADY = "You have audited ticket {reference} already, and its result waits to be published with the next batch."
DONE_ALREADY = "You have audited ticket {reference} already, and its result is out. Please choose another ticket."
NOT_A_DRAFT = "The audit of ticket {reference} is submitted already, so its ratings can't change any more."
NOT_ON_SCALE = "One of these ratings is not on the scorecard. Nothing was saved. Please open the form again."
WITHDRAWN = "This audit was voided, so there is nothing to acknowledge."
IN_DISPUTE = "This audit is in dispute. You can acknowledge it when the dispute is decided."
NO_TICKETS = (
    "There are no tickets in the queues that you audit. Your QA lead can add some: they are loaded with the programme."
)
ALL_AUDITED = "Nothing to do: every ticket in the queues that you audit is audited, or somebody works on it now."
OWN_LEFT = (
    "Tickets are left ({n}), but you or your own team handled them, so another auditor has to take them. "
    "Please tell your QA lead."
)
JUST_TAKEN = "Another auditor took ticket {reference} at this moment. Please choose another one."
TAKEN = "Other auditors took the next tickets at this moment. Please try again."


@dataclass(frozen=True)
class Entry:
    """What a page of the form held for one criterion; where it did not show why, that stays as it is."""

    criterion: str
    level: int | None
    not_applicable: bool = False
    cause: Cause | None = None
    comment: str = ""
    message_number: int | None = None
    reason_shown: bool = True


@dataclass(frozen=True)
class Saved:
    """The audit as it is now, and what was masked in the comments of this page: how many of each kind."""

    sheet: Sheet
    masked: dict[str, int]


def start_next(session: Session, *, actor: Actor, now: datetime) -> int:
    """The audit that this auditor goes on with: their latest sheet, or else a new one of the next ticket drawn.

    Raises NotFound, saying why, where no ticket waits for them.
    """
    require(actor, Action.AUDIT_SCORE)
    people.lock(session, actor.person_id)
    latest = queries.latest_draft(session, actor.person_id)
    if latest is not None:
        return latest
    for _ in range(DRAWS):
        drawn = tickets.draw_next(session, actor, now, week=homes.monday(now, actor.time_zone))
        if drawn is None:
            break
        made = _begin(session, actor, drawn, Basis.STRATIFIED, now)
        if made is not None:
            return made
    raise NotFound(_why_none(tickets.stock(session, actor)))


def start(session: Session, *, actor: Actor, ticket_id: int, now: datetime) -> int:
    """An audit of a ticket that this auditor picked: their own draft of it where there is one, or else a new one."""
    ticket = tickets.pick(session, actor, ticket_id)
    if ticket is None:
        raise NotFound(NO_TICKET)
    _require_may_score(actor, ticket.scope, ticket.queue, ticket.associate_id, ticket.team_id)
    if ticket.audit_id is None:
        return _start_picked(session, actor, ticket, now)
    if ticket.audit_state != State.DRAFT:
        done = KEPT_ALREADY if ticket.audit_state == State.SUBMITTED else DONE_ALREADY
        raise WrongState(done.format(reference=ticket.reference))
    return ticket.audit_id


def draft(session: Session, *, actor: Actor, audit_id: int) -> Sheet:
    """This auditor's own draft, locked until the transaction ends; somebody else's is not found."""
    sheet = queries.sheet(session, audit_id, lock=True)
    if sheet.auditor.person_id != actor.person_id or sheet.state is State.VOID:
        raise NotFound(queries.NO_AUDIT)
    if sheet.state is not State.DRAFT:
        raise WrongState(NOT_A_DRAFT.format(reference=sheet.reference))
    require(actor, Action.AUDIT_SCORE, sheet.scope)
    return sheet


def save_page(
    session: Session, *, actor: Actor, audit_id: int, page: int, entries: Iterable[Entry], now: datetime
) -> Saved:
    """Keep what a page of the form held: `page` of the scorecard, counted from 0, and nothing else.

    Only what changed is written; comments pass the privacy guard first.
    """
    sheet = draft(session, actor=actor, audit_id=audit_id)
    masked: dict[str, int] = {}
    on_page = {
        criterion.key: criterion for part in sheet.scorecard.pages[page : page + 1] for criterion in part.criteria
    }
    given = [_rated(sheet, on_page, entry, masked) for entry in entries]
    changed = [rated for rated in given if rated != sheet.ratings.get(rated.criterion, Rated(rated.criterion))]
    if changed:
        store.write_ratings(session, audit_id, changed)
        store.change(session, audit_id, touched_at=now)
    return Saved(replace(sheet, ratings=sheet.ratings | {rated.criterion: rated for rated in changed}), masked)


def submit(session: Session, *, actor: Actor, audit_id: int, now: datetime, keep: bool = False) -> Sheet:
    """Score the sheet, publish it, and tell the associate; with `keep` it waits for the next batch, and nobody is told.

    Raises InvalidInput, with the keys of the criteria that are not finished, where something is missing.
    """
    sheet = draft(session, actor=actor, audit_id=audit_id)
    _require_may_score(actor, sheet.scope, sheet.queue, sheet.associate.person_id, sheet.associate_team_id)
    _require_complete(sheet)
    _drop_idle_reasons(session, sheet)
    scored = rules.score(sheet.scorecard, sheet.ratings.values())
    done = replace(sheet, state=State.SUBMITTED, score=scored.value, auto_failed=scored.auto_failed)
    if not keep:
        done = replace(done, state=State.PUBLISHED, published_at=now)
    result = {"score": done.score, "auto_failed": done.auto_failed, "published_at": done.published_at}
    store.change(session, audit_id, state=done.state, submitted_at=now, touched_at=now, **result)
    _record_submitted(session, actor, done, now)
    _tell_result(session, actor, done, now)
    return done


def acknowledge(session: Session, *, actor: Actor, audit_id: int, now: datetime) -> bool:
    """Note that the associate has read their result; False where they had done so before."""
    audit = _own_result(session, actor, audit_id)
    require(actor, Action.AUDIT_ACKNOWLEDGE)
    if audit.state == State.ACKNOWLEDGED:
        # Somebody who still sees the button has a card, or a Home, that missed the change.
        outbox.refresh_card(session, card=cards.RESULT, subject=audit_id, now=now)
        _refresh_homes(session, (actor.slack_user_id,), now)
        return False
    if not rules.may_become(State(audit.state), State.ACKNOWLEDGED):
        raise WrongState(WITHDRAWN if audit.state == State.VOID else IN_DISPUTE)
    store.change(session, audit_id, state=State.ACKNOWLEDGED, acknowledged_at=now)
    _record(session, actor, audit_id, "audit.acknowledged", now, before=State(audit.state), after=State.ACKNOWLEDGED)
    outbox.refresh_card(session, card=cards.RESULT, subject=audit_id, now=now)
    if audit.reminded:
        reminders.refresh(session, audit_id, now=now)
    _refresh_homes(session, (actor.slack_user_id, audit.auditor_slack_id), now)
    return True


def discard_draft(session: Session, *, actor: Actor, audit_id: int, now: datetime) -> Sheet:
    """Give the draft up; its ticket waits again."""
    sheet = draft(session, actor=actor, audit_id=audit_id)
    store.change(session, audit_id, state=State.VOID, touched_at=now)
    _record(session, actor, audit_id, "audit.discarded", now, before=State.DRAFT, after=State.VOID)
    _refresh_homes(session, (actor.slack_user_id,), now)
    return replace(sheet, state=State.VOID)


def _start_picked(session: Session, actor: Actor, ticket: tickets.Picked, now: datetime) -> int:
    if ticket.scorecard_version_id is None:
        raise WrongState(NO_SCORECARD.format(queue=ticket.queue))
    drawn = tickets.Draw(ticket.ticket_id, ticket.scorecard_version_id, ticket.associate_id)
    made = _begin(session, actor, drawn, Basis.AD_HOC, now)
    if made is None:
        raise WrongState(JUST_TAKEN.format(reference=ticket.reference))
    return made


def _begin(session: Session, actor: Actor, drawn: tickets.Draw, basis: Basis, now: datetime) -> int | None:
    """A new draft; None where the same audit, or another draw of the same ticket, came first."""
    audit_id = store.add_draft(
        session,
        ticket_id=drawn.ticket_id,
        scorecard_version_id=drawn.scorecard_version_id,
        associate_id=drawn.associate_id,
        auditor_id=actor.person_id,
        basis=basis,
        now=now,
    )
    if audit_id is not None:
        _record(session, actor, audit_id, "audit.started", now, ticket=drawn.ticket_id, basis=basis)
        _refresh_homes(session, (actor.slack_user_id,), now)
    return audit_id


def _why_none(stock: tickets.Stock) -> str:
    if not stock.any_in_reach:
        return NO_TICKETS
    if not stock.open:
        return ALL_AUDITED
    if not stock.foreign:
        return OWN_LEFT.format(n=stock.open)
    return TAKEN if stock.waiting else NO_SCORECARDS.format(n=stock.foreign)


def _require_may_score(actor: Actor, scope: Scope, queue: str, associate_id: int, team_id: int | None) -> None:
    outside = f" in {queue}, which is outside your scope" if may(actor, Action.AUDIT_SCORE) else ""
    require(actor, Action.AUDIT_SCORE, scope, where=outside)
    if associate_id == actor.person_id:
        raise NotAllowed(OWN_TICKET)
    if team_id is not None and team_id == actor.team_id:
        raise NotAllowed(OWN_TEAM)


def _rated(sheet: Sheet, on_page: dict[str, Criterion], entry: Entry, masked: dict[str, int]) -> Rated:
    held = sheet.ratings.get(entry.criterion, Rated(entry.criterion))
    rated = replace(held, level=entry.level, not_applicable=entry.not_applicable)
    if entry.criterion not in on_page or not rules.fits(on_page[entry.criterion], rated):
        raise InvalidInput(NOT_ON_SCALE)
    if not entry.reason_shown:
        return rated
    if entry.cause not in (None, held.cause, *on_page[entry.criterion].offered):
        raise InvalidInput(NOT_ON_SCALE)
    if entry.message_number is not None and not 1 <= entry.message_number <= rules.LAST_MESSAGE:
        raise InvalidInput(NOT_ON_SCALE)
    guarded = privacy.guard(entry.comment)
    for kind, number in guarded.masked.items():
        masked[kind] = masked.get(kind, 0) + number
    # A mask can be longer than what it hides; Slack would refuse a field that holds more than it may.
    comment = guarded.text[: rules.COMMENT_LENGTH]
    return replace(rated, cause=entry.cause, comment=comment, message_number=entry.message_number)


def _drop_idle_reasons(session: Session, sheet: Sheet) -> None:
    """A cause or comment from before a rating went up to full marks is not part of the audit."""
    criteria = sheet.scorecard.criteria
    explained = {key: rated for key, rated in sheet.ratings.items() if rated.is_explained and key in criteria}
    idle = [key for key, rated in explained.items() if not rules.is_finding(criteria[key], rated)]
    if idle:
        store.drop_reasons(session, sheet.audit_id, idle)


def _require_complete(sheet: Sheet) -> None:
    open_ones = [
        criterion
        for key, criterion in sheet.scorecard.criteria.items()
        if rules.gaps(criterion, sheet.ratings.get(key))
    ]
    if open_ones:
        names = ", ".join(criterion.name for criterion in open_ones)
        fields = {criterion.key: "This one is not finished." for criterion in open_ones}
        raise InvalidInput(f"Not submitted yet. Please finish first: {names}.", fields)


def _record_submitted(session: Session, actor: Actor, sheet: Sheet, now: datetime) -> None:
    result = {"score": sheet.score, "auto_failed": sheet.auto_failed, "revision": sheet.revision}
    steps = [("audit.submitted", State.DRAFT, State.SUBMITTED)]
    if sheet.state is State.PUBLISHED:
        steps.append(("audit.published", State.SUBMITTED, State.PUBLISHED))
    for action, before, after in steps:
        _record(session, actor, sheet.audit_id, action, now, before=before, after=after, **result)


def _tell_result(session: Session, actor: Actor, sheet: Sheet, now: datetime) -> None:
    """Where the associate has no Slack account yet, the result waits on their Home."""
    address = sheet.associate.slack_user_id if sheet.state is State.PUBLISHED else None
    if address:
        outbox.post_card(session, card=cards.RESULT, subject=sheet.audit_id, channel=address, now=now)
    _refresh_homes(session, (address, actor.slack_user_id), now)


def _own_result(session: Session, actor: Actor, audit_id: int) -> Any:
    auditor = aliased(Person)
    found = (
        select(Audit.state, Audit.associate_id, Audit.reminded, auditor.slack_user_id.label("auditor_slack_id"))
        .join(auditor, auditor.id == Audit.auditor_id)
        .where(Audit.id == audit_id, Audit.associate_id == actor.person_id, Audit.published_at.is_not(None))
    )
    row = session.execute(found.with_for_update(of=Audit, key_share=True)).one_or_none()
    if row is None:
        raise NotFound(queries.NO_AUDIT)
    return row


def _record(session: Session, actor: Actor, audit_id: int, action: str, now: datetime, **detail: Any) -> None:
    journal.record(
        session, now=now, actor_id=actor.person_id, action=action, thing="audit", thing_id=audit_id, **detail
    )


def _refresh_homes(session: Session, addresses: Iterable[str | None], now: datetime) -> None:
    for address in addresses:
        if address:
            outbox.refresh_home(session, slack_user_id=address, now=now)
