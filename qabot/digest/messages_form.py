"""The form to set up a digest: its fields follow the rhythm that is chosen, and it shows the next times."""

from collections.abc import Sequence
from datetime import datetime

from qabot.digest import wanted as form_of
from qabot.digest.messages import CHANNEL, CHANNEL_BLOCK, EVERY_LOB, LOB, LOB_BLOCK, SET_UP_FORM, TIME, WEEKDAY, ZONE
from qabot.digest.queries import Lob
from qabot.digest.wanted import Rhythm, Wanted
from qabot.schedule import words
from qabot.slack import blocks
from qabot.slack.port import Block, View

RHYTHM = "digest.rhythm"
WEEKS = "digest.weeks"
FIRST = "digest.first"
DATE = "digest.date"
NTH = "digest.nth"
# What changes the times, and so the preview of them.
CHANGES = (RHYTHM, WEEKDAY, WEEKS, FIRST, DATE, NTH, TIME, ZONE)

SHOWN = 3
RHYTHMS = {
    Rhythm.WEEK: "Every week",
    Rhythm.WEEKS: "Every few weeks",
    Rhythm.DATE: "Every month, on a date",
    Rhythm.WORKING_DAY: "Every month, on a working day",
}
ABOUT = (
    "A channel is told how many audits there were and were wanted, their quality, critical accuracies, open disputes, "
    "results that nobody has acknowledged, and what is overdue."
)
MONTH = "A monthly digest is about the calendar month before."
INCOMPLETE = "Choose when it comes, and you see the next times here."


def form(lobs: list[Lob], zones: list[str], wanted: Wanted, coming: Sequence[datetime], *, token: str) -> View:
    offered = [blocks.option(lob.name, str(lob.lob_id or EVERY_LOB)) for lob in lobs[: blocks.OPTIONS]]
    lob = offered[0]["value"] if len(offered) == 1 else wanted.lob
    shown = [
        blocks.section(ABOUT),
        blocks.input_block("Line of business", blocks.select(LOB, "Choose one", offered, lob), block_id=LOB_BLOCK),
        blocks.input_block(
            "Channel",
            blocks.channel_select(CHANNEL, "Choose a channel", wanted.channel),
            block_id=CHANNEL_BLOCK,
            hint="qabot has to be a member. Channels with guests or other organisations are refused.",
        ),
        _select("Rhythm", RHYTHM, form_of.RHYTHM_BLOCK, [(one.value, RHYTHMS[one]) for one in Rhythm], wanted.rhythm),
        *_days(wanted),
        _input("Time", blocks.time_picker(TIME, _time(wanted)), form_of.TIME_BLOCK),
        _select("Time zone", ZONE, form_of.ZONE_BLOCK, [(zone, zone) for zone in zones], wanted.zone),
        _preview(wanted, coming),
        blocks.context("When you submit, the digest is set up."),
    ]
    return blocks.modal("Set up a digest", shown, callback_id=SET_UP_FORM, token=token, submit="Set up", close="Cancel")


def _days(wanted: Wanted) -> list[Block]:
    match wanted.rhythm:
        case Rhythm.WEEKS:
            every = [(str(number), f"Every {number} weeks") for number in form_of.WEEKS]
            first = blocks.date_picker(FIRST, wanted.first.isoformat() if wanted.first else None)
            hint = "The weeks are counted from this date, and it comes on its day of the week."
            return [
                _select("How often", WEEKS, form_of.WEEKS_BLOCK, every, wanted.weeks),
                _input("First date", first, form_of.FIRST_BLOCK, hint),
            ]
        case Rhythm.DATE:
            dates = [(str(number), words.ordinal(number)) for number in form_of.DATES]
            hint = f"In a month that is too short, its last day. {MONTH}"
            return [_select("Date", DATE, form_of.DATE_BLOCK, dates, wanted.date, hint)]
        case Rhythm.WORKING_DAY:
            days = [(str(number), f"{words.ordinal(number)} working day") for number in form_of.WORKING_DAYS]
            hint = f"Without weekends and the holidays of your site. {MONTH}"
            return [_select("Working day", NTH, form_of.NTH_BLOCK, days, wanted.nth, hint)]
        case _:
            days = [(str(number), name) for number, name in enumerate(words.WEEKDAYS)]
            return [_select("Day", WEEKDAY, form_of.WEEKDAY_BLOCK, days, wanted.weekday)]


def _preview(wanted: Wanted, coming: Sequence[datetime]) -> Block:
    times = [f"• {words.local(due, wanted.zone or 'UTC')}" for due in coming]
    return blocks.section("\n".join(["*The next times*", *times]) if times else INCOMPLETE, block_id="coming")


def _time(wanted: Wanted) -> str:
    return f"{wanted.at or form_of.FIRST_TIME:%H:%M}"


def _select(
    label: str, action_id: str, block_id: str, offered: Sequence[tuple[str, str]], chosen: str | None, hint: str = ""
) -> Block:
    options = [blocks.option(name, value) for value, name in offered]
    return _input(label, blocks.select(action_id, "Choose one", options, chosen), block_id, hint)


def _input(label: str, element: blocks.Element, block_id: str, hint: str = "") -> Block:
    return blocks.input_block(label, element, block_id=block_id, hint=hint, dispatch=True)
