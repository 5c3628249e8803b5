"""The parts of the Home tab that speak of audits."""

from collections.abc import Mapping
from types import MappingProxyType

from qabot.audit import messages, messages_correction
from qabot.audit.homes import HEADLINE_DAYS, AssociateHome, AuditorHome
from qabot.audit.messages import ACKNOWLEDGE, CONTINUE, NEXT, PICK, several
from qabot.audit.queries import Line
from qabot.audit.reminder_rules import Step
from qabot.audit.rules import State
from qabot.slack import blocks
from qabot.slack.port import Block

Steps = Mapping[int, list[blocks.Element]]


def associate(home: AssociateHome, steps: Steps = MappingProxyType({})) -> list[Block]:
    """What an associate has to acknowledge, their last results, and their mean.

    `steps` has, by audit, the buttons of a result that another slice knows better.
    """
    waiting = [
        block for line in home.to_acknowledge for block in (_to_acknowledge(line), *_objection(line, home, steps))
    ]
    known = {line.audit_id for line in home.to_acknowledge}
    others = [
        block
        for line in home.results
        if line.audit_id not in known
        for block in (_told(line), *_objection(line, home, steps))
    ]
    return [
        blocks.header("Your audits"),
        blocks.section(f"Mean score of the last {HEADLINE_DAYS} days: *{messages.mean(home.mean)}*"),
        blocks.context(
            "In brackets: where your true mean lies with 95 % confidence, and how many drawn audits (n) it rests on."
        ),
        *(waiting or [blocks.section("Nothing to acknowledge.")]),
        *messages.further(home.unread, len(home.to_acknowledge)),
        *others,
    ]


def _objection(line: Line, home: AssociateHome, steps: Steps) -> list[Block]:
    """The button to dispute a result, or to take a dispute back."""
    block_id = f"dispute:{line.audit_id}"
    if line.audit_id in steps:
        known = steps[line.audit_id]
        return [blocks.actions(*known, block_id=block_id)] if known else []
    if line.state is State.DISPUTED:
        return [blocks.actions(messages.withdraw_button(line.audit_id, line.reference), block_id=block_id)]
    if line.audit_id in home.disputable:
        return [blocks.actions(messages.dispute_button(line.audit_id, line.reference), block_id=block_id)]
    return []


def auditor(home: AuditorHome) -> list[Block]:
    """What an auditor can do now, their drafts, and what became of their last audits."""
    done = _done(home)
    waits = several(home.waiting, "ticket waits", "tickets wait") if home.waiting else "No ticket waits"
    return [
        blocks.header("Audits to score"),
        blocks.section(f"{waits} for you. You submitted {done} this week."),
        *_targets(home),
        blocks.actions(*_next_buttons(home), block_id="audit_next"),
        *(_draft(line) for line in home.drafts),
        *(
            [blocks.section("*Your last audits*"), *(_submitted(line) for line in home.submitted)]
            if home.submitted
            else []
        ),
    ]


def _done(home: AuditorHome) -> str:
    if home.capacity is None:
        return several(home.audited_this_week, "audit", "audits")
    return f"{home.audited_this_week} of {several(home.capacity, 'audit', 'audits')}"


def _targets(home: AuditorHome) -> list[Block]:
    """How far each queue is, with the work of all auditors."""
    lines = [f"{blocks.escape(one.queue)} {one.done} of {one.target}" for one in home.queues]
    return [blocks.context(f"All auditors together this week: {' · '.join(lines)}")] if lines else []


def _next_buttons(home: AuditorHome) -> list[blocks.Element]:
    pick = blocks.button("Choose a ticket", PICK)
    if home.drafts or not home.waiting:
        return [pick]
    return [blocks.button("Audit next ticket", NEXT, style="primary"), pick]


def _draft(line: Line) -> Block:
    text = f"*Draft:* {_what(line)} · last changed {messages.when(line.touched_at)}"
    button = blocks.button(
        "Continue", CONTINUE, value=str(line.audit_id), label=f"Continue the audit of ticket {line.reference}"
    )
    return blocks.section(text, accessory=button, block_id=f"draft:{line.audit_id}")


def _to_acknowledge(line: Line) -> Block:
    button = blocks.button(
        "Acknowledge",
        ACKNOWLEDGE,
        value=str(line.audit_id),
        style="primary",
        label=f"Acknowledge the audit of ticket {line.reference}",
    )
    overdue = ". It is overdue." if line.reminded >= Step.LEAD else ""
    text = f"{_result(line)} · scored by {blocks.escape(line.other)}\n_Waits for you to acknowledge it{overdue}_"
    return blocks.section(text, accessory=button, block_id=f"result:{line.audit_id}")


def _told(line: Line) -> Block:
    return blocks.section(f"{_result(line)} · scored by {blocks.escape(line.other)}\n{_standing(line)}")


def _submitted(line: Line) -> Block:
    out = line.state in (State.PUBLISHED, State.ACKNOWLEDGED)
    correct = messages_correction.button(line.audit_id, line.reference) if out else None
    text = f"{_result(line)} · {blocks.escape(line.other)}\n{_standing(line)}"
    return blocks.section(text, accessory=correct, block_id=f"submitted:{line.audit_id}")


def _result(line: Line) -> str:
    return f"*Score: {messages.verdict(line.score, line.passed)}* · {_ticket(line)}"


def _what(line: Line) -> str:
    return f"{_ticket(line)} · {blocks.escape(line.other)} · {blocks.escape(line.queue)}"


def _ticket(line: Line) -> str:
    return blocks.link(line.link, line.reference)


def _standing(line: Line) -> str:
    if line.state is State.SUBMITTED:
        return "Not published yet"
    if line.state is State.DISPUTED:
        return "In dispute"
    if line.acknowledged_at is not None:
        return f"Acknowledged {messages.when(line.acknowledged_at)}"
    return "Not acknowledged yet"
