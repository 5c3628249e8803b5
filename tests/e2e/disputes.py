"""An audit that is disputed, and what each person does about it, as they would do it in Slack."""

from dataclasses import dataclass

from sqlalchemy import select

from qabot.audit.models import Audit, Ticket
from qabot.dev import Local
from qabot.dispute.models import Dispute, DisputeLead
from qabot.journal import JournalRow
from qabot.people.models import Person as Row
from sandbox.model import Message, View
from sandbox.outcome import Outcome
from sandbox.testing import Person, words
from tests.e2e.test_first_audit import QA, best, buttons, rating_blocks
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
        self.associate.closes()
        self.says("dispute")

    def leads(self, *, in_round: int = 1) -> list[Person]:
        """Who is asked to decide, in the order in which they were asked."""
        asked = select(Row.key).join(DisputeLead, DisputeLead.person_id == Row.id).order_by(DisputeLead.id)
        of_this = asked.join(Dispute, Dispute.id == DisputeLead.dispute_id).where(Dispute.audit_id == self.audit_id)
        with self.local.qabot.database.reading() as session:
            keys = list(session.execute(of_this.where(DisputeLead.round == in_round)).scalars())
        return [self.local.sandbox.person(key) for key in keys]

    def decided_by(self, lead: Person, decisions: dict[str, str]) -> None:
        asked = until(lambda: waiting_card(lead, self.reference, "Decide"), "the lead to be asked")
        assert REASON in words(asked)
        assert lead.clicks(asked, "Decide").ok
        decide(lead, decisions)

    def presses(self, person: Person, button: str, typed: dict[str, str]) -> None:
        """A button of the latest message about this ticket, and what its form asks for."""
        card = until(lambda: waiting_card(person, self.reference, button), f"{button} to be offered")
        assert person.clicks(card, button).ok
        if typed:
            assert person.fills(person.sees.view(), typed).ok
            accepted(person)
            person.closes()

    def score(self) -> float | None:
        with self.local.qabot.database.reading() as session:
            return session.get_one(Audit, self.audit_id).score

    def state(self) -> str:
        with self.local.qabot.database.reading() as session:
            return session.get_one(Audit, self.audit_id).state

    def journal(self) -> list[str]:
        """What was done to the audit, in order."""
        told = select(JournalRow.action).where(JournalRow.thing == "audit", JournalRow.thing_id == self.audit_id)
        with self.local.qabot.database.reading() as session:
            return list(session.execute(told.order_by(JournalRow.id)).scalars())


def audited(local: Local, key: str, *, findings: int) -> Case:
    """An audit with so many findings, none of them at a critical criterion, whose result is out."""
    auditor = local.sandbox.person(key)
    assert auditor.types("/qa-audit", QA).ok
    score(auditor, findings)
    accepted(auditor)
    auditor.closes()
    with local.qabot.database.reading() as session:
        audit = session.execute(select(Audit).order_by(Audit.id.desc()).limit(1)).scalar_one()
        associate = session.get_one(Row, audit.associate_id).key
        reference = session.get_one(Ticket, audit.ticket_id).reference
    return Case(local, auditor, audit.id, local.sandbox.person(associate), reference)


def score(auditor: Person, findings: int) -> None:
    """The worst rating, with its reason, for the first criteria that are not critical; full marks for the rest."""
    for _ in range(10):
        view = auditor.sees.view()
        if "Review and submit" in words(view):
            assert findings == 0, "a scorecard with so few criteria that are not critical"
            return
        for block in rating_blocks(view):
            if findings and not is_critical(view, block):
                fault(auditor, block)
                findings -= 1
            else:
                assert auditor.fills(view, {block: best(view, block)}).ok
        accepted(auditor)


def is_critical(view: View, block: str) -> bool:
    return any(one.get("block_id") == block and "-critical)" in one["label"]["text"] for one in view.blocks)


def fault(auditor: Person, block: str) -> None:
    criterion = block.removeprefix("rating:")
    assert auditor.fills(auditor.sees.view(), {block: "0"}).ok
    reason = {f"cause:{criterion}": "associate_execution", f"comment:{criterion}": f"Look at {criterion} again."}
    assert auditor.fills(auditor.sees.view(), reason).ok


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
    lead.closes()


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
