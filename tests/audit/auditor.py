"""An auditor in front of the form, as Slack's client would carry them through it."""

from dataclasses import dataclass, field
from typing import Any

from qabot.audit import messages
from qabot.slack.port import View
from sandbox import rules as slack_rules
from tests.audit.sheets import block_ids
from tests.driver import Ack, Driver
from tests.fakes import FakeSlack

Values = dict[str, dict[str, Any]]
GOOD = {"identity": "1", "privacy": "1", "answer": "4", "tone": "4"}


def chosen(value: str | None) -> dict[str, Any]:
    return {"selected_option": {"value": value} if value else None}


@dataclass
class Auditor:
    """Somebody in front of a form: what they see, and what its fields hold."""

    name: str
    bolt: Driver
    slack: FakeSlack
    view: View = field(default_factory=dict)
    values: Values = field(default_factory=dict)

    def types(self, text: str = "") -> Ack:
        seen = len(self.slack.opened)
        ack = self.bolt.command(self.name, "/qa-audit", text)
        if len(self.slack.opened) > seen:
            self._shows(self.slack.opened[-1])
        return ack

    def rates(self, criterion: str, value: str) -> None:
        self.values[f"rating:{criterion}"] = {messages.RATE: chosen(value)}
        self.clicks(messages.RATE, block_id=f"rating:{criterion}")

    def explains(self, criterion: str, cause: str, comment: str) -> None:
        self.values[f"cause:{criterion}"] = {messages.CAUSE: chosen(cause)}
        self.values[f"comment:{criterion}"] = {messages.COMMENT: {"value": comment}}

    def clicks(self, action: str, value: str = "", block_id: str = "block") -> None:
        seen = len(self.slack.updated)
        self.bolt.click(self.name, action, value, view=self.view, values=self._state(), block_id=block_id)
        if len(self.slack.updated) > seen:
            self._shows(self.slack.updated[-1][1])

    def submits(self) -> Ack:
        ack = self.bolt.submit(self.name, self.view, self._state())
        if ack.body.get("response_action") == "update":
            self._shows(ack.view)
        return ack

    def goes_on(self) -> None:
        """Fill this page with full marks where nothing is chosen yet, and go to the next."""
        for block_id in block_ids(self.view):
            if block_id.startswith("rating:"):
                self.values.setdefault(block_id, {messages.RATE: chosen(GOOD[block_id.removeprefix("rating:")])})
        self.submits()

    def _shows(self, view: View) -> None:
        """What was typed survives where block and field are still there, as in Slack."""
        slack_rules.check_view(view, "modal")
        self.view = view

    def _state(self) -> Values:
        shown = {block["block_id"]: block["element"] for block in self.view["blocks"] if block["type"] == "input"}
        return {
            block_id: self.values.get(block_id) or {element["action_id"]: _initial(element)}
            for block_id, element in shown.items()
        }


def _initial(element: dict[str, Any]) -> dict[str, Any]:
    if element["type"] == "plain_text_input":
        return {"value": element.get("initial_value")}
    return {"selected_option": element.get("initial_option")}
