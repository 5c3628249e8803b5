"""Drives the real Bolt app as Slack does: payloads in, acks out, on behalf of a person of the test department."""

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from slack_bolt import App

from qabot.app import dispatch
from qabot.slack.port import View
from tests.factories import slack_id
from tests.fakes import TEAM, FakeSlack

Payload = dict[str, Any]


@dataclass(frozen=True)
class Ack:
    """How a request was answered."""

    status: int
    body: Payload

    @property
    def text(self) -> str:
        return str(self.body.get("text", ""))

    @property
    def errors(self) -> dict[str, str]:
        return dict(self.body.get("errors", {}))

    @property
    def view(self) -> View:
        return dict(self.body["view"])


@dataclass
class Driver:
    """`slack` is what the app talks to; `sent` holds every payload, so that one can be delivered again."""

    app: App
    slack: FakeSlack
    sent: list[Payload] = field(default_factory=list)
    _numbers: Any = field(default_factory=lambda: count(1))

    def command(self, person: str, name: str, text: str = "") -> Ack:
        return self.deliver(self.command_payload(person, name, text))

    def command_payload(self, person: str, name: str, text: str = "") -> Payload:
        return {
            "command": name,
            "text": text,
            "user_id": slack_id(person),
            "team_id": TEAM,
            "channel_id": "C0QA",
            "trigger_id": self._trigger(),
            "response_url": "https://hooks.example/commands",
        }

    def click(
        self,
        person: str,
        action_id: str,
        value: str = "",
        *,
        view: View | None = None,
        home: bool = False,
        values: Payload | None = None,
        element: Payload | None = None,
        block_id: str = "block",
    ) -> Ack:
        """`element` is the element-specific part, such as a selected option, where it is no button."""
        action = {
            "action_id": action_id,
            "block_id": block_id,
            "type": "button",
            "action_ts": f"{next(self._numbers)}.000001",
        }
        payload = self._interaction("block_actions", person) | {
            "actions": [action | (element or {"value": value})],
            "container": {"type": "view" if view or home else "message"},
        }
        if view or home:
            payload["view"] = self._view(view or {"type": "home", "blocks": []}, values or {})
        else:
            payload["response_url"] = "https://hooks.example/actions"
            payload["channel"] = {"id": "D0"}
            payload["message"] = {"ts": "1.000100"}
        return self.deliver(payload)

    def submit(self, person: str, view: View, values: Payload | None = None) -> Ack:
        payload = self._interaction("view_submission", person)
        return self.deliver(payload | {"view": self._view(view, values or {}), "response_urls": []})

    def close(self, person: str, view: View) -> Ack:
        return self.deliver(
            self._interaction("view_closed", person) | {"view": self._view(view, {}), "is_cleared": False}
        )

    def shortcut(self, person: str, callback_id: str, message: Payload | None = None) -> Ack:
        """From everywhere, or from a message."""
        payload = self._interaction("message_action" if message else "shortcut", person)
        payload |= {"callback_id": callback_id, "action_ts": f"{next(self._numbers)}.000001"}
        if message:
            payload |= {"message": {"type": "message", "ts": "1.000100"} | message, "channel": {"id": "C0QA"}}
            payload["response_url"] = "https://hooks.example/actions"
        return self.deliver(payload)

    def options(self, person: str, action_id: str, typed: str, *, view: View, block_id: str = "block") -> list[str]:
        """The values that an external select offers."""
        payload = self._interaction("block_suggestion", person) | {
            "action_id": action_id,
            "block_id": block_id,
            "value": typed,
            "view": self._view(view, {}),
            "container": {"type": "view"},
        }
        return [option["value"] for option in self.deliver(payload).body["options"]]

    def opens_home(self, person: str) -> Ack:
        event = {"type": "app_home_opened", "user": slack_id(person), "tab": "home", "channel": "D0"}
        return self.deliver(
            {
                "type": "event_callback",
                "team_id": TEAM,
                "event_id": f"Ev{next(self._numbers)}",
                "event": event,
                "authorizations": [{"team_id": TEAM, "user_id": "U0BOT", "is_bot": True}],
            }
        )

    def again(self) -> Ack:
        """Slack delivers the last request a second time."""
        return self._dispatch(self.sent[-1])

    def deliver(self, payload: Payload) -> Ack:
        self.sent.append(payload)
        return self._dispatch(payload)

    def _dispatch(self, payload: Payload) -> Ack:
        answer = dispatch(self.app, mode="socket_mode", body=payload)
        is_json = answer.headers.get("content-type", [""])[0].startswith("application/json")
        return Ack(answer.status, json.loads(answer.body) if is_json else {"text": answer.body} if answer.body else {})

    def _interaction(self, kind: str, person: str) -> Payload:
        user = {"id": slack_id(person), "team_id": TEAM, "name": person}
        return {"type": kind, "user": user, "team": {"id": TEAM}, "trigger_id": self._trigger(), "api_app_id": "A0"}

    def _view(self, view: View, values: Payload) -> Payload:
        shown = {"id": "V1", "hash": f"h{next(self._numbers)}", "team_id": TEAM} | view
        return shown | {"state": {"values": values}}

    def _trigger(self) -> str:
        return f"trigger.{next(self._numbers)}"
