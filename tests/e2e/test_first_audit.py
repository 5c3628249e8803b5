"""Import, audit, result, acknowledgement: over the real socket and by signed requests, on both databases."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import select

from qabot.audit.models import Audit
from qabot.dev import Local
from qabot.journal import JournalRow
from qabot.outbox import OutboxRow
from sandbox.model import Message, View
from sandbox.testing import Person, words
from tests.waiting import until

QA = "qa-team"


def test_from_import_to_acknowledgement(local: Local) -> None:
    auditor = local.sandbox.person("maya-lindqvist")
    assert auditor.types("/qa-audit", QA).ok
    score_all(auditor, comment="Please confirm the next step.")
    assert auditor.submits().ok
    assert "Audit submitted" in words(auditor.sees.view())

    associate = associate_of(local)
    card = result_card(associate)
    told = words(card)
    assert "Audit of ticket" in card.text
    assert "Please confirm the next step." in told

    assert associate.clicks(card, "Acknowledge").ok
    until(lambda: "Acknowledged" in words(result_card(associate)), "the card to say when it was acknowledged")
    assert "Acknowledge" not in buttons(result_card(associate))
    assert states(local) == ["acknowledged"]
    assert journaled(local) == ["audit.started", "audit.submitted", "audit.published", "audit.acknowledged"]
    assert len(associate.sees.dm()) == 1
    assert all_sent(local)


def test_home_is_fresh_after_each_change(local: Local) -> None:
    auditor = local.sandbox.person("maya-lindqvist")
    auditor.opens_home()
    auditor.types("/qa-audit", QA)
    score_all(auditor)
    auditor.submits()
    until(lambda: "You submitted 1 of " in home(auditor), "the auditor's Home to count the audit")
    associate = associate_of(local)
    associate.opens_home()
    assert "Acknowledge" in home(associate)


def test_a_draft_survives_closing_and_a_restart(start: Callable[[str], AbstractContextManager[Local]]) -> None:
    with start("socket") as local:
        auditor = local.sandbox.person("maya-lindqvist")
        auditor.types("/qa-audit", QA)
        first = auditor.sees.view()
        block = rating_blocks(first)[0]
        auditor.fills(first, {block: best(first, block)})
        kept = words(auditor.sees.view())
        auditor.closes()
    with start("socket") as local:
        auditor = local.sandbox.person("maya-lindqvist")
        auditor.types("/qa-audit", QA)
        again = auditor.sees.view()
        assert "1 of" in words(again)
        assert words(again) == kept


def test_who_may_not_audit_is_told_so_in_words(local: Local) -> None:
    manager = local.sandbox.person("miriam-okafor")
    assert manager.types("/qa-audit", QA).ok
    [told] = manager.sees.ephemerals(QA)
    assert "auditors and QA leads" in told.text
    assert manager.sees.views() == []


def score_all(auditor: Person, comment: str = "") -> None:
    """Rate everything with full marks, but the first criterion where there is a comment, and go on to the review."""
    for page in range(10):
        view = auditor.sees.view()
        if "Review and submit" in words(view):
            return
        for block in rating_blocks(view):
            assert auditor.fills(view, {block: best(view, block)}).ok
        if comment and page == 0:
            find_fault(auditor, rating_blocks(view)[0], comment)
        outcome = auditor.submits()
        assert outcome.ok, outcome


def find_fault(auditor: Person, block: str, comment: str) -> None:
    criterion = block.removeprefix("rating:")
    auditor.fills(auditor.sees.view(), {block: "0"})
    reason = {f"cause:{criterion}": "associate_execution", f"comment:{criterion}": comment}
    assert auditor.fills(auditor.sees.view(), reason).ok


def rating_blocks(view: View) -> list[str]:
    return [block for block in block_ids(view) if block.startswith("rating:")]


def block_ids(view: View) -> list[str]:
    return [str(block.get("block_id")) for block in view.blocks]


def best(view: View, block_id: str) -> str:
    element = next(block["element"] for block in view.blocks if block.get("block_id") == block_id)
    return max(str(option["value"]) for option in element["options"] if option["value"].isdigit())


def associate_of(local: Local) -> Person:
    with local.qabot.database.reading() as session:
        from qabot.people.models import Person as Row

        key = session.execute(select(Row.key).join(Audit, Audit.associate_id == Row.id)).scalar_one()
    return local.sandbox.person(key)


def result_card(associate: Person) -> Message:
    return until(associate.sees.dm, "the result to reach the associate")[-1]


def buttons(message: Message) -> list[str]:
    return [
        element["text"]["text"]
        for block in message.blocks
        for element in block.get("elements", [])
        if element.get("type") == "button"
    ]


def home(person: Person) -> str:
    shown = person.sees.home()
    return words(shown) if shown else ""


def states(local: Local) -> list[str]:
    with local.qabot.database.reading() as session:
        return list(session.execute(select(Audit.state)).scalars())


def journaled(local: Local) -> list[str]:
    with local.qabot.database.reading() as session:
        found = select(JournalRow.action).where(JournalRow.thing == "audit").order_by(JournalRow.id)
        return list(session.execute(found).scalars())


def all_sent(local: Local) -> bool:
    def sent() -> bool:
        with local.qabot.database.reading() as session:
            return set(session.execute(select(OutboxRow.state)).scalars()) == {"sent"}

    return until(sent, "everything in the outbox to be sent")
