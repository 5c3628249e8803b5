"""How a digest reads, and the forms to set one up and to look after them."""

from datetime import datetime, timedelta

from qabot.audit import messages as audit
from qabot.audit.rules import FEWEST_AUDITS, wilson
from qabot.digest.queries import Drawn, Figures, Lob, Volume
from qabot.digest.rules import ACKNOWLEDGE_WITHIN, DAYS_OF_WEEK, Span, few_people, span_of
from qabot.digest.waiting import Waiting
from qabot.dispute.rules import DECIDE_DAYS
from qabot.schedule import words
from qabot.schedule.queries import Entry
from qabot.slack import blocks
from qabot.slack.port import Block, Message, View
from qabot.slack.usage import Usage

COMMAND = "/qa-digest"
LOB = "digest.lob"
WEEKDAY = "digest.weekday"
TIME = "digest.time"
ZONE = "digest.zone"
CHANNEL = "digest.channel"
PREVIEW = "digest.preview"
PAUSE = "digest.pause"
RESUME = "digest.resume"
DELETE = "digest.delete"
SET_UP_FORM = "digest.set_up"
LIST_FORM = "digest.list"
DONE_FORM = "digest.done"
PREVIEW_FORM = "digest.shown"

LOB_BLOCK, CHANNEL_BLOCK = "lob", "channel"
EVERY_LOB = "all"
# A view holds a hundred blocks, a message fifty; each digest in the list takes two.
LISTED = 40
QUEUES = 20
QUEUE_NAME = 60
HOUR = timedelta(hours=1)

LINES = (
    f"`{COMMAND}` sets up a digest of audits for a channel, every week, every few weeks or every month",
    f"`{COMMAND} list` shows the digests that there are, to preview, pause, resume or delete them",
    f"`{COMMAND} preview` shows you what this channel would be told now",
    f"`{COMMAND} help` shows this list",
)
ABOUT = (
    "A digest holds figures of a whole line of business, never of single people. Below five audits or five associates "
    "a figure is not shown."
)
USAGE = Usage(COMMAND, "Tell a channel regularly how audits went.", LINES, ABOUT)
NONE_HERE = f"No digest that you look after is set up for this channel. `{COMMAND}` sets one up."
DRAWN = (
    "Quality and accuracy are those of tickets drawn by lot. In brackets: where the true figure lies with 95 % "
    "confidence, and how many audits (n) it rests on."
)


def title(lob: Lob, span: Span) -> str:
    if span.weeks is None:
        return f"Monthly audits: {lob.name}"
    return f"Weekly audits: {lob.name}" if span.weeks == 1 else f"Audits of {span.weeks} weeks: {lob.name}"


def digest(
    figures: Figures, zone: str, *, next_due: datetime | None, was_due: datetime | None = None, preview: bool = False
) -> Message:
    """All of it in one message. `was_due` is given where it comes late."""
    head = title(figures.lob, figures.span)
    period = f"{words.day(figures.period.first)} to {words.day(figures.period.last)}"
    first = [
        period,
        *([f"This was due on {words.local(was_due, zone)}. It could not be sent then."] if was_due else []),
    ]
    last = ["Only you see this. It is what the channel would be told now."] if preview else [_next(next_due, zone)]
    body = _body(figures)
    text = "\n".join([blocks.escape(head), *first, *(line for part in body for line in part), *last])
    shown = [
        blocks.header(head),
        blocks.context(*first),
        *(block for part in body for block in blocks.paragraphs(part)),
        blocks.context(DRAWN),
        blocks.context(*last),
    ]
    return Message(blocks.clip(text, blocks.MESSAGE_TEXT), shown)


def _body(figures: Figures) -> list[list[str]]:
    """What there was, how good it was, and what waits."""
    return [
        _volume(figures),
        [
            f"*Quality:* {_quality(figures.drawn)}",
            *(f"*{kind.capitalize()} accuracy:* {shown}" for kind, shown in _accuracy(figures.drawn)),
        ],
        [
            f"*Open disputes:* {_waiting(figures.disputes)}",
            f"*Results not acknowledged:* {_waiting(figures.unacknowledged)}",
            f"*Overdue steps:* {_overdue(figures)}",
        ],
    ]


def _volume(figures: Figures) -> list[str]:
    """How many audits there were, against the weekly target of each queue that has one."""
    wanted = [queue for queue in figures.queues if queue.target is not None]
    reached = sum(queue.reached for queue in wanted)
    time = "" if figures.period.days == DAYS_OF_WEEK else f", for {figures.period.days} days,"
    whole = f" The weekly target{time} is reached in {reached} of {audit.several(len(wanted), 'queue', 'queues')}."
    waits = "is" if figures.unpublished == 1 else "are"
    return [
        f"*Audits:* {figures.audits or 'none'}{'.' + whole if wanted else ''}",
        *([f"{figures.unpublished} of them {waits} not published yet."] if figures.unpublished else []),
        *_queues(figures.queues, bool(wanted)),
    ]


def _queues(queues: list[Volume], with_target: bool) -> list[str]:
    lines = [
        f"• {blocks.escape(blocks.clip(queue.queue, QUEUE_NAME))}: {_done(queue, with_target)}"
        for queue in queues[:QUEUES]
    ]
    rest = queues[QUEUES:]
    more = f"• {audit.several(len(rest), 'other queue', 'other queues')}: {sum(queue.audits for queue in rest)}"
    return [*lines, more] if rest else lines


def _done(queue: Volume, with_target: bool) -> str:
    if queue.target is not None:
        return f"{queue.audits} of {queue.target}"
    return f"{queue.audits}, no target" if with_target else str(queue.audits)


def _overdue(figures: Figures) -> str:
    disputes, results = figures.disputes.overdue, figures.unacknowledged.overdue
    hours = ACKNOWLEDGE_WITHIN // HOUR
    late = [
        f"{audit.several(disputes, 'dispute', 'disputes')} not decided within {DECIDE_DAYS} working days",
        f"{audit.several(results, 'result', 'results')} not acknowledged within {hours} working hours",
    ]
    return ", ".join(line for line, count in zip(late, (disputes, results), strict=True) if count) or "none"


def _quality(drawn: Drawn) -> str:
    return _hidden(drawn) or audit.mean(drawn.mean)


def _accuracy(drawn: Drawn) -> list[tuple[str, str]]:
    if _hidden(drawn):
        return []
    return [(audit.CRITICAL[kind], rate(total - errors, total)) for kind, (errors, total) in drawn.accuracy.items()]


def _hidden(drawn: Drawn) -> str:
    """Why no figure of quality is shown; empty where it may be."""
    if drawn.audits < FEWEST_AUDITS:
        return f"too few (n={drawn.audits})"
    if few_people(drawn.people):
        return f"not shown, because it would be that of {audit.several(drawn.people, 'person', 'people')}"
    return ""


def rate(good: int, total: int) -> str:
    """A share with its 95 % interval and n; too few say nothing."""
    if total < FEWEST_AUDITS:
        return f"too few (n={total})"
    low, high = wilson(good / total, total)
    return f"{good / total * 100:.0f} % ({low * 100:.0f}\N{EN DASH}{high * 100:.0f}, n={total})"


def _waiting(waiting: Waiting) -> str:
    if not waiting.count or waiting.oldest is None:
        return "none"
    since = "since" if waiting.count == 1 else "the oldest since"
    return f"{waiting.count}, {since} {audit.when(waiting.oldest)}"


def _next(next_due: datetime | None, zone: str) -> str:
    return f"The next one comes {words.local(next_due, zone)}." if next_due else "No further one comes."


def done(lob: Lob, entry: Entry) -> View:
    first = words.local(entry.next_due, entry.zone) if entry.next_due else "never"
    shown = [
        blocks.section(
            f"*{blocks.escape(title(lob, span_of(entry.about)))}* goes to <#{entry.channel}> "
            f"{words.rhythm(entry.schedule)}. The first digest comes {first}."
        ),
        blocks.actions(_preview_button(lob, entry), block_id="preview"),
        blocks.context(f"`{COMMAND} list` shows all digests, to pause or delete them."),
    ]
    return blocks.modal("Digest set up", shown, callback_id=DONE_FORM)


def listed(found: list[tuple[Lob, Entry]], notice: str = "") -> View:
    """The digests that somebody looks after, each with its buttons."""
    shown: list[Block] = [blocks.section(blocks.escape(notice))] if notice else []
    for lob, entry in found[:LISTED]:
        shown += [
            blocks.section(_line(lob, entry)),
            blocks.actions(*_buttons(lob, entry), block_id=f"of:{entry.schedule_id}"),
        ]
    if not found:
        shown.append(blocks.section(f"There is no digest yet. `{COMMAND}` sets one up."))
    if len(found) > LISTED:
        more = audit.several(len(found) - LISTED, "more is", "more are")
        shown.append(blocks.context(f"{more} not shown here. `qabot schedule list` shows them all."))
    return blocks.modal("Digests", shown, callback_id=LIST_FORM)


def together(shown: list[Message]) -> Message:
    """Several digests as one message: as many as fit whole."""
    held = shown[:1]
    for one in shown[1:]:
        if sum(len(each.blocks) for each in (*held, one)) < blocks.MESSAGE_BLOCKS:
            held.append(one)
    text = "\n\n".join(one.text for one in held)
    return Message(blocks.clip(text, blocks.MESSAGE_TEXT), [block for one in held for block in one.blocks])


def previewed(message: Message) -> View:
    return blocks.modal("Preview", message.blocks, callback_id=PREVIEW_FORM, close="Back")


def _line(lob: Lob, entry: Entry) -> str:
    rhythm = words.rhythm(entry.schedule)
    then = f", next on {words.at(entry.next_due, entry.zone)}" if entry.next_due else ""
    state = f"It comes {rhythm}{then}" if entry.enabled else f"*Paused.* Resumed, it comes {rhythm}"
    return f"*{blocks.escape(title(lob, span_of(entry.about)))}* in <#{entry.channel}>\n{state}."


def _buttons(lob: Lob, entry: Entry) -> list[blocks.Element]:
    value, what = str(entry.schedule_id), f"the digest of {lob.name}"
    sure = blocks.confirm("Delete this digest?", "The channel is told nothing any more.", "Delete", danger=True)
    turn = (
        blocks.button("Pause", PAUSE, value=value, label=f"Pause {what}")
        if entry.enabled
        else blocks.button("Resume", RESUME, value=value, style="primary", label=f"Resume {what}")
    )
    delete = blocks.button("Delete", DELETE, value=value, style="danger", confirm=sure, label=f"Delete {what}")
    return [_preview_button(lob, entry), turn, delete]


def _preview_button(lob: Lob, entry: Entry) -> blocks.Element:
    return blocks.button(
        "Preview now", PREVIEW, value=str(entry.schedule_id), label=f"Preview the digest of {lob.name}"
    )
