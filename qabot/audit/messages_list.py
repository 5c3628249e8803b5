"""The list of audits in a modal, with what narrows it, and one audit in full."""

from collections.abc import Iterable

from qabot.audit import messages, messages_result
from qabot.audit.lists import PERIODS, Filter, Page
from qabot.audit.queries import Line, Sheet
from qabot.audit.rules import State
from qabot.slack import blocks
from qabot.slack.blocks import Option
from qabot.slack.port import Block, View

FORM = "audit.list_form"
DETAILS_FORM = "audit.details"
PERIOD = "audit.list_period"
STATE = "audit.list_state"
QUEUE = "audit.list_queue"
ASSOCIATE = "audit.list_associate"
DETAILS = "audit.list_details"
OPEN = "audit.list_open"
OLDER = "audit.list_older"
NEWEST = "audit.list_newest"

Names = tuple[str | None, str | None]
ANY = "any"
STATES: dict[State, str] = {
    State.DRAFT: "Draft",
    State.SUBMITTED: "Submitted, not published yet",
    State.PUBLISHED: "Not acknowledged yet",
    State.ACKNOWLEDGED: "Acknowledged",
    State.DISPUTED: "In dispute",
    State.VOID: "Void",
}
WORDS: dict[int, str] = {7: "Last 7 days", 30: "Last 30 days", 90: "Last 90 days", 365: "Last 12 months"}
NONE = "No audit fits. Choose a longer period, or fewer filters."


def view(page: Page, wanted: Filter, *, token: str, first: bool, names: Names) -> View:
    """`names` are those of the queue and the associate that are chosen."""
    return blocks.modal(
        "Audits",
        [
            blocks.actions(*_filters(wanted, names), block_id="filters"),
            *([_line(line) for line in page.lines] or [blocks.section(NONE)]),
            *_ways(page, first),
        ],
        callback_id=FORM,
        token=token,
    )


def details(sheet: Sheet) -> View:
    shown = messages_result.card(sheet).blocks
    told = [block for block in shown if block["type"] != "actions"]
    state = blocks.context(f"{STATES[sheet.state]} · revision {sheet.revision} · {blocks.escape(sheet.associate.name)}")
    return blocks.modal(f"Ticket {sheet.reference}"[:24], [*told[:-1], state], callback_id=DETAILS_FORM)


def open_button() -> blocks.Element:
    return blocks.button("All audits", OPEN)


def options(found: Iterable[tuple[int, str]]) -> list[Option]:
    return [_any(), *(blocks.option(name, str(number)) for number, name in found)]


def _any() -> Option:
    return blocks.option("All", ANY)


def _filters(wanted: Filter, names: Names) -> list[blocks.Element]:
    periods = [blocks.option(WORDS[days], str(days)) for days in PERIODS]
    states = [blocks.option("Every state", ANY), *(blocks.option(name, state) for state, name in STATES.items())]
    queue, associate = wanted.queue_id, wanted.associate_id
    return [
        blocks.select(PERIOD, "Period", periods, str(wanted.days)),
        blocks.select(STATE, "Every state", states, wanted.state.value if wanted.state else None),
        blocks.external_select(QUEUE, "All queues", initial=_chosen(queue, names[0])),
        blocks.external_select(ASSOCIATE, "Everybody", initial=_chosen(associate, names[1])),
    ]


def _chosen(number: int | None, name: str | None) -> Option | None:
    return blocks.option(name, str(number)) if number is not None and name else None


def _line(line: Line) -> Block:
    score = f"*Score: {messages.verdict(line.score, line.passed)}* · " if line.state is not State.DRAFT else ""
    text = (
        f"{score}{blocks.link(line.link, line.reference)} · {blocks.escape(line.queue)}\n"
        f"{blocks.escape(line.other)} · {STATES[line.state]}, {messages.when(line.touched_at)}"
    )
    button = blocks.button(
        "Details", DETAILS, value=str(line.audit_id), label=f"Details of the audit of ticket {line.reference}"
    )
    return blocks.section(text, accessory=button, block_id=f"audit:{line.audit_id}")


def _ways(page: Page, first: bool) -> list[Block]:
    ways = [] if first else [blocks.button("Back to the newest", NEWEST)]
    if page.after is not None:
        ways.append(blocks.button("Older", OLDER))
    return [blocks.actions(*ways, block_id="ways")] if ways else []
