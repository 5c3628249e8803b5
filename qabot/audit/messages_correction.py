"""The form with which an auditor corrects an audit that is out, and what the associate is told of it."""

from collections.abc import Callable, Iterator, Sequence

from qabot.audit import messages, rules
from qabot.audit.messages import CAUSES, NOT_APPLICABLE
from qabot.audit.messages_form import cause_block, comment_block, rating_block
from qabot.audit.queries import Sheet
from qabot.audit.rules import Criterion, Gap, Rated, Section
from qabot.slack import blocks
from qabot.slack.port import Block, Message, View

CORRECT = "audit.correct"
LEVEL = "audit.corrected_level"
CAUSE = "audit.corrected_cause"
COMMENT = "audit.corrected_comment"
REASON = "audit.correction_reason"
SECTION = "audit.corrected_section"
SECTION_FORM = "audit.correct_section"
FORM = "audit.correct_form"
DONE_FORM = "audit.corrected"

REASON_BLOCK, SECTION_BLOCK = "reason", "section"
NA_VALUE = "na"
SHORT = 300
# A form holds a hundred blocks; each criterion takes three of them.
MOST_CRITERIA = 30
GAP_BLOCKS: dict[Gap, Callable[[str], str]] = {Gap.CAUSE: cause_block, Gap.COMMENT: comment_block}


def button(audit_id: int, reference: str) -> blocks.Element:
    return blocks.button("Correct", CORRECT, value=str(audit_id), label=f"Correct the audit of ticket {reference}")


def section_form(sheet: Sheet, sections: Sequence[Section], *, token: str) -> View:
    """Where the whole scorecard is too long for one form."""
    options = [blocks.option(section.name, section.key) for section in sections]
    shown = [
        blocks.section(f"*{_ticket(sheet)}*: which section has the ratings to correct?"),
        blocks.input_block("Section", blocks.select(SECTION, "Choose a section", options), block_id=SECTION_BLOCK),
    ]
    return blocks.modal("Correct an audit", shown, callback_id=SECTION_FORM, token=token, submit="Next", close="Cancel")


def form(sheet: Sheet, criteria: Sequence[Criterion], *, token: str) -> View:
    shown = [
        blocks.section(
            f"*{_ticket(sheet)}* · {blocks.escape(sheet.associate.name)}: change what is wrong, and leave the rest. "
            "The associate is told what changed and why, and what stood before stays readable."
        ),
        blocks.input_block(
            "Why do you correct it?",
            blocks.text_input(REASON, multiline=True, max_length=rules.COMMENT_LENGTH),
            block_id=REASON_BLOCK,
            hint="The associate reads this. No personal data of customers, please.",
        ),
        *(block for criterion in criteria for block in _fields(criterion, sheet.ratings[criterion.key])),
    ]
    return blocks.modal("Correct an audit", shown, callback_id=FORM, token=token, submit="Correct", close="Cancel")


def done(sheet: Sheet, masked: dict[str, int]) -> View:
    score = messages.verdict(sheet.score, rules.passes(sheet.score, sheet.scorecard.pass_mark))
    text = f"The audit of ticket {blocks.escape(sheet.reference)} is corrected. Its score is {score}."
    shown = [blocks.section(text), *messages.notice(messages.masked_notice(masked))]
    return blocks.modal("Correct an audit", shown, callback_id=DONE_FORM)


def notice(before: Sheet, after: Sheet, reason: str) -> Message:
    """For the associate: what changed, and why."""
    scores = f"The score was {_points(before.score)} and is now {_points(after.score)}."
    lines = [
        f"{blocks.escape(after.auditor.name)} has corrected the audit of ticket {blocks.escape(after.reference)}. "
        f"{scores}",
        messages.quoted(reason),
        *_changes(before, after),
        "The message with the result is up to date. Please acknowledge it again.",
    ]
    return Message(blocks.clip("\n".join(lines), blocks.MESSAGE_TEXT), blocks.paragraphs(lines))


def _changes(before: Sheet, after: Sheet) -> Iterator[str]:
    for key, criterion in after.scorecard.criteria.items():
        old, new = before.ratings.get(key), after.ratings.get(key)
        if old is None or new is None or old == new:
            continue
        was, now = _said(criterion, old), _said(criterion, new)
        yield f"• *{blocks.escape(criterion.name)}*: {was} → {now}" if was != now else _reworded(criterion)


def _reworded(criterion: Criterion) -> str:
    return f"• *{blocks.escape(criterion.name)}*: the comment"


def _said(criterion: Criterion, rated: Rated) -> str:
    if rated.level is None:
        return NOT_APPLICABLE
    cause = f" ({CAUSES[rated.cause]})" if rated.cause else ""
    return blocks.escape(blocks.clip(criterion.levels[rated.level], SHORT)) + cause


def _fields(criterion: Criterion, rated: Rated) -> list[Block]:
    levels = [blocks.option(name, str(level)) for level, name in enumerate(criterion.levels)][::-1]
    levels += [blocks.option(NOT_APPLICABLE, NA_VALUE)] if criterion.may_be_na else []
    now = NA_VALUE if rated.level is None else str(rated.level)
    causes = [blocks.option(name, cause.value) for cause, name in CAUSES.items()]
    comment = blocks.text_input(
        COMMENT, initial=rated.comment, multiline=True, max_length=rules.COMMENT_LENGTH
    )  # fmt: skip
    return [
        blocks.input_block(
            criterion.name,
            blocks.select(LEVEL, "Choose a rating", levels, now),
            block_id=rating_block(criterion.key),
        ),
        blocks.input_block(
            f"{criterion.name}: cause",
            blocks.select(CAUSE, "Choose a cause", causes, rated.cause),
            block_id=cause_block(criterion.key),
            hint="Needed below full marks.",
            optional=True,
        ),
        blocks.input_block(f"{criterion.name}: comment", comment, block_id=comment_block(criterion.key), optional=True),
    ]


def _points(score: float | None) -> str:
    return "none" if score is None else messages.points(score)


def _ticket(sheet: Sheet) -> str:
    return blocks.link(sheet.link, f"Ticket {sheet.reference}")
