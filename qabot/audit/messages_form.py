"""The scorecard form: a section a page, or several pages where it is long, then a review, then what happened.

Everything is rendered from the draft, so that a page looks the same after a restart. The ids of blocks and fields hold
the criterion only: what is typed survives each update of the view.
"""

from collections.abc import Iterable

from qabot.audit import messages, rules
from qabot.audit.messages import CAUSES, CRITICAL, NOT_APPLICABLE
from qabot.audit.queries import Sheet
from qabot.audit.rules import Cause, Criterion, Gap, Page, Rated, Score, State
from qabot.slack import blocks
from qabot.slack.blocks import Option
from qabot.slack.port import Block, View

NA_VALUE = "na"
RATING = "rating:"
GAPS: dict[Gap, str] = {
    Gap.RATING: "Please choose a rating.",
    Gap.CAUSE: "Please choose why this is below full marks.",
    Gap.COMMENT: "Please write what happened, and what would have been right.",
}
NO_MESSAGE = f"Please write a number from 1 to {rules.LAST_MESSAGE}, or leave this empty."
TITLE = "Score a ticket"
WHEN_BLOCK = "when"
AT_ONCE = "now"
IN_BATCH = "batch"


def rating_block(criterion: str) -> str:
    return f"{RATING}{criterion}"


def rated_criterion(block_id: str) -> str:
    """The criterion that a rating's block is for; empty for any other block."""
    return block_id.removeprefix(RATING) if block_id.startswith(RATING) else ""


def criterion_of(block_id: str) -> str | None:
    """The criterion that a block of the form is about."""
    kind, _, criterion = block_id.partition(":")
    return criterion if criterion and f"{kind}:" in _KINDS else None


def cause_block(criterion: str) -> str:
    return f"cause:{criterion}"


def comment_block(criterion: str) -> str:
    return f"comment:{criterion}"


def message_block(criterion: str) -> str:
    return f"message:{criterion}"


_KINDS = (RATING, cause_block(""), comment_block(""), message_block(""))
GAP_BLOCKS = {Gap.RATING: rating_block, Gap.CAUSE: cause_block, Gap.COMMENT: comment_block}


def review_page(sheet: Sheet) -> int:
    """The number of the page after the last of the scorecard."""
    return len(sheet.scorecard.pages)


def first_open_page(sheet: Sheet) -> int:
    """The first page with something missing; the review where nothing is."""
    for number, page in enumerate(sheet.scorecard.pages):
        if any(rules.gaps(criterion, sheet.ratings.get(criterion.key)) for criterion in page.criteria):
            return number
    return review_page(sheet)


def page(sheet: Sheet, number: int, *, token: str, notice: str = "") -> View:
    """The page with this number, or the review after the last one."""
    if number >= review_page(sheet):
        return _review(sheet, token, notice)
    shown_page = sheet.scorecard.pages[number]
    last = number == review_page(sheet) - 1
    shown = [
        blocks.header(_headline(sheet, shown_page)),
        *_about(sheet),
        blocks.context(_running(sheet)),
        *messages.notice(notice),
        blocks.divider(),
        *(block for criterion in shown_page.criteria for block in _criterion(criterion, sheet)),
        _ways_out(back=number > 0),
    ]
    submit = "Review" if last else "Next"
    return blocks.modal(TITLE, shown, callback_id=messages.PAGE_FORM, token=token, submit=submit)


def _headline(sheet: Sheet, page: Page) -> str:
    part = f", page {page.part} of {page.parts}" if page.parts > 1 else ""
    return f"Section {page.section} of {len(sheet.scorecard.sections)}: {page.name}{part}"


def field_errors(page: Page, ratings: dict[str, Rated]) -> dict[str, str]:
    """What this page still needs, by the block that it is missing in."""
    return {
        GAP_BLOCKS[gap](criterion.key): GAPS[gap]
        for criterion in page.criteria
        for gap in rules.gaps(criterion, ratings.get(criterion.key))
    }


def done(sheet: Sheet) -> View:
    """After the submission: what happened, and what comes next."""
    score = messages.verdict(sheet.score, rules.passes(sheet.score, sheet.scorecard.pass_mark))
    shown = [
        blocks.header("Audit submitted"),
        blocks.section(f"*{_ticket(sheet)}* is scored: *{score}*."),
        blocks.section(_who_hears(sheet)),
    ]
    return blocks.modal(TITLE, shown, callback_id=messages.DONE_FORM, submit="Audit next ticket", close="Done for now")


def discarded(sheet: Sheet) -> View:
    text = f"Your draft for *{_ticket(sheet)}* is discarded. Nobody is told, and the ticket waits for an audit again."
    return blocks.modal(TITLE, [blocks.section(text)], callback_id=messages.DONE_FORM)


def _about(sheet: Sheet) -> list[Block]:
    card = sheet.scorecard
    who = f"{blocks.escape(sheet.associate.name)} · {blocks.escape(sheet.queue)}"
    return [
        blocks.section(f"*{_ticket(sheet)}* · {who}\nHandled {messages.when(sheet.handled_at)}"),
        blocks.context(
            f"{blocks.escape(card.name)}, version {card.version} · pass mark {messages.points(card.pass_mark)}"
        ),
    ]


def _ticket(sheet: Sheet) -> str:
    return blocks.link(sheet.link, f"Ticket {sheet.reference}")


def _running(sheet: Sheet) -> str:
    scored = rules.score(sheet.scorecard, sheet.ratings.values())
    criteria = sheet.scorecard.criteria
    rated = sum(held.is_rated for key, held in sheet.ratings.items() if key in criteria)
    value = "none yet" if scored.value is None else messages.points(scored.value)
    failed = f" · {messages.kinds(scored)} criterion failed" if scored.auto_failed else ""
    return f"Running score *{value}*{failed} · {rated} of {len(criteria)} rated · saved as a draft"


def _criterion(criterion: Criterion, sheet: Sheet) -> list[Block]:
    rated = sheet.ratings.get(criterion.key, Rated(criterion.key))
    critical = f" ({CRITICAL[criterion.critical]})" if criterion.critical else ""
    choice = blocks.input_block(
        f"{criterion.name}{critical}",
        blocks.radio(messages.RATE, _levels(criterion), _chosen(rated)),
        block_id=rating_block(criterion.key),
        hint=criterion.help,
        dispatch=True,
    )
    return [choice, *(_reason(criterion, rated) if rules.is_finding(criterion, rated) else [])]


def _reason(criterion: Criterion, rated: Rated) -> list[Block]:
    """Cause and comment of what is below full marks, and where in the ticket it can be seen."""
    offered = [cause for cause in CAUSES if cause in (*criterion.offered, rated.cause)]
    causes = [
        blocks.option(
            CAUSES[cause], cause.value, "" if cause.associates_own else "Does not count against the associate"
        )
        for cause in offered
    ]
    return [
        blocks.input_block(
            f"{criterion.name}: why?",
            blocks.select(messages.CAUSE, "Choose a cause", causes, rated.cause),
            block_id=cause_block(criterion.key),
            dispatch=True,
        ),
        blocks.input_block(
            f"{criterion.name}: what happened?",
            blocks.text_input(
                messages.COMMENT,
                initial=rated.comment,
                placeholder="What happened, and what would have been right",
                multiline=True,
                max_length=rules.COMMENT_LENGTH,
                tell_while_typing=True,
            ),
            block_id=comment_block(criterion.key),
            hint="The associate reads this. No personal data of customers, please.",
            dispatch=True,
        ),
        blocks.input_block(
            f"{criterion.name}: in which message?",
            blocks.number_input(messages.MESSAGE, initial=rated.message_number, least=1, most=rules.LAST_MESSAGE),
            block_id=message_block(criterion.key),
            hint="The number of the message in the ticket, counted from 1.",
            optional=True,
            dispatch=True,
        ),
    ]


def _levels(criterion: Criterion) -> list[Option]:
    """The best level first: it is the one most often chosen."""
    best_first = [blocks.option(name, str(level)) for level, name in enumerate(criterion.levels)][::-1]
    return [*best_first, blocks.option(NOT_APPLICABLE, NA_VALUE)] if criterion.may_be_na else best_first


def _chosen(rated: Rated) -> str | None:
    if rated.not_applicable:
        return NA_VALUE
    return None if rated.level is None else str(rated.level)


def _ways_out(*, back: bool) -> Block:
    discard = blocks.button(
        "Discard draft",
        messages.DISCARD,
        confirm=blocks.confirm(
            "Discard this draft?",
            "All ratings and comments of this audit are lost. The ticket waits for an audit again.",
            "Discard draft",
            "Keep it",
            danger=True,
        ),
    )
    return blocks.actions(*([blocks.button("Back", messages.BACK)] if back else []), discard, block_id="ways_out")


def _review(sheet: Sheet, token: str, notice: str) -> View:
    scored = rules.score(sheet.scorecard, sheet.ratings.values())
    shown = [
        blocks.header("Review and submit"),
        *_about(sheet),
        *messages.notice(notice),
        blocks.section(f"*Score: {messages.verdict(scored.value, scored.passed(sheet.scorecard.pass_mark))}*"),
        *blocks.paragraphs(filter(None, [messages.why_zero(scored)])),
        *blocks.paragraphs(_sections(sheet, scored)),
        blocks.divider(),
        *blocks.paragraphs(_findings(sheet)),
        blocks.divider(),
        blocks.input_block(
            f"When does {sheet.associate.name} get the result?",
            blocks.radio(messages.WHEN, _WHEN, AT_ONCE),
            block_id=WHEN_BLOCK,
        ),
        blocks.context(_who_hears(sheet)),
        _ways_out(back=True),
    ]
    return blocks.modal(TITLE, shown, callback_id=messages.REVIEW_FORM, token=token, submit="Submit audit")


def _sections(sheet: Sheet, scored: Score) -> Iterable[str]:
    for section in sheet.scorecard.sections:
        value = scored.sections[section.key]
        yield f"{blocks.escape(section.name)}: *{'nothing counted' if value is None else messages.points(value)}*"


def _findings(sheet: Sheet) -> Iterable[str]:
    found = [
        (criterion, sheet.ratings[key])
        for key, criterion in sheet.scorecard.criteria.items()
        if key in sheet.ratings and rules.is_finding(criterion, sheet.ratings[key])
    ]
    yield (
        f"*{messages.several(len(found), 'finding', 'findings')}*"
        if found
        else "*No findings:* nothing is below full marks."
    )
    for criterion, rated in found:
        yield _finding(criterion, rated)


def _finding(criterion: Criterion, rated: Rated) -> str:
    cause = CAUSES[rated.cause] if rated.cause else "no cause chosen yet"
    level = criterion.levels[rated.level or 0]
    where = messages.see_message(rated.message_number)
    against = "" if _counts(rated.cause) else "\n_Does not count against the associate._"
    return (
        f"• *{blocks.escape(criterion.name)}*: {blocks.escape(level)} · {cause}{against}\n"
        f"{messages.quoted(rated.comment) or '> no comment yet'}" + (f"\n{where}" if where else "")
    )


def _counts(cause: Cause | None) -> bool:
    return cause is None or cause.associates_own


_WHEN = (
    blocks.option("At once", AT_ONCE, "As soon as you submit"),
    blocks.option("With the next batch", IN_BATCH, "When you or a QA lead publish it, for example before a 1:1"),
)


def _who_hears(sheet: Sheet) -> str:
    name = blocks.escape(sheet.associate.name)
    if sheet.associate.slack_user_id is None:
        return f"{name} has no Slack account here yet: the result waits on their Home tab."
    if sheet.state is State.DRAFT:
        return f"{name} gets the result as a direct message. Once you submit, the ratings can't change any more."
    if sheet.state is State.SUBMITTED:
        return f"Nobody is told yet. The result waits for the next batch: `{messages.COMMAND} publish` sends it."
    return f"{name} gets the result as a direct message. Your Home tab shows when it is acknowledged."
