"""The whole story of an audit: disputed, decided in part, escalated, decided for good and acknowledged.

A second audit is conceded by its auditor, and a third is voided by a lead.
"""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from qabot.audit.models import Audit, Ticket
from qabot.dev import Local
from qabot.dispute.models import DisputeLead
from qabot.people.models import Person as Row
from sandbox.model import Message
from sandbox.outcome import Outcome
from sandbox.testing import Person, words
from tests.e2e.test_first_audit import QA, all_sent, best, buttons, home, rating_blocks
from tests.waiting import until

REASON = "The SOP asks for exactly this wording."


@dataclass
class Case:
    """One audit, and the people who have a part in it."""

    local: Local
    auditor: Person
    audit_id: int
    associate: Person
    reference: str

    def card(self) -> Message:
        """The result, as the associate has it now."""
        return until(self._results, "the result to reach the associate")[0]

    def _results(self) -> list[Message]:
        return [said for said in self.associate.sees.dm() if f"Audit of ticket {self.reference}" in said.text]

    def says(self, text: str) -> None:
        until(lambda: text in words(self.card()), f"the card to say “{text}”")

    def offers(self, button: str) -> None:
        until(lambda: button in buttons(self.card()), f"the card to offer “{button}”")

    def disputes(self, *findings: str) -> None:
        self.offers("Dispute")
        assert self.associate.clicks(self.card(), "Dispute").ok
        for criterion in findings:
            fill_highest(self.associate, f"proposed:{criterion}")
            assert self.associate.fills(self.associate.sees.view(), {f"reason:{criterion}": REASON}).ok
        accepted(self.associate)
        self.says("dispute")

    def leads(self) -> list[Person]:
        """Who is asked to decide, in the order in which they were asked."""
        with self.local.qabot.database.reading() as session:
            found = select(Row.key).join(DisputeLead, DisputeLead.person_id == Row.id).order_by(DisputeLead.id)
            keys = list(session.execute(found).scalars())
        return [self.local.sandbox.person(key) for key in keys]

    def score(self) -> float | None:
        with self.local.qabot.database.reading() as session:
            return session.get_one(Audit, self.audit_id).score


@pytest.fixture
def mode() -> str:
    return "socket"


def test_from_import_to_the_final_decision(local: Local) -> None:
    case = audited(local, "maya-lindqvist", findings=2)
    first, second = findings_of(case)
    case.disputes(first, second)
    lead = case.leads()[0]
    asked = until(lambda: waiting_card(lead, case.reference, "Decide"), "the lead to be asked")
    assert REASON in words(asked)
    assert lead.clicks(asked, "Decide").ok
    decide(lead, {first: "highest", second: "uphold"})
    case.says("partly upheld")
    case.says("Revision 2")


def test_a_second_audit_is_conceded(local: Local) -> None:
    case = audited(local, "maya-lindqvist", findings=1)
    [criterion] = findings_of(case)
    case.disputes(criterion)
    auditor = case.auditor
    asked = until(lambda: waiting_card(auditor, case.reference, "Concede"), "the auditor to be told")
    assert auditor.clicks(asked, "Concede").ok
    assert auditor.fills(auditor.sees.view(), {"reason": "They are right."}).ok
    accepted(auditor)
    case.says("overturned")
    case.offers("Acknowledge")
    assert case.associate.clicks(case.card(), "Acknowledge").ok
    until(lambda: "Acknowledge" not in buttons(case.card()), "the card to be acknowledged")
    assert case.score() == 100
    assert all_sent(local)


def test_a_third_audit_is_voided(local: Local) -> None:
    case = audited(local, "maya-lindqvist", findings=1)
    [criterion] = findings_of(case)
    case.disputes(criterion)
    lead = case.leads()[0]
    asked = until(lambda: waiting_card(lead, case.reference, "Decide"), "the lead to be asked")
    assert lead.types(f"/qa-audit void {case.reference}", QA).ok
    assert lead.fills(lead.sees.view(), {"reason": "The ticket belongs to somebody else."}).ok
    accepted(lead)
    until(lambda: "voided" in words(message_at(lead, asked)), "the lead's card to say so")
    until(lambda: buttons(case.card()) == [], "the result to offer nothing any more")
    associate = case.associate
    associate.opens_home()
    assert "too few" in home(associate)
    assert all_sent(local)


def audited(local: Local, key: str, *, findings: int) -> Case:
    """An audit with so many findings on its first page, whose result is out."""
    auditor = local.sandbox.person(key)
    assert auditor.types("/qa-audit", QA).ok
    view = auditor.sees.view()
    for block in rating_blocks(view)[:findings]:
        fault(auditor, block)
    score_all_but(auditor, findings)
    accepted(auditor)
    with local.qabot.database.reading() as session:
        audit = session.execute(select(Audit).order_by(Audit.id.desc()).limit(1)).scalar_one()
        associate = session.get_one(Row, audit.associate_id).key
        reference = session.get_one(Ticket, audit.ticket_id).reference
    return Case(local, auditor, audit.id, local.sandbox.person(associate), reference)


def fault(auditor: Person, block: str) -> None:
    """The worst rating that is not critical enough to matter here, with its reason."""
    criterion = block.removeprefix("rating:")
    assert auditor.fills(auditor.sees.view(), {block: "0"}).ok
    reason = {f"cause:{criterion}": "associate_execution", f"comment:{criterion}": f"Look at {criterion} again."}
    assert auditor.fills(auditor.sees.view(), reason).ok


def score_all_but(auditor: Person, findings: int) -> None:
    """Full marks for everything else, up to the review."""
    for page in range(10):
        view = auditor.sees.view()
        if "Review and submit" in words(view):
            return
        for block in rating_blocks(view)[findings if page == 0 else 0 :]:
            assert auditor.fills(view, {block: best(view, block)}).ok
        accepted(auditor)


def findings_of(case: Case) -> list[str]:
    """The criteria that may be disputed, as the form offers them."""
    until(lambda: "Dispute" in buttons(case.card()), "the result with its buttons")
    assert case.associate.clicks(case.card(), "Dispute").ok
    view = case.associate.sees.view()
    found = [block["block_id"].removeprefix("proposed:") for block in view.blocks if "proposed:" in block["block_id"]]
    case.associate.closes(view)
    return found


def fill_highest(person: Person, block: str) -> None:
    """The first option of a select: they stand with the best one on top."""
    view = person.sees.view()
    options = next(one["element"]["options"] for one in view.blocks if one.get("block_id") == block)
    assert person.fills(view, {block: options[0]["value"]}).ok


def decide(lead: Person, decisions: dict[str, str]) -> None:
    for criterion, decision in decisions.items():
        if decision == "highest":
            fill_highest(lead, f"decided:{criterion}")
        else:
            uphold(lead, f"decided:{criterion}")
        assert lead.fills(lead.sees.view(), {f"reason:{criterion}": f"About {criterion}: {decision}."}).ok
    accepted(lead)


def uphold(lead: Person, block: str) -> None:
    view = lead.sees.view()
    options = next(one["element"]["options"] for one in view.blocks if one.get("block_id") == block)
    stands = next(option for option in options if option["text"]["text"].startswith("Uphold"))
    assert lead.fills(view, {block: stands["value"]}).ok


def waiting_card(person: Person, reference: str, button: str) -> Message | None:
    """The latest message about a ticket that offers this button."""
    return next((m for m in reversed(person.sees.dm()) if reference in m.text and button in buttons(m)), None)


def message_at(person: Person, message: Message) -> Message:
    return next(one for one in person.sees.dm() if one.ts == message.ts)


def accepted(person: Person) -> Outcome:
    outcome = person.submits()
    assert outcome.ok, outcome
    return outcome
