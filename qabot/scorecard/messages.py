"""How scorecards read in Slack: the list, one of them in full, and the form to import one."""

from collections.abc import Iterable, Iterator, Sequence

from qabot.audit import messages as audit
from qabot.audit.rules import Criterion, Scorecard, Section
from qabot.scorecard import words
from qabot.scorecard.queries import Detail, Version
from qabot.scorecard.rules import State
from qabot.slack import blocks
from qabot.slack.port import Block, View

LIST = "scorecard.list"
OPEN = "scorecard.open"
IMPORT = "scorecard.import"
PUBLISH = "scorecard.publish"
RETIRE = "scorecard.retire"
DELETE = "scorecard.delete_draft"
FILE = "scorecard.file"
IMPORT_FORM = "scorecard.import_form"
LOOK = "scorecard.look"

FILE_BLOCK = "file"
# A field keeps its file while its id stays: after a fault it is asked for under the other one, and is empty.
FILE_BLOCKS = (FILE_BLOCK, "file_again")
KINDS = ("yml", "yaml")
TITLE = "Scorecards"
SHOWN = 80
FAULTS = 20
BODY_BLOCKS = 60
HELP_LENGTHS = (blocks.SECTION_TEXT, 200, 0)
GROUPS = {State.PUBLISHED: "Published", State.DRAFT: "Drafts", State.RETIRED: "Retired"}
CRITICAL = "A critical criterion that is rated below half of its scale makes the whole audit 0."
PUBLISHED = "Version {n} is published: new audits are scored with it. Drafts that were begun before keep their version."
RETIRED = "Version {n} is retired: no new audits begin with it. Drafts that were begun with it can be finished."
DELETED = "The draft is deleted. What is published stays as it is."
KEPT = "This is kept as a draft. Nothing changes until you publish it."


def listing(versions: Sequence[Version], *, may_change: bool, notice: str = "") -> View:
    """Every version that this person may see, each with a button to look at it."""
    held = versions[:SHOWN]
    shown = [*audit.notice(notice), *_import(may_change)]
    for state, name in GROUPS.items():
        group = [one for one in held if one.state is state]
        shown += [blocks.header(name), *map(_line, group)] if group else []
    if not held:
        shown.append(blocks.section("There is no scorecard yet."))
    if len(versions) > SHOWN:
        shown.append(blocks.context(f"{len(versions) - SHOWN} older versions are not shown."))
    return blocks.modal(TITLE, shown, callback_id=LOOK)


def detail(held: Detail, *, may_change: bool, notice: str = "") -> View:
    """One version in full; for a draft, first what publishing it would change."""
    version = held.version
    shown = [
        blocks.header(version.card.name),
        blocks.context(_facts(version)),
        *audit.notice(notice),
        *_difference(held),
        _steps(held, may_change=may_change),
        blocks.divider(),
        *_body(version.card),
        blocks.context(CRITICAL),
    ]
    close = "Keep as draft" if version.state is State.DRAFT else "Close"
    return blocks.modal(TITLE, shown, callback_id=LOOK, close=close)


def import_form(*, token: str, faults: Sequence[str] = (), block: str = FILE_BLOCK) -> View:
    shown = [
        *_faults(faults),
        blocks.section("Choose the YAML file of one scorecard. You see what it changes before anything is published."),
        blocks.input_block("Scorecard", blocks.file_input(FILE, kinds=KINDS), block_id=block, hint="At most 1 MB"),
    ]
    return blocks.modal(
        "Import a scorecard", shown, callback_id=IMPORT_FORM, token=token, submit="Check file", close="Cancel"
    )


def _faults(faults: Sequence[str]) -> list[Block]:
    """What is wrong with a file, by line."""
    if not faults:
        return []
    lines = [f"• {blocks.escape(blocks.clip(fault, 300))}" for fault in faults[:FAULTS]]
    more = [f"… and {len(faults) - FAULTS} more"] if len(faults) > FAULTS else []
    said = audit.several(len(faults), "fault", "faults")
    return blocks.paragraphs([f"*Nothing was imported: the file has {said}.*", *lines, *more])


def _import(may_change: bool) -> list[Block]:
    button = blocks.button("Import a scorecard", IMPORT, style="primary")
    return [blocks.actions(button, block_id="import")] if may_change else []


def _line(version: Version) -> Block:
    card = version.card
    button = blocks.button(
        "Open", OPEN, value=str(version.version_id), label=f"Open version {card.version} of {card.name}"
    )
    text = f"*{blocks.escape(card.name)}*\n{_facts(version)}"
    return blocks.section(text, accessory=button, block_id=f"version:{version.version_id}")


def _facts(version: Version) -> str:
    card = version.card
    since = f" {audit.when(version.published_at)}" if _in_use(version) and version.published_at else ""
    queues = blocks.escape(", ".join(version.queues)) or "no queue yet"
    return (
        f"Version {card.version}, {version.state.value}{since} · pass mark {audit.points(card.pass_mark)} · "
        f"{audit.several(len(card.criteria), 'criterion', 'criteria')} · queues: {blocks.clip(queues, 500)}"
    )


def _in_use(version: Version) -> bool:
    return version.state is State.PUBLISHED


def _difference(held: Detail) -> list[Block]:
    if held.version.state is not State.DRAFT:
        return []
    beside = f", compared with version {held.published.version}" if held.published else ""
    lines = [f"• {blocks.escape(line)}" for line in words.difference(held.published, held.version.card)]
    return _at_most(15, [f"*What publishing it changes{beside}*", *lines])


def _steps(held: Detail, *, may_change: bool) -> Block:
    """What can be done with this version, and the way back."""
    back = blocks.button("All scorecards", LIST)
    made = {State.DRAFT: _of_a_draft, State.PUBLISHED: _of_the_published}.get(held.version.state)
    return blocks.actions(*(made(held) if may_change and made else []), back, block_id="steps")


def _of_a_draft(held: Detail) -> list[blocks.Element]:
    value, card = str(held.version.version_id), held.version.card
    before = f" Version {held.published.version} is retired." if held.published else ""
    sure = blocks.confirm(
        f"Publish version {card.version}?",
        f"New audits are scored with it, and it can't be changed any more.{before}",
        "Publish",
        "Keep as draft",
    )
    gone = blocks.confirm("Delete this draft?", "What is published stays as it is.", "Delete", "Keep it", danger=True)
    return [
        blocks.button("Publish", PUBLISH, value=value, style="primary", confirm=sure),
        blocks.button("Delete draft", DELETE, value=value, confirm=gone),
    ]


def _of_the_published(held: Detail) -> list[blocks.Element]:
    queues = blocks.clip(", ".join(held.version.queues), 120)
    left = f"Tickets of {queues} can't be scored until another version is published." if queues else "No queue uses it."
    drafts = f" Drafts begun with it ({held.drafts}) can be finished." if held.drafts else ""
    sure = blocks.confirm("Retire this scorecard?", f"{left}{drafts}", "Retire", "Keep it", danger=True)
    return [blocks.button("Retire", RETIRE, value=str(held.version.version_id), confirm=sure)]


def _body(card: Scorecard) -> list[Block]:
    """All sections; with shorter help, or none, where a view could not hold it."""
    for longest in HELP_LENGTHS:
        shown = blocks.paragraphs(_sections(card, longest))
        if len(shown) <= BODY_BLOCKS:
            return shown
    return _at_most(BODY_BLOCKS, _sections(card, 0))


def _sections(card: Scorecard, longest: int) -> Iterator[str]:
    for number, section in enumerate(card.sections, 1):
        yield f"{chr(10) if number > 1 else ''}*{number}. {blocks.escape(section.name)}* · {_share(section, card)}"
        for criterion in section.criteria:
            yield _criterion(criterion, card, longest)


def _share(section: Section, card: Scorecard) -> str:
    total = sum(one.weight for one in card.criteria.values())
    return f"{audit.points(round(100 * sum(one.weight for one in section.criteria) / total, 1))} %"


def _criterion(criterion: Criterion, card: Scorecard, longest: int) -> str:
    critical = f" · {audit.CRITICAL[criterion.critical]}" if criterion.critical else ""
    na = " · N/A allowed" if criterion.may_be_na else ""
    levels = blocks.escape(" / ".join(criterion.levels))
    lines = [
        f"• *{blocks.escape(criterion.name)}* · {words.share(criterion, card)}{critical}{na}",
        f"Scale: {levels}",
        f"Causes: {words.causes(criterion.causes)}" if criterion.causes else "",
        audit.quoted(blocks.clip(criterion.help, longest)) if longest else "",
    ]
    return "\n".join(filter(None, lines))


def _at_most(number: int, lines: Iterable[str]) -> list[Block]:
    """The lines in so many blocks; it says where something is left out."""
    made = blocks.paragraphs(lines)
    return made if len(made) <= number else [*made[: number - 1], blocks.section("… and more, which has no room here.")]
