"""What every step of a dispute shares: the lock, the state, the journal, and who is told."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from qabot import journal, outbox, privacy
from qabot.access import Actor
from qabot.audit import queries as audits
from qabot.audit import rules as audit_rules
from qabot.audit.queries import Sheet
from qabot.dispute import cards, queries, rules
from qabot.dispute.models import Dispute, DisputeLead
from qabot.dispute.queries import Case
from qabot.dispute.rules import State
from qabot.errors import WrongState
from qabot.notice import service as notices

NOT_OPEN = "This dispute is closed already ({state}). Nothing was changed."
ESCALATED = "This dispute is escalated: another QA lead decides it now. Nothing was changed."


def locked(session: Session, dispute_id: int) -> tuple[Sheet, Case]:
    """The dispute and its audit, which is locked until the transaction ends."""
    audit_id = queries.case(session, dispute_id).audit_id
    sheet = audits.sheet(session, audit_id, lock=True)
    return sheet, queries.case(session, dispute_id)


def require_step(case: Case, to: State) -> None:
    if not rules.may_become(case.state, to):
        raise WrongState(ESCALATED if case.state is State.ESCALATED else NOT_OPEN.format(state=case.state.value))


def move(session: Session, actor: Actor, case: Case, to: State, now: datetime, **changes: Any) -> None:
    """Take the dispute to another state, with its journal row; an end after an escalation is kept beside the first."""
    require_step(case, to)
    ends = {"final_by": actor.person_id, "final_at": now} if case.round == rules.SECOND else _first_end(actor, now)
    ended = {} if to is State.ESCALATED else {"due_at": None} | ends
    change(session, case.dispute_id, state=to, **(ended | changes))
    told = {key: changes[key] for key in ("outcome", "final_outcome") if key in changes}
    record(
        session, actor, case.dispute_id, f"dispute.{to.value}", now,
        before=case.state, after=to, audit=case.audit_id, **told,
    )  # fmt: skip


def change(session: Session, dispute_id: int, **values: Any) -> None:
    session.execute(update(Dispute).where(Dispute.id == dispute_id).values(**values))


def record(session: Session, actor: Actor | None, dispute_id: int, action: str, now: datetime, **detail: Any) -> None:
    """A journal row; without an actor it was the clock."""
    who = actor.person_id if actor else None
    journal.record(session, now=now, actor_id=who, action=action, thing="dispute", thing_id=dispute_id, **detail)


def ask(session: Session, dispute_id: int, leads: list[Actor], in_round: int, now: datetime) -> None:
    """Ask these leads to decide: each gets a card, and sees it on their Home."""
    for lead in leads:
        asked = _asked(session, dispute_id, lead, in_round, now)
        if lead.slack_user_id:
            outbox.post_card(session, card=cards.LEAD, subject=asked.id, channel=lead.slack_user_id, now=now)


def ask_later(session: Session, dispute_id: int, leads: list[Actor], in_round: int, now: datetime) -> None:
    """The clock asks these leads: they are told when they are at work."""
    for lead in leads:
        asked = _asked(session, dispute_id, lead, in_round, now)
        key, card = f"{cards.ASKED_LATER}:{asked.id}", cards.ASKED_LATER
        notices.tell(session, key=key, card=card, person_id=lead.person_id, about=asked.id, now=now)


def _asked(session: Session, dispute_id: int, lead: Actor, in_round: int, now: datetime) -> DisputeLead:
    asked = DisputeLead(dispute_id=dispute_id, round=in_round, person_id=lead.person_id)
    session.add(asked)
    session.flush()
    if lead.slack_user_id:
        outbox.refresh_home(session, slack_user_id=lead.slack_user_id, now=now)
    return asked


def refresh(session: Session, dispute_id: int, now: datetime) -> None:
    """Bring the cards of the auditor and of every lead up to date, and the leads' Homes."""
    outbox.refresh_card(session, card=cards.AUDITOR, subject=dispute_id, now=now)
    for lead in queries.asked(session, dispute_id):
        outbox.refresh_card(session, card=cards.LEAD, subject=lead.card, now=now)
        for card in (cards.ASKED_LATER, cards.STILL_OPEN):
            notices.refresh(session, card=card, about=lead.card, now=now)
        if lead.slack_user_id:
            outbox.refresh_home(session, slack_user_id=lead.slack_user_id, now=now)


def guarded(typed: str, masked: dict[str, int]) -> str:
    """The text as it may be kept; what was masked is added to `masked`."""
    kept = privacy.guard(typed.strip())
    for kind, number in kept.masked.items():
        masked[kind] = masked.get(kind, 0) + number
    return kept.text[: audit_rules.COMMENT_LENGTH]


def _first_end(actor: Actor, now: datetime) -> dict[str, Any]:
    return {"closed_by": actor.person_id, "closed_at": now}
