"""How disputes read: the forms to open, concede and decide one, the cards, and a lead's Home."""

from collections.abc import Sequence

from qabot.audit import messages as audit
from qabot.audit import rules as audit_rules
from qabot.audit.queries import Sheet, Someone
from qabot.audit.rules import Criterion, Rated
from qabot.dispute import messages_revisions, rules
from qabot.dispute.queries import Case, Item, OpenLine
from qabot.dispute.rules import FIRST, WAITING, Outcome, State
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
# Two of it beside a comment of the auditor fit into a section.
LONG = 800
LEFT_OUT = "This audit has {n} than fit here. For those, press Ask: your auditor can correct them."
OUTCOMES: dict[Outcome, str] = {
    Outcome.UPHELD: "upheld: the score stands",
    Outcome.PARTLY_UPHELD: "partly upheld",
    Outcome.OVERTURNED: "overturned",
}


def open_form(sheet: Sheet, findings: Sequence[str], *, token: str) -> View:
    offered = findings[: rules.MOST_CRITERIA]
    left = len(findings) - len(offered)
    shown = [
        blocks.section(
            f"*{ticket(sheet)}*: choose a rating for each criterion that you dispute, and say why. "
            "Leave the others as they are."
        ),
        *audit.notice(LEFT_OUT.format(n=audit.several(left, "more finding", "more findings")) if left else ""),
        *(block for key in offered for block in _proposal(sheet, sheet.scorecard.criteria[key])),
        blocks.context(
            "When you submit, the auditor and the QA leads who may decide are told. You can withdraw until then."
        ),
    ]
    return blocks.modal("Dispute an audit", shown, callback_id=OPEN_FORM, token=token, submit="Dispute", close="Cancel")


def concede_form(sheet: Sheet, case: Case, *, token: str) -> View:
    shown = [
        blocks.section(f"*{ticket(sheet)}*: you agree with {blocks.escape(sheet.associate.name)}."),
        *blocks.paragraphs(item(sheet, one) for one in case.items),
        _reason_field("Why do you concede?", REASON_BLOCK),
        blocks.context("When you submit, the proposed ratings are taken, and the audit is published again."),
    ]
    return blocks.modal(
        "Concede a dispute", shown, callback_id=CONCEDE_FORM, token=token, submit="Concede", close="Cancel"
    )


def decide_form(sheet: Sheet, case: Case, *, token: str) -> View:
    shown = [
        blocks.section(
            f"*{ticket(sheet)}* · {blocks.escape(sheet.associate.name)} · scored by {blocks.escape(sheet.auditor.name)}"
        ),
        *_escalation(case),
        *(block for one in case.items for block in _ruling(sheet, one)),
        blocks.context("When you submit, the audit is published again with your decision. Both are told."),
    ]
    return blocks.modal(
        "Decide a dispute", shown, callback_id=DECIDE_FORM, token=token, submit="Decide", close="Cancel"
    )


def _escalation(case: Case) -> list[Block]:
    if case.state is not State.ESCALATED:
        return []
    why = f"Escalated, because:\n{audit.quoted(case.escalation_reason)}\nWhat you decide is final."
    return [blocks.section(why)]


def done(text: str, notice: str = "", title: str = "Dispute") -> View:
    return blocks.modal(title, [blocks.section(blocks.escape(text)), *audit.notice(notice)], callback_id=DONE_FORM)


def decided(sheet: Sheet, outcome: Outcome | None) -> str:
    """What a decision came to, for the one who made it."""
    verdict = audit.verdict(sheet.score, audit_rules.passes(sheet.score, sheet.scorecard.pass_mark))
    return f"The audit of ticket {sheet.reference} is {OUTCOMES[outcome or Outcome.UPHELD]}. Its score is {verdict}."


def closed_notice(sheet: Sheet, outcome: Outcome, *, to: Someone) -> Message:
    """For associate and auditor: an updated card alone notifies nobody."""
    is_theirs = to.person_id == sheet.associate.person_id
    where = "The message with the result is up to date." if is_theirs else "The reasons are in the message about it."
    text = f"{decided(sheet, outcome)} {where}"
    return Message(blocks.escape(text))


def auditor_card(sheet: Sheet, case: Case) -> Message:
    button = blocks.button(
        "Concede", CONCEDE, value=str(case.dispute_id), label=f"Concede the dispute of ticket {sheet.reference}"
    )
    mine = [button] if case.state is State.OPEN else []
    return _card(sheet, case, mine, "Concede where you agree; otherwise a QA lead decides.")


def lead_card(sheet: Sheet, case: Case, in_round: int = FIRST) -> Message:
    mine = case.state in WAITING and case.round == in_round
    return _card(
        sheet, case, [decide_button(case.dispute_id, sheet.reference)] if mine else [], "Please decide each criterion."
    )


def home(lines: list[OpenLine], total: int) -> list[Block]:
    """A lead's open disputes, the oldest first, with their age; `total` is how many there are."""
    return [
        blocks.header("Open disputes"),
        *(
            [
                blocks.section(
                    f"{blocks.link(line.link, line.reference)} · {blocks.escape(line.associate)} · {_age(line)}",
                    accessory=decide_button(line.dispute_id, line.reference),
                    block_id=f"dispute:{line.dispute_id}",
                )
                for line in lines
            ]
            or [blocks.section("No dispute waits for you.")]
        ),
        *audit.further(total, len(lines)),
    ]


def _age(line: OpenLine) -> str:
    """Since when it waits, and how often nobody decided in time."""
    since = f"open since {audit.when(line.opened_at)}"
    if line.escalated_at:
        since = f"escalated {audit.when(line.escalated_at)}, {since}"
    return since + (f"\n_{_expired(line.expiries)}_" if line.expiries else "")


def _expired(times: int) -> str:
    return f"Not decided in time: {audit.several(times, 'time', 'times')}"


def _card(sheet: Sheet, case: Case, buttons: list[blocks.Element], next_step: str) -> Message:
    head = f"{sheet.associate.name} disputes the audit of ticket {sheet.reference}"
    if case.escalated_at:
        head = f"{sheet.associate.name} escalated the dispute of ticket {sheet.reference}"
    body = [f"*{ticket(sheet)}*, opened {audit.when(case.opened_at)}"]
    body += [item(sheet, one, longest=SHORT) for one in case.items]
    body += _history(sheet, case)
    end: list[Block] = []
    if buttons or sheet.earlier:
        end = [blocks.actions(*buttons, *messages_revisions.button(sheet), block_id="next_step")]
    if buttons:
        end.append(blocks.context(next_step))
        body += [f"_{_expired(case.expiries)}_"] if case.expiries else []
    text = "\n".join([blocks.escape(head), *body, *([next_step] if buttons else [])])
    return Message(blocks.clip(text, blocks.MESSAGE_TEXT), [blocks.header(head), *blocks.paragraphs(body), *end])


def _history(sheet: Sheet, case: Case) -> list[str]:
    """How it ended; after an escalation, how it ended twice."""
    told = []
    if case.closed_at:
        told.append(_end(case.state if case.escalated_at is None else State.DECIDED, case))
    if case.escalated_at:
        told.append(f"Escalated {audit.when(case.escalated_at)}:\n{audit.quoted(case.escalation_reason)}")
    if case.state is State.ESCALATED:
        told.append("Another QA lead decides now, and that is final.")
    if case.final_at:
        told.append(_end(case.state, case))
    if case.state in (State.CONCEDED, State.DECIDED, State.FINAL):
        told.append(f"Score now: {_points(sheet.score)}.")
    return told


def _end(state: State, case: Case) -> str:
    """Who ended it, when and how; `state` tells the first end of an escalated one from its second."""
    final = case.final_at is not None and state in (State.FINAL, State.VOID)
    name, at = (case.final_by, case.final_at) if final else (case.closed_by, case.closed_at)
    who = f"by {blocks.escape(name or '')}{f' {audit.when(at)}' if at else ''}."
    outcome = case.final_outcome if final else case.outcome
    if state is State.VOID:
        return f"The audit was voided {who} It does not count."
    if outcome is None:
        return f"{state.value.capitalize()} {who} The audit stands as it was."
    reason = f"\n{audit.quoted(case.reason)}" if case.reason and not final else ""
    first = "Finally decided" if state is State.FINAL else state.value.capitalize()
    return f"{first} {who} The audit is {OUTCOMES[outcome]}.{reason}"


def _points(score: float | None) -> str:
    return "none" if score is None else audit.points(score)


def item(sheet: Sheet, one: Item, *, longest: int = blocks.TEXT_INPUT) -> str:
    """What was proposed for a criterion, and what was decided."""
    criterion = sheet.scorecard.criteria[one.criterion]
    lines = [
        f"*{blocks.escape(criterion.name)}*: proposed {_level(criterion, one.proposed_level)}",
        audit.quoted(blocks.clip(one.reason, longest)),
    ]
    decisions = (
        ("Decided", one.decided_level, one.cause, one.decision_reason),
        ("Final decision", one.final_level, one.final_cause, one.final_reason),
    )
    for what, level, cause, reason in decisions:
        if reason is not None:
            why = f", cause: {audit.CAUSES[cause]}" if cause else ""
            lines += [f"{what}: {_level(criterion, level)}{why}", audit.quoted(blocks.clip(reason, longest))]
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


def _ruling(sheet: Sheet, one: Item) -> list[Block]:
    criterion, rated = sheet.scorecard.criteria[one.criterion], sheet.ratings[one.criterion]
    causes = [blocks.option(name, cause.value) for cause, name in audit.CAUSES.items()]
    again = one.decision_reason is not None
    stands = f"As it stands now: {_level(criterion, rated.level)}" if again else _auditors(criterion, rated)
    wrote = "The auditor wrote:" if again and rated.comment else ""
    about = "\n".join(filter(None, [item(sheet, one, longest=LONG), stands, wrote, audit.quoted(rated.comment)]))
    return [
        blocks.section(about),
        blocks.input_block(
            f"{criterion.name}: your decision",
            blocks.select(DECIDED, "Choose a rating", _levels(criterion, upheld=rated.level)),
            block_id=f"decided:{one.criterion}",
        ),
        blocks.input_block(
            f"{criterion.name}: whose error was it?",
            blocks.select(CAUSE, "Choose a cause", causes, rated.cause),
            block_id=f"cause:{one.criterion}",
            hint="Needed below full marks.",
            optional=True,
        ),
        _reason_field(f"{criterion.name}: why?", f"reason:{one.criterion}"),
    ]


def _auditors(criterion: Criterion, rated: Rated) -> str:
    return f"The auditor: {_level(criterion, rated.level)}"


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


def decide_button(dispute_id: int, reference: str) -> blocks.Element:
    return blocks.button(
        "Decide", DECIDE, value=str(dispute_id), style="primary", label=f"Decide the dispute of ticket {reference}"
    )


def ticket(sheet: Sheet) -> str:
    return blocks.link(sheet.link, f"Ticket {sheet.reference}")
