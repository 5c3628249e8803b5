"""Question, dispute, decision, escalation, final decision, acknowledgement: over the socket, on both databases."""

import pytest
from sqlalchemy import select

from qabot.audit.models import Audit
from qabot.dev import Local
from qabot.dispute.models import DisputeLead
from qabot.people.models import Person as Row
from sandbox.model import Message, View
from sandbox.testing import Person, words
from tests.e2e.test_first_audit import QA, all_sent, associate_of, buttons, score_all, states
from tests.waiting import until


@pytest.mark.parametrize("mode", ["socket"], indirect=True)
def test_from_the_question_to_the_final_decision(local: Local) -> None:
    auditor = local.sandbox.person("maya-lindqvist")
    auditor.types("/qa-audit", QA)
    score_all(auditor, comment="Please confirm the next step.")
    auditor.submits()
    auditor.closes()
    associate = associate_of(local)

    writes(associate, "Ask", {"remark": "Which step is meant?"})
    writes(auditor, "Answer", {"remark": "The third one."})
    disputes(associate)
    decides(lead_of(local, 1), level="0")
    writes(associate, "Escalate", {"reason": "The SOP says the opposite."})
    assert states(local) == ["disputed"]
    decides(lead_of(local, 2), level="best")

    card = until(lambda: result_of(associate, revision=3), "the result to wait for its associate again")
    assert "The dispute of this audit ended: overturned." in words(card)
    assert "Escalate" not in buttons(card)
    assert associate.clicks(card, "Earlier revisions").ok
    assert "another QA lead decided it finally" in words(associate.sees.view())
    associate.closes()
    assert associate.clicks(card, "Acknowledge").ok
    assert states(local) == ["acknowledged"]
    assert revisions(local) == [3]
    assert all_sent(local)


def writes(person: Person, button: str, typed: dict[str, str]) -> None:
    presses(person, button)
    assert person.fills(person.sees.view(), typed).ok
    assert person.submits().ok
    person.closes()


def presses(person: Person, button: str) -> View:
    assert person.clicks(until(lambda: offered(person, button), f"{button} to be offered"), button).ok
    return person.sees.view()


def offered(person: Person, button: str) -> Message | None:
    found = [message for message in person.sees.dm() if button in buttons(message)]
    return found[-1] if found else None


def result_of(associate: Person, *, revision: int) -> Message | None:
    card = offered(associate, "Acknowledge")
    return card if card and f"Revision {revision}: 100" in words(card) else None


def disputes(associate: Person) -> None:
    view = presses(associate, "Dispute")
    block = disputed(view, "proposed:")
    reason = block.replace("proposed:", "reason:")
    assert associate.fills(view, {block: best(view, block), reason: "The SOP does not ask for that."}).ok
    assert associate.submits().ok
    associate.closes()


def decides(lead: Person, level: str) -> None:
    view = presses(lead, "Decide")
    block = disputed(view, "decided:")
    criterion = block.removeprefix("decided:")
    chosen = best(view, block) if level == "best" else level
    why = {f"cause:{criterion}": "sop_missing", f"reason:{criterion}": "The SOP is not clear about it."}
    assert lead.fills(view, {block: chosen} | why).ok
    assert lead.submits().ok
    lead.closes()


def disputed(view: View, prefix: str) -> str:
    return next(str(one["block_id"]) for one in view.blocks if str(one.get("block_id")).startswith(prefix))


def best(view: View, block_id: str) -> str:
    """The first one on offer: the best comes first."""
    element = next(one["element"] for one in view.blocks if one.get("block_id") == block_id)
    return str(element["options"][0]["value"])


def lead_of(local: Local, in_round: int) -> Person:
    """The first of those who were asked to decide."""
    with local.qabot.database.reading() as session:
        asked = select(Row.key).join(DisputeLead, DisputeLead.person_id == Row.id).order_by(DisputeLead.id)
        return local.sandbox.person(session.execute(asked.where(DisputeLead.round == in_round)).scalars().first() or "")


def revisions(local: Local) -> list[int]:
    with local.qabot.database.reading() as session:
        return list(session.execute(select(Audit.revision)).scalars())
