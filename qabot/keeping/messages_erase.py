"""How an erasure reads: the form, what would go, that it is done, and what stands where a message was."""

from collections.abc import Iterable

from qabot.audit import messages as audit
from qabot.keeping import messages
from qabot.keeping.queries import Subject
from qabot.keeping.rules import Basis, Outcome
from qabot.slack import blocks
from qabot.slack.port import Message, View

BASES: dict[Basis, str] = {
    Basis.ASKED: "The person asked for it",
    Basis.LEFT: "They left, and nothing calls for keeping their data",
    Basis.ORDERED: "A court or an authority ordered it",
}
FOR_GOOD = "This is for good: nobody can bring it back, and a restored backup is erased again."


def erase_form(*, token: str) -> View:
    bases = [blocks.option(name, basis.value) for basis, name in BASES.items()]
    shown = [
        blocks.section(
            "The person becomes a former member: name, e-mail address, Slack account, title and what was written about "
            "or by them go. Their audits and scores stay, without a name."
        ),
        messages.person_field("Who is to be erased?"),
        blocks.input_block(
            "Why?", blocks.select(messages.BASIS, "Choose a reason", bases), block_id=messages.BASIS_BLOCK
        ),
        blocks.context("Nothing is erased yet: you see what goes first."),
    ]
    return messages.form("Erase a person", shown, messages.ERASE_FORM, token, "Show what goes")


def erase_sure(about: Subject, found: Outcome, *, token: str) -> View:
    shown = [
        blocks.section(f"*{blocks.escape(about.name)}* ({blocks.escape(about.email)})"),
        *blocks.paragraphs(goes(found)),
        blocks.section(f":warning: *{FOR_GOOD}*"),
    ]
    return messages.form("Erase a person", shown, messages.SURE_FORM, token, "Erase for good")


def erased(found: Outcome) -> Message:
    return Message("\n".join([f"The person is erased, and is now “Former member {found.person_id}”.", *_went(found)]))


def removed() -> Message:
    return Message("This message was removed, because a person's data in it was erased.")


def goes(found: Outcome) -> list[str]:
    """What an erasure would let go, and what would stay."""
    counted = (
        (found.texts, "comment or reason about or by them", "comments and reasons about or by them"),
        (found.messages, "message to them, here and in Slack", "messages to them, here and in Slack"),
        (found.drafts, "draft of an audit", "drafts of audits"),
    )
    former = f"“Former member {found.person_id}”"
    audits = audit.several(found.audits, "audit", "audits")
    return [
        "*What goes*",
        "• Name, e-mail address, key, title, Slack account and roles",
        *_counted(counted),
        "*What stays*",
        *([f"• {audits}, with scores and ratings, as those of {former}"] if found.audits else []),
        f"• The journal, which names {former} only",
    ]


def _went(found: Outcome) -> list[str]:
    counted = (
        (found.texts, "comment or reason emptied", "comments and reasons emptied"),
        (found.messages, "message taken back, in Slack within minutes", "messages taken back, in Slack within minutes"),
        (found.drafts, "draft discarded", "drafts discarded"),
        (found.audits, "audit kept without a name", "audits kept without a name"),
    )
    return _counted(counted)


def _counted(lines: Iterable[tuple[int, str, str]]) -> list[str]:
    return [f"• {audit.several(number, one, many)}" for number, one, many in lines if number]
