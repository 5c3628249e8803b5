"""How disputes read: the forms to open, concede and decide one, the cards, and a lead's Home."""

from collections.abc import Iterable

from qabot.audit import messages as audit
from qabot.audit import rules as audit_rules
from qabot.audit.queries import Sheet
from qabot.audit.rules import Criterion
from qabot.dispute.queries import Case, Item, OpenLine
from qabot.dispute.rules import Outcome, State
from qabot.slack import blocks
from qabot.slack.blocks import Option
from qabot.slack.port import Block, Message, View

CONCEDE = "dispute.concede"
DECIDE = "dispute.decide"
PROPOSED = "dispute.proposed"
REASON = "dispute.reason"
DECIDED = "dispute.decided_level"
CAUSE = "dispute.cause"
OPEN_FORM = "dispute.open_form"
CONCEDE_FORM = "dispute.concede_form"
DECIDE_FORM = "dispute.decide_form"
DONE_FORM = "dispute.done"

NA_VALUE = "na"
REASON_BLOCK = "reason"
SHORT = 300
OUTCOMES: dict[Outcome, str] = {
    Outcome.UPHELD: "upheld: the score stands",
    Outcome.PARTLY_UPHELD: "partly upheld",
    Outcome.OVERTURNED: "overturned",
}


def open_form(sheet: Sheet, findings: Iterable[str], *, token: str) -> View:
    shown = [
        blocks.section(
            f"*{_ticket(sheet)}*: choose a rating for each criterion that you dispute, and say why. "
            "Leave the others as they are."
        ),
        *(block for key in findings for block in _proposal(sheet, sheet.scorecard.criteria[key])),
        blocks.context(
            "When you submit, the auditor and the QA leads who may decide are told. You can withdraw until then."
        ),
    ]
    return blocks.modal("Dispute an audit", shown, callback_id=OPEN_FORM, token=token, submit="Dispute", close="Cancel")


def concede_form(sheet: Sheet, case: Case, *, token: str) -> View:
    shown = [
        blocks.section(f"*{_ticket(sheet)}*: you agree with {blocks.escape(sheet.associate.name)}."),
        *blocks.paragraphs(_item(sheet, item) for item in case.items),
        _reason_field("Why do you concede?", REASON_BLOCK),
        blocks.context("When you submit, the proposed ratings are taken, and the audit is published again."),
    ]
    return blocks.modal(
        "Concede a dispute", shown, callback_id=CONCEDE_FORM, token=token, submit="Concede", close="Cancel"
    )


def decide_form(sheet: Sheet, case: Case, *, token: str) -> View:
    shown = [
        blocks.section(
            f"*{_ticket(sheet)}* · {blocks.escape(sheet.associate.name)} · scored by "
            f"{blocks.escape(sheet.auditor.name)}"
        ),
        *(block for item in case.items for block in _ruling(sheet, item)),
        blocks.context("When you submit, the audit is published again with your decision. Both are told."),
    ]
    return blocks.modal(
        "Decide a dispute", shown, callback_id=DECIDE_FORM, token=token, submit="Decide", close="Cancel"
    )


def done(text: str, notice: str = "") -> View:
    return blocks.modal("Dispute", [blocks.section(blocks.escape(text)), *audit.notice(notice)], callback_id=DONE_FORM)


def decided(sheet: Sheet, outcome: Outcome | None) -> str:
    """What a decision came to, for the one who made it."""
    verdict = audit.verdict(sheet.score, audit_rules.passes(sheet.score, sheet.scorecard.pass_mark))
    return f"The audit of ticket {sheet.reference} is {OUTCOMES[outcome or Outcome.UPHELD]}. Its score is {verdict}."


def closed_notice(sheet: Sheet, outcome: Outcome) -> Message:
    """For associate and auditor: an updated card alone notifies nobody."""
    text = f"{decided(sheet, outcome)} The message with the result is up to date."
    return Message(blocks.escape(text))


def auditor_card(sheet: Sheet, case: Case) -> Message:
    button = blocks.button(
        "Concede", CONCEDE, value=str(case.dispute_id), label=f"Concede the dispute of ticket {sheet.reference}"
    )
    return _card(sheet, case, button, "Concede where you agree; otherwise a QA lead decides.")


def lead_card(sheet: Sheet, case: Case) -> Message:
    return _card(sheet, case, _decide_button(case.dispute_id, sheet.reference), "Please decide each criterion.")


def home(lines: list[OpenLine]) -> list[Block]:
    """A lead's open disputes, the oldest first, with their age."""
    return [
        blocks.header("Open disputes"),
        *(
            [
                blocks.section(
                    f"{blocks.link(line.link, line.reference)} · {blocks.escape(line.associate)} · "
                    f"open since {audit.when(line.opened_at)}",
                    accessory=_decide_button(line.dispute_id, line.reference),
                    block_id=f"dispute:{line.dispute_id}",
                )
                for line in lines
            ]
            or [blocks.section("No dispute waits for you.")]
        ),
    ]


def _card(sheet: Sheet, case: Case, button: blocks.Element, next_step: str) -> Message:
    head = f"{sheet.associate.name} disputes the audit of ticket {sheet.reference}"
    body = [f"*{_ticket(sheet)}*, opened {audit.when(case.opened_at)}"]
    body += [_item(sheet, item, longest=SHORT) for item in case.items]
    if case.state is State.OPEN:
        end: list[Block] = [blocks.actions(button, block_id="next_step"), blocks.context(next_step)]
        said = next_step
    else:
        said = _closed(sheet, case)
        end = [blocks.section(said)]
    text = "\n".join([blocks.escape(head), *body, said])
    return Message(blocks.clip(text, blocks.MESSAGE_TEXT), [blocks.header(head), *blocks.paragraphs(body), *end])


def _closed(sheet: Sheet, case: Case) -> str:
    when = f" {audit.when(case.closed_at)}" if case.closed_at else ""
    who = f"{case.state.value.capitalize()} by {blocks.escape(case.closed_by or '')}{when}."
    if case.state is State.VOID:
        return f"The audit was voided by {blocks.escape(case.closed_by or '')}{when}. It does not count."
    if case.state is State.WITHDRAWN or case.outcome is None:
        return f"{who} The audit stands as it was."
    reason = f"\n{audit.quoted(case.reason)}" if case.reason else ""
    return f"{who} The audit is {OUTCOMES[case.outcome]}. Score now: {_points(sheet.score)}.{reason}"


def _points(score: float | None) -> str:
    return "none" if score is None else audit.points(score)


def _item(sheet: Sheet, item: Item, *, longest: int = blocks.TEXT_INPUT) -> str:
    criterion = sheet.scorecard.criteria[item.criterion]
    lines = [
        f"*{blocks.escape(criterion.name)}*: proposed {_level(criterion, item.proposed_level)}",
        audit.quoted(blocks.clip(item.reason, longest)),
    ]
    if item.decision_reason is not None:
        cause = f", cause: {audit.CAUSES[item.cause]}" if item.cause else ""
        lines.append(f"Decided: {_level(criterion, item.decided_level)}{cause}")
        lines.append(audit.quoted(blocks.clip(item.decision_reason, longest)))
    return "\n".join(lines)


def _level(criterion: Criterion, level: int | None) -> str:
    return audit.NOT_APPLICABLE if level is None else blocks.escape(criterion.levels[level])


def _proposal(sheet: Sheet, criterion: Criterion) -> list[Block]:
    held = sheet.ratings[criterion.key].level or 0
    now = blocks.clip(criterion.levels[held], SHORT)
    choice = blocks.select(PROPOSED, "Not disputed", _levels(criterion, lowest=held + 1))
    return [
        blocks.input_block(
            f"{criterion.name}: proposed rating",
            choice,
            block_id=f"proposed:{criterion.key}",
            hint=f"Rated now: {now}",
            optional=True,
        ),
        _reason_field(f"{criterion.name}: why?", f"reason:{criterion.key}", optional=True),
    ]


def _ruling(sheet: Sheet, item: Item) -> list[Block]:
    criterion, rated = sheet.scorecard.criteria[item.criterion], sheet.ratings[item.criterion]
    causes = [blocks.option(name, cause.value) for cause, name in audit.CAUSES.items()]
    about = f"{_item(sheet, item)}\nThe auditor: {_level(criterion, rated.level)}\n{audit.quoted(rated.comment)}"
    return [
        blocks.section(about),
        blocks.input_block(
            f"{criterion.name}: your decision",
            blocks.select(DECIDED, "Choose a rating", _levels(criterion, upheld=rated.level)),
            block_id=f"decided:{item.criterion}",
        ),
        blocks.input_block(
            f"{criterion.name}: whose error was it?",
            blocks.select(CAUSE, "Choose a cause", causes, rated.cause),
            block_id=f"cause:{item.criterion}",
            hint="Needed below full marks.",
            optional=True,
        ),
        _reason_field(f"{criterion.name}: why?", f"reason:{item.criterion}"),
    ]


def _levels(criterion: Criterion, *, lowest: int = 0, upheld: int | None = None) -> list[Option]:
    best_first = [
        blocks.option(f"Uphold: {name}" if level == upheld else name, str(level))
        for level, name in enumerate(criterion.levels)
        if level >= lowest
    ][::-1]
    return [*best_first, blocks.option(audit.NOT_APPLICABLE, NA_VALUE)] if criterion.may_be_na else best_first


def _reason_field(label: str, block_id: str, *, optional: bool = False) -> Block:
    return blocks.input_block(
        label,
        blocks.text_input(REASON, multiline=True, max_length=audit_rules.COMMENT_LENGTH),
        block_id=block_id,
        hint="No personal data of customers, please.",
        optional=optional,
    )


def _decide_button(dispute_id: int, reference: str) -> blocks.Element:
    return blocks.button(
        "Decide", DECIDE, value=str(dispute_id), style="primary", label=f"Decide the dispute of ticket {reference}"
    )


def _ticket(sheet: Sheet) -> str:
    return blocks.link(sheet.link, f"Ticket {sheet.reference}")
