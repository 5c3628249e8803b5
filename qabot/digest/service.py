"""The weekly digest of audits: setting it up, looking after it, and saying it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy.orm import Session

from qabot import outbox
from qabot.access import Action, Actor, Scope, may, require
from qabot.digest import messages, queries
from qabot.digest.messages import CHANNEL_BLOCK, LOB_BLOCK, TIME_BLOCK, WEEKDAY_BLOCK, ZONE_BLOCK
from qabot.digest.queries import Lob
from qabot.digest.rules import week_before
from qabot.errors import InvalidInput, NotFound, WrongState
from qabot.people import calendars
from qabot.schedule import queries as schedules
from qabot.schedule import rules as schedule_rules
from qabot.schedule import service as schedule
from qabot.schedule.kinds import Due
from qabot.schedule.queries import Entry
from qabot.schedule.shape import NewSchedule, OnWeekdays
from qabot.schedule.words import WEEKDAYS
from qabot.slack.port import Message

AUDITS = "weekly_audits"
CHOOSE = "Please choose one of those on offer."
NO_LOB = "Your role does not reach a whole line of business, and a digest is of one. Ask a QA lead or an admin."
TWICE = f"This channel gets this digest already. `{messages.COMMAND} list` shows it, to resume or delete it."


@dataclass(frozen=True)
class Wanted:
    """What somebody has filled in; None where a field was left empty."""

    lob: str | None
    channel: str | None
    weekday: str | None
    at: time | None
    zone: str | None


def say(session: Session, due: Due) -> None:
    """The kind: one message to the channel."""
    figures = queries.figures(session, lob_id=due.about.get("lob_id"), week=week_before(due.due, due.zone), now=due.now)
    late = due.due if due.is_late else None
    message = messages.digest(figures, due.zone, next_due=due.next_due, was_due=late)
    outbox.enqueue(session, key=due.key, channel=due.channel, message=message, now=due.now, expires_at=due.expires_at)


def title(session: Session, about: Mapping[str, Any]) -> str:
    """What a schedule of this kind is called."""
    return messages.title(queries.lob(session, about.get("lob_id")))


def set_up(session: Session, *, actor: Actor, wanted: Wanted, now: datetime) -> tuple[Lob, Entry]:
    """A digest once a week. The channel was looked at before: nobody from outside reads it, and the bot is in it."""
    lob, new = _checked(session, actor, wanted)
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
    figures = queries.figures(session, lob_id=entry.about.get("lob_id"), week=week_before(now, entry.zone), now=now)
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


def _reaches(actor: Actor, entry: Entry) -> bool:
    return may(actor, Action.DIGEST_MANAGE, Scope(lob_id=entry.about.get("lob_id")))


def _checked(session: Session, actor: Actor, wanted: Wanted) -> tuple[Lob, NewSchedule]:
    require(actor, Action.DIGEST_MANAGE)
    offered = {str(lob.lob_id or messages.EVERY_LOB): lob for lob in queries.lobs(session, actor)}
    lob, zones = offered.get(wanted.lob or ""), {*queries.zones(session), actor.time_zone}
    weekdays = {str(number): number for number in range(len(WEEKDAYS))}
    weekday = weekdays.get(wanted.weekday or "")
    missing = {
        LOB_BLOCK: lob is None,
        CHANNEL_BLOCK: wanted.channel is None,
        WEEKDAY_BLOCK: weekday is None,
        TIME_BLOCK: wanted.at is None,
        ZONE_BLOCK: wanted.zone not in zones,
    }
    if lob is None or wanted.channel is None or weekday is None or wanted.at is None or wanted.zone not in zones:
        raise InvalidInput(CHOOSE, {block: CHOOSE for block, is_missing in missing.items() if is_missing})
    return lob, _new(lob, wanted.channel, weekday, wanted.at, str(wanted.zone))


def _new(lob: Lob, channel: str, weekday: int, at: time, zone: str) -> NewSchedule:
    """The name says what it is, so that a channel has no digest twice."""
    return NewSchedule(
        name=f"weekly-audits-{lob.lob_id or messages.EVERY_LOB}-{channel.lower()}",
        kind=AUDITS,
        rule=OnWeekdays(days=frozenset({weekday})),
        zone=zone,
        at=at,
        channel=channel,
        about={"lob_id": lob.lob_id},
    )
