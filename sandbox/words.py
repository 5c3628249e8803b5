"""The ledger in words: a sentence for each call and each delivery, as somebody who watched would tell it."""

import json
from collections.abc import Iterator
from typing import Any

from sandbox.ledger import LedgerEntry
from sandbox.model import Json
from sandbox.workspace import Workspace

QUOTED = 80
FAILURES = {
    "timeout": "not answered in time",
    "not_running": "the app was away",
    "error": "answered with an error",
}
CHANGED = {"message_changed": "changed a message", "message_deleted": "deleted a message"}
POSTS = ("chat.postMessage", "chat.postEphemeral", "response_url")


def texts(value: Any) -> Iterator[str]:
    """Every text that is to be read in blocks, a view or a message."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key == "text" and isinstance(one, str):
                yield one
            else:
                yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)


def tree(value: Any) -> Any:
    """JSON that a form brought as text; what is no JSON counts as nothing."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None


def message_words(request: Json) -> str:
    """What a call says: its text and the texts of its blocks, a line each."""
    return "\n".join([str(request.get("text") or ""), *texts(tree(request.get("blocks")))]).strip()


class Words:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def sentence(self, entry: LedgerEntry) -> str:
        """What happened, and what became of it."""
        told = self._call(entry) if entry.kind == "call" else self._delivery(entry)
        again = f" (delivery {entry.attempt + 1})" if entry.attempt else ""
        fault = f" [{entry.fault.replace('_', ' ')}, on request]" if entry.fault else ""
        return f"{told}{again}{_outcome(entry)}{fault}"

    def _call(self, entry: LedgerEntry) -> str:
        app, asked, where = self._workspace.app.name, entry.request, self._where(entry)
        said = _quoted(message_words(asked))
        title = _title(tree(asked.get("view")))
        sentences = {
            "chat.postMessage": f"{app} wrote {where}: {said}",
            "chat.postEphemeral": f"{app} told {self._person(entry.user)} alone, {where}: {said}",
            "chat.update": f"{app} changed a message {where}: {said}",
            "chat.delete": f"{app} deleted a message {where}",
            "response_url": f"{app} answered {self._person(entry.user)} {where}: {said}",
            "views.open": f"{app} opened {title}",
            "views.push": f"{app} opened {title} on top",
            "views.update": f"{app} changed {title}",
            "views.publish": f"{app} published the Home of {self._person(entry.user)}",
        }
        return sentences.get(entry.name) or f"{app} called {entry.name}"

    def _delivery(self, entry: LedgerEntry) -> str:
        who, held, where = self._person(entry.user), entry.request, self._where(entry)
        view = _title(held.get("view"))
        event = held.get("event") or {}
        said = event.get("message") or event.get("previous_message") or event
        if said.get("bot_id"):
            return f"{self._person(said.get('user'))} heard of its own message"
        if event.get("subtype") in CHANGED:
            return f"{self._person(said.get('user'))} {CHANGED[event['subtype']]} {where}"
        sentences = {
            "slash_commands": f"{who} typed {held.get('command')} {held.get('text')}".rstrip() + f" {where}",
            "block_actions": f"{who} used {_used(held)}",
            "block_suggestion": f"{who} searched {_quoted(str(held.get('value', '')))}",
            "view_submission": f"{who} submitted {view}",
            "view_closed": f"{who} closed {view}",
            "shortcut": f"{who} chose the shortcut {held.get('callback_id')}",
            "message_action": f"{who} chose {held.get('callback_id')} for a message {where}",
            "message": f"{who} wrote {where}: {_quoted(str(event.get('text') or ''))}",
            "app_home_opened": f"{who} opened Home",
        }
        return sentences.get(entry.name) or f"{self._workspace.app.name} was told of {entry.name}"

    def _person(self, user_id: str | None) -> str:
        found = self._workspace.users.get(user_id or "")
        return (found.real_name or found.name) if found else "somebody"

    def _where(self, entry: LedgerEntry) -> str:
        channel = self._workspace.channels.get(entry.channel or "")
        if channel is None:
            return "somewhere"
        if not channel.is_im:
            return f"in #{channel.name}"
        return f"to {self._person(channel.im_user)}" if entry.kind == "call" else f"to {self._workspace.app.name}"


def _outcome(entry: LedgerEntry) -> str:
    if entry.ok:
        return ""
    if entry.kind == "call":
        return f" — refused: {entry.response.get('error', 'no answer')}"
    failure = str(entry.response.get("failure") or "")
    return f" — {FAILURES.get(failure) or 'the answer was refused: ' + str(entry.response.get('error'))}"


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line[:QUOTED]}…”" if len(line) > QUOTED else f"“{line}”"


def _title(view: Any) -> str:
    title = (view.get("title") or {}).get("text") if isinstance(view, dict) else None
    return f"“{title}”" if title else "a view"


def _used(payload: Json) -> str:
    actions = payload.get("actions") or [{}]
    label = (actions[0].get("text") or {}).get("text")
    return f"“{label}”" if label else str(actions[0].get("action_id"))
