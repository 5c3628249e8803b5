"""Reading what Slack sends into typed values. Nothing in here is believed: ids and values are only carried along."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from handlers import written
from handlers.requests import Kind, Request, Values
from qabot import privacy
from qabot.access import Actor

Body = dict[str, Any]
KINDS = {
    "block_actions": Kind.ACTION,
    "view_submission": Kind.SUBMISSION,
    "block_suggestion": Kind.OPTIONS,
    "shortcut": Kind.SHORTCUT,
    "message_action": Kind.SHORTCUT,
}


def kind(body: Body) -> Kind:
    if "command" in body:
        return Kind.COMMAND
    return KINDS.get(str(body.get("type")), Kind.EVENT)


def is_readable(body: Body) -> bool:
    """Whether the names by which a request finds its handler are where Slack puts them."""
    named = {
        "block_actions": lambda: _names(_action(body), "action_id", "block_id"),
        "block_suggestion": lambda: _names(body, "action_id", "block_id"),
        "view_submission": lambda: _names(_view(body), "callback_id"),
        "shortcut": lambda: _names(body, "callback_id"),
        "message_action": lambda: _names(body, "callback_id"),
        "event_callback": lambda: _names(body.get("event"), "type"),
    }
    kind = body.get("type")
    if kind is None:
        # All but a slash command, and Slack's own look at the certificate, say of what type they are.
        return isinstance(body.get("command"), str) or "ssl_check" in body
    if not isinstance(kind, str):
        return False
    if kind in named:
        return named[kind]()
    # What Slack may send one day: its parts are parts.
    return all(isinstance(body.get(part, {}), dict) for part in ("event", "view"))


def _names(held: Any, *names: str) -> bool:
    return isinstance(held, dict) and all(isinstance(held.get(name), str) for name in names)


def name(kind: Kind, body: Body) -> str:
    """By what a request of this kind finds its handler; empty where it has no such name."""
    holder, key = {
        Kind.COMMAND: (body, "command"),
        Kind.ACTION: (_action(body), "action_id"),
        Kind.SUBMISSION: (_view(body), "callback_id"),
        Kind.SHORTCUT: (body, "callback_id"),
        Kind.OPTIONS: (body, "action_id"),
        Kind.EVENT: (body.get("event"), "type"),
    }[kind]
    found = holder.get(key) if isinstance(holder, dict) else None
    return found if isinstance(found, str) else ""


def word(body: Body) -> str:
    """The first word after a command, in small letters; empty where nothing follows it."""
    return str(body.get("text") or "").strip().partition(" ")[0].casefold()


def user_id(body: Body) -> str:
    user = body.get("user") or body.get("user_id") or (body.get("event") or {}).get("user")
    found = user.get("id") if isinstance(user, dict) else user
    return str(found or "")


def key(kind: Kind, body: Body) -> str:
    """What tells this request from every other one, and is the same when Slack delivers it twice."""
    if kind is Kind.EVENT:
        return f"event:{body.get('event_id')}"
    if kind is Kind.SUBMISSION:
        view = _view(body)
        state = json.dumps(_held(view), sort_keys=True)
        digest = hashlib.sha256(state.encode()).hexdigest()
        return f"{kind}:{view.get('id')}:{view.get('hash')}:{user_id(body)}:{digest}"
    action = _action(body)
    return f"{kind}:{body.get('trigger_id')}:{action.get('action_id', '')}:{action.get('action_ts', '')}"


def reference(kind: Kind, body: Body) -> str:
    """A short reference to quote: it finds the request in the logs and tells nothing by itself."""
    return hashlib.sha256(key(kind, body).encode()).hexdigest()[:8]


def values(body: Body) -> Values:
    """What the fields of the view hold."""
    return Values(_held(_view(body)))


def request(kind: Kind, body: Body, *, actor: Actor, now: datetime, session: Session, prepared: Any = None) -> Request:
    view, action = _view(body), _action(body)
    return Request(
        kind=kind,
        key=key(kind, body),
        actor=actor,
        now=now,
        session=session,
        text=_text(kind, body),
        channel=str(body.get("channel_id") or "").replace("\0", ""),
        block_id=str(action.get("block_id") or body.get("block_id") or ""),
        stamp=_stamp(action),
        value=_value(action),
        view_id=str(view.get("id") or ""),
        token=str(view.get("private_metadata") or ""),
        values=values(body),
        prepared=prepared,
    )


def _held(view: Body) -> Body:
    state = view.get("state")
    values = state.get("values") if isinstance(state, dict) else None
    return values if isinstance(values, dict) else {}


def in_modal(body: Body) -> bool:
    return _view(body).get("type") == "modal"


def _view(body: Body) -> dict[str, Any]:
    view = body.get("view")
    return view if isinstance(view, dict) else {}


def _action(body: Body) -> dict[str, Any]:
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else {}
    return first if isinstance(first, dict) else {}


def _text(kind: Kind, body: Body) -> str:
    """What follows a command, or is searched for. A command's words may be quoted in its answer, which is kept."""
    if kind is Kind.SHORTCUT:
        return written.in_message(body.get("message"))
    typed = str(body.get("text") or body.get("value") or "").replace("\0", "").strip()
    return privacy.guard(typed).text if kind is Kind.COMMAND else typed


def _stamp(action: dict[str, Any]) -> float:
    try:
        return float(str(action.get("action_ts")))
    except ValueError:
        return 0.0


def _value(action: dict[str, Any]) -> str:
    option = action.get("selected_option")
    held = option.get("value") if isinstance(option, dict) else action.get("value")
    return str(held or "")
