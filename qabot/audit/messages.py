"""How audits read wherever the bot speaks of them, and the ids of everything that one can press."""

from collections.abc import Sequence
from datetime import datetime

from qabot import privacy
from qabot.audit.rules import FEWEST_AUDITS, Cause, Critical, Score, weighted_mean, wilson
from qabot.slack import blocks
from qabot.slack.port import Block
from qabot.slack.usage import Usage

COMMAND = "/qa-audit"

RATE = "audit.rate"
CAUSE = "audit.cause"
COMMENT = "audit.comment"
MESSAGE = "audit.message"
BACK = "audit.back"
DISCARD = "audit.discard"
ACKNOWLEDGE = "audit.acknowledge"
DISPUTE = "dispute.open"
WITHDRAW = "dispute.withdraw"
CONTINUE = "audit.continue"
NEXT = "audit.next"
PICK = "audit.pick"
QUEUE = "audit.queue"
ASSOCIATE = "audit.associate"
TICKET = "audit.ticket"

VOID_AUDIT = "audit.void_audit"
VOID_REASON = "audit.void_reason"
VOID_FORM = "audit.void_form"
PAGE_FORM = "audit.page"
REVIEW_FORM = "audit.review"
WHEN = "audit.when"
DONE_FORM = "audit.done"
PICK_FORM = "audit.pick_form"

CAUSES: dict[Cause, str] = {
    Cause.ASSOCIATE_KNOWLEDGE: "Associate's knowledge",
    Cause.ASSOCIATE_EXECUTION: "Associate's execution",
    Cause.SOP_WRONG: "SOP or macro is wrong",
    Cause.SOP_MISSING: "SOP is missing or ambiguous",
    Cause.TRAINING_GAP: "Training gap",
    Cause.TOOL_OR_BUG: "Tool or bug",
    Cause.POLICY_NOT_COMMUNICATED: "Policy change was not communicated",
    Cause.LABEL_TAXONOMY: "Label taxonomy",
    Cause.UPSTREAM_OTHER: "Upstream or other",
}
CRITICAL: dict[Critical, str] = {
    Critical.CUSTOMER: "customer-critical",
    Critical.BUSINESS: "business-critical",
    Critical.COMPLIANCE: "compliance-critical",
}
NOT_APPLICABLE = "N/A"

LINES = (
    f"`{COMMAND}` goes on with your latest draft, or draws the next ticket for you to score; if you score none, it "
    "shows your results",
    f"`{COMMAND} start` lets you choose the ticket by queue, associate or reference; `start REFERENCE` names it",
    f"`{COMMAND} publish` publishes results that wait for the next batch, for example before a 1:1",
    f"`{COMMAND} list` shows the audits that you may see, by period, state, queue and associate",
    f"`{COMMAND} scorecards` shows what tickets are scored with; admins and QA leads import new versions there",
    f"`{COMMAND} void REFERENCE` takes an audit of this ticket out of all figures (QA leads)",
    f"`{COMMAND} help` shows this list",
)
ABOUT = (
    "What you click or type in the form is kept at once: close it whenever you like and go on later. "
    "The associate hears of the result when you submit it, or when its batch is published."
)
USAGE = Usage(COMMAND, "Score handled tickets with a scorecard, and tell the associate the result.", LINES, ABOUT)


def points(value: float) -> str:
    """A score as it is shown: two decimals at most, none that say nothing."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def verdict(value: float | None, passed: bool | None) -> str:
    """The score and what it means, in words."""
    if value is None or passed is None:
        return "none, because nothing that counts was rated"
    return f"{points(value)}, {'pass' if passed else 'fail'}"


def kinds(scored: Score) -> str:
    """Which kinds of critical criteria failed."""
    return " and ".join(CRITICAL[kind] for kind in scored.critical_errors)


def why_zero(scored: Score) -> str:
    """Why a critical criterion makes the audit 0; empty where none failed."""
    if not scored.auto_failed:
        return ""
    failed = [f"*{blocks.escape(one.criterion.name)}*" for one in scored.outcomes.values() if one.critical_error]
    rest = weighted_mean(scored.outcomes.values())
    otherwise = "" if rest is None else f" By its ratings alone it would be {points(rest)}."
    return f"The audit scores 0, because a {kinds(scored)} criterion failed: {', '.join(failed)}.{otherwise}"


def mean(found: tuple[float, int] | None) -> str:
    """A mean score with its 95 % interval and the number of audits; too few say nothing."""
    count = found[1] if found else 0
    if found is None or count < FEWEST_AUDITS:
        return f"too few (n={count})"
    low, high = wilson(found[0] / 100, count)
    return f"{points(found[0])} ({low * 100:.0f}\N{EN DASH}{high * 100:.0f}, n={count})"


def when(instant: datetime) -> str:
    """A date and time that Slack shows in the reader's own zone."""
    return blocks.short_time(instant.timestamp(), f"{instant:%d %b %Y, %H:%M} UTC")


def quoted(typed: str) -> str:
    """What somebody wrote, as a quotation."""
    return "\n".join(f"> {line}" for line in blocks.escape(typed.strip()).splitlines())


def dispute_button(audit_id: int, reference: str) -> blocks.Element:
    return blocks.button("Dispute", DISPUTE, value=str(audit_id), label=f"Dispute the audit of ticket {reference}")


def withdraw_button(audit_id: int, reference: str) -> blocks.Element:
    sure = blocks.confirm(
        "Withdraw this dispute?", "The audit then stands as it is.", "Withdraw", "Keep it", danger=True
    )
    label = f"Withdraw the dispute of ticket {reference}"
    return blocks.button("Withdraw dispute", WITHDRAW, value=str(audit_id), confirm=sure, label=label)


def see_message(number: int | None) -> str:
    """Where in the ticket it can be seen; empty where nobody has said."""
    return f"See message {number} of the ticket." if number else ""


def further(total: int, shown: int) -> list[Block]:
    """That a list on Home does not hold everything; nothing where it does."""
    return [blocks.context(f"{shown} of {total} are shown, the oldest first.")] if total > shown else []


def enumerated(names: Sequence[str], most: int) -> str:
    """Names as one says them; of many, how many there are besides."""
    more = len(names) - most
    shown = [*names[:most], f"{more} more"] if more > 0 else list(names)
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else "".join(shown)


def several(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def masked_notice(masked: dict[str, int]) -> str:
    """Tells the writer what the privacy guard took out; empty where it took out nothing."""
    removed = privacy.told(masked)
    return f"{removed} Personal data is not kept: please refer to the ticket instead." if removed else ""


def notice(text: str) -> list[Block]:
    return [blocks.section(f"*Please note:* {blocks.escape(text)}")] if text else []
