"""The earlier revisions of an audit: what stood in each, and when and why it was replaced."""

from collections.abc import Iterator

from qabot.audit import messages as audit
from qabot.audit.history import Revision
from qabot.audit.queries import Sheet
from qabot.audit.rules import Change, Rated
from qabot.slack import blocks
from qabot.slack.port import View

REVISIONS = "audit.revisions"
REVISIONS_FORM = "audit.revisions_shown"
CUT = "The rest does not fit into this window. A security officer can export all of it for you."
BECAUSE: dict[Change | None, str] = {
    Change.CONCEDED: "the auditor conceded a dispute",
    Change.DECIDED: "a QA lead decided a dispute",
    Change.FINAL: "another QA lead decided it finally",
    Change.CORRECTED: "the auditor corrected it",
    None: "a dispute of it ended",
}


def button(sheet: Sheet) -> list[blocks.Element]:
    """The button where there is something to see."""
    if not sheet.earlier:
        return []
    label = f"Earlier revisions of the audit of ticket {sheet.reference}"
    return [blocks.button("Earlier revisions", REVISIONS, value=str(sheet.audit_id), label=label)]


def shown(sheet: Sheet, earlier: list[Revision]) -> View:
    """What stands now comes first, then what stood before, the latest first."""
    now = [f"*Revision {sheet.revision}, which stands now: {_points(sheet.score)}*", *_ratings(sheet, sheet.ratings)]
    parts = [
        blocks.section(f"*{blocks.link(sheet.link, f'Ticket {sheet.reference}')}* · {blocks.escape(sheet.queue)}"),
        *blocks.paragraphs(now),
    ]
    for one in reversed(earlier):
        parts += [blocks.divider(), *blocks.paragraphs(_revision(sheet, one))]
    if len(parts) > blocks.VIEW_BLOCKS:
        parts = [*parts[: blocks.VIEW_BLOCKS - 1], blocks.context(CUT)]
    return blocks.modal("Earlier revisions", parts, callback_id=REVISIONS_FORM)


def _revision(sheet: Sheet, one: Revision) -> Iterator[str]:
    who = f", {blocks.escape(one.replaced_by)}" if one.replaced_by else ""
    yield f"*Revision {one.number}: {_points(one.score)}*"
    yield f"Replaced {audit.when(one.replaced_at)}: {BECAUSE[one.change]}{who}."
    if one.reason:
        yield audit.quoted(one.reason)
    yield from _ratings(sheet, one.ratings)


def _ratings(sheet: Sheet, ratings: dict[str, Rated]) -> Iterator[str]:
    for key, criterion in sheet.scorecard.criteria.items():
        rated = ratings.get(key)
        if rated is None:
            continue
        level = audit.NOT_APPLICABLE if rated.level is None else blocks.escape(criterion.levels[rated.level])
        cause = f" · {audit.CAUSES[rated.cause]}" if rated.cause else ""
        yield f"• {blocks.escape(criterion.name)}: {level}{cause}"
        if rated.comment:
            yield audit.quoted(rated.comment)


def _points(score: float | None) -> str:
    return "no score" if score is None else f"score {audit.points(score)}"
