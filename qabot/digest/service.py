"""The digest of audits: setting it up, looking after it, and saying it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from qabot import outbox
from qabot.access import Action, Actor, Scope, may, require
from qabot.digest import messages, queries
from qabot.digest import wanted as form
from qabot.digest.messages import CHANNEL_BLOCK, LOB_BLOCK
from qabot.digest.queries import Figures, Lob
from qabot.digest.rules import span_of
from qabot.digest.wanted import CHOOSE, FIRST_BLOCK, Times, Wanted
from qabot.errors import InvalidInput, NotFound, WrongState
from qabot.people import calendars
from qabot.schedule import queries as schedules
from qabot.schedule import rules as schedule_rules
from qabot.schedule import service as schedule
from qabot.schedule.kinds import Due
from qabot.schedule.queries import Entry
from qabot.schedule.rules import Schedule
from qabot.schedule.shape import NewSchedule
from qabot.slack.port import Message

AUDITS = "weekly_audits"
TOO_FAR = "This date is too far away. Please choose one within the next three years."
NO_LOB = "Your role does not reach a whole line of business, and a digest is of one. Ask a QA lead or an admin."
TWICE = f"This channel gets this digest already. `{messages.COMMAND} list` shows it, to resume or delete it."


def say(session: Session, due: Due) -> None:
    """The kind: one message to the channel."""
    figures = _figures(session, due.about, due.due, due.zone, due.now)
    late = due.due if due.is_late else None
    message = messages.digest(figures, due.zone, next_due=due.next_due, was_due=late)
    outbox.enqueue(session, key=due.key, channel=due.channel, message=message, now=due.now, expires_at=due.expires_at)


def title(session: Session, about: Mapping[str, Any]) -> str:
    """What a schedule of this kind is called."""
    return messages.title(queries.lob(session, about.get("lob_id")), span_of(about))


def set_up(session: Session, *, actor: Actor, wanted: Wanted, now: datetime) -> tuple[Lob, Entry]:
    """The channel was looked at before: nobody from outside reads it, and the bot is in it."""
    lob, new = _checked(session, actor, wanted)
    if not coming(session, actor=actor, wanted=wanted, now=now, count=1):
        raise InvalidInput(TOO_FAR, {FIRST_BLOCK: TOO_FAR})
    try:
        entry = schedule.create(session, new=new, owner_id=actor.person_id, holidays=calendars.days_off, now=now)
    except WrongState:
        raise InvalidInput(TWICE, {LOB_BLOCK: TWICE}) from None
    return lob, entry


def looked_after(session: Session, *, actor: Actor, channel: str | None = None) -> list[tuple[Lob, Entry]]:
    """The digests in this person's reach, by line of business."""
    require(actor, Action.DIGEST_MANAGE)
    found = schedules.entries(session, calendars.days_off, kind=AUDITS, channel=channel)
    reached = [(queries.lob(session, entry.about.get("lob_id")), entry) for entry in found if _reaches(actor, entry)]
    return sorted(reached, key=lambda one: (one[0].name, one[1].schedule_id))


def find(session: Session, *, actor: Actor, schedule_id: int) -> Entry:
    """Anybody else's is not found."""
    require(actor, Action.DIGEST_MANAGE)
    entry = schedules.entry(session, schedule_id, calendars.days_off)
    if entry.kind != AUDITS or not _reaches(actor, entry):
        raise NotFound(schedules.NO_SCHEDULE)
    return entry


def preview(session: Session, *, actor: Actor, schedule_id: int, now: datetime) -> Message:
    """What the channel would be told if it were due now."""
    entry = find(session, actor=actor, schedule_id=schedule_id)
    figures = _figures(session, entry.about, now, entry.zone, now)
    next_due = schedule_rules.next_due(entry.schedule, now)
    return messages.digest(figures, entry.zone, next_due=next_due, preview=True)


def pause(session: Session, *, actor: Actor, schedule_id: int, now: datetime) -> None:
    find(session, actor=actor, schedule_id=schedule_id)
    schedule.pause(session, schedule_id=schedule_id, actor_id=actor.person_id, now=now)


def resume(session: Session, *, actor: Actor, schedule_id: int, now: datetime) -> None:
    find(session, actor=actor, schedule_id=schedule_id)
    schedule.resume(session, schedule_id=schedule_id, holidays=calendars.days_off, actor_id=actor.person_id, now=now)


def delete(session: Session, *, actor: Actor, schedule_id: int, now: datetime) -> None:
    find(session, actor=actor, schedule_id=schedule_id)
    schedule.delete(session, schedule_id=schedule_id, actor_id=actor.person_id, now=now)


def offered_zones(session: Session, actor: Actor) -> list[str]:
    return sorted({*queries.zones(session), actor.time_zone})


def coming(session: Session, *, actor: Actor, wanted: Wanted, now: datetime, count: int) -> list[datetime]:
    """The next times of what is filled in so far; none where something is missing for them."""
    try:
        times = form.times(wanted, offered_zones(session, actor))
    except InvalidInput:
        return []
    holidays = calendars.days_off(session, actor.person_id)
    return schedule_rules.upcoming(Schedule(times.rule.rule(), times.zone, times.at, holidays), now, count)


def _figures(session: Session, about: Mapping[str, Any], due: datetime, zone: str, now: datetime) -> Figures:
    return queries.figures(session, lob_id=about.get("lob_id"), span=span_of(about), due=due, zone=zone, now=now)


def _reaches(actor: Actor, entry: Entry) -> bool:
    return may(actor, Action.DIGEST_MANAGE, Scope(lob_id=entry.about.get("lob_id")))


def _checked(session: Session, actor: Actor, wanted: Wanted) -> tuple[Lob, NewSchedule]:
    require(actor, Action.DIGEST_MANAGE)
    lob = {str(lob.lob_id or messages.EVERY_LOB): lob for lob in queries.lobs(session, actor)}.get(wanted.lob or "")
    faults = {LOB_BLOCK: lob is None, CHANNEL_BLOCK: wanted.channel is None}
    missing = {block: CHOOSE for block, is_missing in faults.items() if is_missing}
    try:
        times = form.times(wanted, offered_zones(session, actor))
    except InvalidInput as fault:
        raise InvalidInput(CHOOSE, missing | fault.fields) from None
    if lob is None or wanted.channel is None:
        raise InvalidInput(CHOOSE, missing)
    return lob, _new(lob, wanted.channel, times)


def _new(lob: Lob, channel: str, times: Times) -> NewSchedule:
    """The name says what it is, so that a channel has no digest twice."""
    weeks = times.span.weeks
    kind = "monthly-audits" if weeks is None else "weekly-audits" if weeks == 1 else f"audits-of-{weeks}-weeks"
    return NewSchedule(
        name=f"{kind}-{lob.lob_id or messages.EVERY_LOB}-{channel.lower()}",
        kind=AUDITS,
        rule=times.rule,
        zone=times.zone,
        at=times.at,
        channel=channel,
        about={"lob_id": lob.lob_id, **times.span.as_about()},
    )
