"""The list of schedules for admins, and one of them in full; owns the ids of its buttons."""

from qabot.schedule import words
from qabot.schedule.operating import Details, Line, Page, Past
from qabot.schedule.rules import CatchUp, Reason, State
from qabot.slack import blocks
from qabot.slack.port import Block, View

OPEN = "schedule.open"
TURN_BACK = "schedule.previous_page"
TURN = "schedule.next_page"
LIST = "schedule.list"
PAUSE = "schedule.pause"
RESUME = "schedule.resume"
RUN_NOW = "schedule.run_now"
LIST_FORM = "schedule.list_form"
FORM = "schedule.form"

NONE = "There is no schedule yet. `/qa-digest` sets one up."
UNREADABLE = "Another version of qabot has set it up: this one cannot read when it comes, and leaves it alone."
PAUSED, RESUMED = "Paused. Nothing is said until it is resumed.", "Resumed. What came in the pause is not said."
RAN = "It is on its way to the channel."
CATCH_UP = {
    CatchUp.LATEST: "Of what was missed, the newest is said, with the time when it was due.",
    CatchUp.ALL: "Everything that was missed is said, with the time when it was due.",
    CatchUp.SKIP: "What was missed for too long is not said.",
}
BECAME = {
    None: "said",
    Reason.ASKED_FOR: "said because somebody asked for it",
    Reason.OVERTAKEN: "skipped, because a newer one was due as well",
    Reason.TOO_OLD: "skipped, because it was missed for too long",
}


def listed(page: Page, *, token: str) -> View:
    """`token` stands for which page it is."""
    shown: list[Block] = [block for line in page.lines for block in _entry(line)] or [blocks.section(NONE)]
    return blocks.modal("Schedules", [*shown, *_ways(page)], callback_id=LIST_FORM, token=token)


def details(found: Details, *, token: str, notice: str = "") -> View:
    """`token` stands for which schedule it is, and from which page of the list one came."""
    line = found.line
    shown = [
        *([blocks.section(f":white_check_mark: {notice}")] if notice else []),
        blocks.section(f"{_title(line)}\n{_rhythm(line)}"),
        *_coming(found),
        *_past(found),
        blocks.actions(*_buttons(line), block_id="do"),
        blocks.context(f"{CATCH_UP[found.catch_up]} `qabot schedule` knows it as `{line.name}`."),
    ]
    return blocks.modal("Schedule", shown, callback_id=FORM, token=token)


def _entry(line: Line) -> list[Block]:
    button = blocks.button("Open", OPEN, value=str(line.schedule_id), label=f"Open the schedule {line.title}")
    text = f"{_title(line)}\n{_rhythm(line)}\n{_next(line)}"
    return [blocks.section(text, accessory=button, block_id=f"schedule:{line.schedule_id}")]


def _title(line: Line) -> str:
    return f"*{blocks.escape(line.title)}* in <#{line.channel}>"


def _rhythm(line: Line) -> str:
    return line.rhythm[0].upper() + line.rhythm[1:] if line.rhythm else UNREADABLE


def _next(line: Line) -> str:
    if not line.enabled:
        return "*Paused*"
    return f"Next: {words.at(line.next_due, line.zone)}" if line.next_due else "No further time comes"


def _coming(found: Details) -> list[Block]:
    times = [f"• {words.at(due, found.line.zone)}" for due in found.coming]
    if not times:
        return []
    paused = "*It is paused.* Resumed now, these would be its next times:"
    head = "*The next times*" if found.line.enabled else paused
    return [blocks.section("\n".join([head, *times]))]


def _past(found: Details) -> list[Block]:
    times = [f"• {words.at(past.due, found.line.zone)}: {_became(past)}" for past in found.past]
    return [blocks.section("\n".join(["*The last times*", *times]))] if times else []


def _became(past: Past) -> str:
    return BECAME[past.reason] if past.reason or past.state is State.SAID else "skipped"


def _buttons(line: Line) -> list[blocks.Element]:
    sure = blocks.confirm(
        "Say it now?", "The channel is told once more, beside its times. They stay as they are.", "Say it now"
    )
    turn = (
        blocks.button("Pause", PAUSE, label=f"Pause {line.title}")
        if line.enabled
        else blocks.button("Resume", RESUME, style="primary", label=f"Resume {line.title}")
    )
    run = blocks.button("Say it now", RUN_NOW, confirm=sure, label=f"Say {line.title} now")
    return [turn, run, blocks.button("All schedules", LIST)]


def _ways(page: Page) -> list[Block]:
    """The buttons to the pages before and behind; nothing where there is one page."""
    if page.last == 1:
        return []
    before = [blocks.button("Previous page", TURN_BACK, value=str(page.number - 1))] if page.number > 1 else []
    behind = [blocks.button("Next page", TURN, value=str(page.number + 1))] if page.number < page.last else []
    where = f"Page {page.number} of {page.last}, {page.every} schedules in all"
    return [blocks.context(where), blocks.actions(*before, *behind, block_id="pages")]
