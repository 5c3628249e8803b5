"""Results that wait to be published: the form to choose them, and what an associate reads before they come."""

from collections.abc import Iterator, Sequence
from itertools import islice

from qabot.audit import messages
from qabot.audit.messages import several
from qabot.audit.publishing import NOBODY, Published, Waiting
from qabot.audit.waiting import Batch, Result
from qabot.slack import blocks
from qabot.slack.blocks import Option
from qabot.slack.port import Block, Message, View

OPEN = "audit.publish"
ONLY = "audit.publish_only"
RESULTS = "audit.publish_results"
FORM = "audit.publish_form"
DONE_FORM = "audit.publish_done"
WHOSE_BLOCK = "whose"
BLOCK = "results:"
TITLE = "Publish results"
EVERYBODY = "all"
BOXES = 10
NAMED = 15


def form(waiting: Waiting, *, token: str, only: int | None = None) -> View:
    """What waits, with a box for each result; `only` is the associate whose results are shown alone."""
    shown = [
        blocks.section(
            "Everything that is ticked is published at once. Each associate gets all of their results together, as "
            "direct messages."
        ),
        *([blocks.actions(_whose(waiting.people, only), block_id=WHOSE_BLOCK)] if len(waiting.people) > 1 else []),
        *([] if waiting.batch.results else [blocks.section(NOBODY)]),
        *(block for results in waiting.batch.by_associate for block in _boxes(results)),
        *_further(waiting.batch),
    ]
    return blocks.modal(TITLE, shown, callback_id=FORM, token=token, submit="Publish", close="Not yet")


def done(published: Published) -> View:
    total = sum(number for _, number in published.associates)
    people = several(len(published.associates), "person", "people")
    lines = [f"• {blocks.escape(name)}: {several(held, 'result', 'results')}" for name, held in published.associates]
    gone = (
        f"{several(published.gone, 'result', 'results')} did not wait any more, so nothing happened to it."
        if published.gone == 1
        else f"{published.gone} results did not wait any more, so nothing happened to them."
    )
    shown = [
        blocks.header("Published"),
        *blocks.paragraphs([f"*{several(total, 'result', 'results')}* for {people}:", *lines]),
        *([blocks.section(gone)] if published.gone else []),
        blocks.context("Your Home tab shows when they are acknowledged."),
    ]
    return blocks.modal(TITLE, shown, callback_id=DONE_FORM)


def home(number: int, people: int) -> list[Block]:
    """That results wait to be published; nothing where none does."""
    if not number:
        return []
    waits = "waits" if number == 1 else "wait"
    text = f"*{several(number, 'result', 'results')}* of {several(people, 'person', 'people')} {waits} to be published."
    return [blocks.section(text, accessory=blocks.button("Publish", OPEN, label=TITLE), block_id="publish")]


def summary(results: Sequence[Result]) -> Message:
    """What an associate reads before several results come one after the other."""
    lines = [f"• {blocks.link(one.link, one.reference)}: {_verdict(one)}" for one in islice(results, NAMED)]
    if len(results) > NAMED:
        lines.append(f"• and {len(results) - NAMED} more")
    first = f"{several(len(results), 'new audit result', 'new audit results')} for you"
    last = "Each comes as a message of its own, with what was good, what to do better, and your buttons."
    text = "\n".join([first, *lines, last])
    return Message(text, [blocks.header(first), *blocks.paragraphs(lines), blocks.context(last)])


def boxes_block(associate_id: int, part: int) -> str:
    return f"{BLOCK}{associate_id}:{part}"


def holds_results(block_id: str) -> bool:
    return block_id.startswith(BLOCK)


def _whose(people: Sequence[tuple[int, str]], only: int | None) -> blocks.Element:
    everybody = blocks.option("Everybody", EVERYBODY)
    options = [everybody, *(blocks.option(name, str(person_id)) for person_id, name in people)]
    return blocks.select(ONLY, "Whose results", options, str(only or EVERYBODY))


def _boxes(results: Sequence[Result]) -> Iterator[Block]:
    """Slack takes ten boxes in a group."""
    for part in range(0, len(results), BOXES):
        group = results[part : part + BOXES]
        which = f" ({part + 1} to {part + len(group)})" if len(results) > BOXES else ""
        yield blocks.input_block(
            f"{group[0].associate}{which}",
            blocks.checkboxes(RESULTS, [_box(result) for result in group], ticked=True),
            block_id=boxes_block(group[0].associate_id, part // BOXES),
            optional=True,
        )


def _box(result: Result) -> Option:
    about = f"{result.queue} · scored by {result.auditor}"
    return blocks.option(f"{result.reference}: {_verdict(result)}", str(result.audit_id), about)


def _verdict(result: Result) -> str:
    return messages.verdict(result.score, result.passed)


def _further(batch: Batch) -> list[Block]:
    more = batch.total - len(batch.results)
    if not more:
        return []
    return [blocks.context(f"{several(more, 'more result waits', 'more results wait')}: publish these first.")]
