"""The card with which an associate hears of an audit: a direct message, brought up to date when they acknowledge it."""

from collections.abc import Iterator
from dataclasses import dataclass

from qabot.audit import messages, rules
from qabot.audit.messages import ACKNOWLEDGE, CAUSES
from qabot.audit.queries import Sheet
from qabot.audit.rules import Criterion, Rated, State
from qabot.slack import blocks
from qabot.slack.port import Block, Message

# A message holds 50 blocks: one is the headline, two are what comes next.
BODY_BLOCKS = blocks.MESSAGE_BLOCKS - 3
SHORT = 200


@dataclass(frozen=True)
class Steps:
    """What the associate can do beside acknowledging, as other slices know it, and what is said of it."""

    buttons: tuple[blocks.Element, ...] = ()
    said: str = ""


def card(sheet: Sheet, steps: Steps = Steps()) -> Message:
    """The text tells the whole result, for those who hear it or see only the notification."""
    body = _body(sheet)
    told = [blocks.escape(_headline(sheet)), *body, _standing(sheet, steps)]
    shown = [blocks.header(_headline(sheet)), *blocks.paragraphs(body), *_next_step(sheet, steps)]
    return Message(blocks.clip("\n".join(filter(None, told)), blocks.MESSAGE_TEXT), shown)


def _body(sheet: Sheet) -> list[str]:
    """All that is to be told; each finding shorter where a message could not hold it."""
    full = [*_facts(sheet), *_good(sheet), *_findings(sheet)]
    if len(blocks.paragraphs(full)) <= BODY_BLOCKS:
        return full
    return [*_facts(sheet), *_good(sheet), *_findings(sheet, longest=SHORT)]


def _headline(sheet: Sheet) -> str:
    if sheet.state is State.VOID:
        return f"Audit of ticket {sheet.reference}: void, it does not count"
    passed = rules.passes(sheet.score, sheet.scorecard.pass_mark)
    return f"Audit of ticket {sheet.reference}: score {messages.verdict(sheet.score, passed)}"


def _facts(sheet: Sheet) -> Iterator[str]:
    card, scored = sheet.scorecard, rules.score(sheet.scorecard, sheet.ratings.values())
    published = f" {messages.when(sheet.published_at)}" if sheet.published_at else ""
    yield (
        f"{blocks.link(sheet.link, f'Open ticket {sheet.reference}')} · {blocks.escape(sheet.queue)} · "
        f"handled {messages.when(sheet.handled_at)}"
    )
    yield (
        f"Scored by {blocks.escape(sheet.auditor.name)}{published} with {blocks.escape(card.name)}, version "
        f"{card.version}. The pass mark is {messages.points(card.pass_mark)}."
    )
    if sheet.corrected_at:
        yield f"Corrected by its auditor {messages.when(sheet.corrected_at)}."
    if sheet.outcome:
        yield f"The dispute of this audit ended: {sheet.outcome.replace('_', ' ')}."
    if sheet.earlier:
        scores = [f"revision {number}: {_points(score)}" for number, score in reversed(sheet.earlier)]
        yield f"*Revision {sheet.revision}: {_points(sheet.score)}*, before: {', '.join(scores)}"
    yield from filter(None, [messages.why_zero(scored)])
    if sheet.score is None:
        yield "Without a score it enters no average."


def _points(score: float | None) -> str:
    return "none" if score is None else messages.points(score)


def _good(sheet: Sheet) -> Iterator[str]:
    good = [
        blocks.escape(criterion.name)
        for criterion, rated in _rated(sheet)
        if not rated.not_applicable and not rules.is_finding(criterion, rated)
    ]
    if good:
        yield f"\n*What was good ({len(good)})*\n{' · '.join(good)}"


def _findings(sheet: Sheet, *, longest: int = blocks.TEXT_INPUT) -> Iterator[str]:
    found = [(criterion, rated) for criterion, rated in _rated(sheet) if rules.is_finding(criterion, rated)]
    if not found:
        yield "\n*No findings:* nothing is below full marks."
        return
    yield f"\n*What to look at ({len(found)})*"
    for number, (criterion, rated) in enumerate(found):
        yield ("\n" if number else "") + _finding(criterion, rated, longest)


def _finding(criterion: Criterion, rated: Rated, longest: int) -> str:
    critical = f" ({messages.CRITICAL[criterion.critical]})" if criterion.critical else ""
    lines = [
        f"*{blocks.escape(criterion.name)}*{critical}: {blocks.escape(criterion.levels[rated.level or 0])}",
        f"Cause: {CAUSES[rated.cause]}" if rated.cause else "",
        "_This does not count against you: the cause is not yours._" if not _counts(rated) else "",
        messages.quoted(blocks.clip(rated.comment, longest)),
        messages.see_message(rated.message_number),
        f"What good looks like: {blocks.escape(blocks.clip(criterion.help, longest))}" if criterion.help else "",
    ]
    return "\n".join(filter(None, lines))


def _counts(rated: Rated) -> bool:
    return rated.cause is None or rated.cause.associates_own


def _rated(sheet: Sheet) -> Iterator[tuple[Criterion, Rated]]:
    for key, criterion in sheet.scorecard.criteria.items():
        if key in sheet.ratings:
            yield criterion, sheet.ratings[key]


def _next_step(sheet: Sheet, steps: Steps) -> list[Block]:
    shown = [*_acknowledge(sheet), *_dispute(sheet), *steps.buttons]
    standing = blocks.context(_standing(sheet, steps))
    return [*([blocks.actions(*shown, block_id="next_step")] if shown else []), standing]


def _standing(sheet: Sheet, steps: Steps) -> str:
    """What the result waits for."""
    if sheet.state is State.DISPUTED and steps.said:
        return steps.said
    return " ".join(filter(None, [_state(sheet), steps.said]))


def _acknowledge(sheet: Sheet) -> list[blocks.Element]:
    if sheet.state is not State.PUBLISHED:
        return []
    button = blocks.button(
        "Acknowledge",
        ACKNOWLEDGE,
        value=str(sheet.audit_id),
        style="primary",
        label=f"Acknowledge the audit of ticket {sheet.reference}",
    )
    return [button]


def _dispute(sheet: Sheet) -> list[blocks.Element]:
    """Whether the window is still open is said at the click: a card does not change by itself."""
    found = any(rules.is_finding(criterion, rated) for criterion, rated in _rated(sheet))
    out = sheet.state in (State.PUBLISHED, State.ACKNOWLEDGED) and sheet.outcome is None
    return [messages.dispute_button(sheet.audit_id, sheet.reference)] if found and out else []


def _state(sheet: Sheet) -> str:
    if sheet.state is State.VOID:
        reason = f"\n{messages.quoted(sheet.void_reason)}" if sheet.void_reason else ""
        return f"This audit was voided. It does not count.{reason}"
    if sheet.state is State.DISPUTED:
        return "This audit is in dispute."
    if sheet.acknowledged_at is None:
        return "Please press Acknowledge when you have read it. That says that you know of it, not that you agree."
    return f"Acknowledged {messages.when(sheet.acknowledged_at)}"
