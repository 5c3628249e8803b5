"""views.*: modals and the Home tab."""

from typing import Any

from sandbox.blocks import each_element, named, normalised
from sandbox.errors import SlackError
from sandbox.methods.args import Args
from sandbox.methods.desk import Desk
from sandbox.methods.pictures import check_pictures
from sandbox.model import Json, View
from sandbox.permits import Trigger
from sandbox.render import view_json
from sandbox.rules import check_view


def named_view(body: Json) -> Json:
    """A view with ids in all its blocks."""
    whole: Json = normalised(body)
    return {**whole, "blocks": named(body["blocks"])}


def open_view(desk: Desk, args: Args) -> Json:
    body = _body(desk, args, "modal")
    trigger = desk.permits.use_trigger(args.raw.get("trigger_id") or args.raw.get("interactivity_pointer"))
    return _shown(desk.workspace.views.open(trigger.user_id, _at(trigger, body)))


def push(desk: Desk, args: Args) -> Json:
    body = _body(desk, args, "modal")
    trigger = desk.permits.use_trigger(args.raw.get("trigger_id") or args.raw.get("interactivity_pointer"))
    if trigger.view_id is None:
        raise SlackError("invalid_trigger_id")
    desk.workspace.views.get(trigger.view_id)
    return _shown(desk.workspace.views.push(trigger.user_id, _at(trigger, body)))


def _at(trigger: Trigger, body: Json) -> Json:
    """The conversation that the person was looking at is chosen where an element asks for it."""
    for _, element in each_element(body["blocks"]):
        if trigger.channel_id and element.get("default_to_current_conversation"):
            if element["type"].startswith("multi_"):
                element["initial_conversations"] = [trigger.channel_id]
            else:
                element["initial_conversation"] = trigger.channel_id
    return body


def update(desk: Desk, args: Args) -> Json:
    views = desk.workspace.views
    if external_id := args.maybe_text("external_id"):
        body = _body(desk, args, "modal", "home")
        view = views.get_external(external_id)
    else:
        view_id, body = args.text("view_id"), _body(desk, args, "modal", "home")
        view = views.get(view_id)
    if body["type"] != view.type:
        raise SlackError("invalid_arguments", ["[ERROR] the type of a view cannot change [json-pointer:/view/type]"])
    return _shown(views.update(view, body, args.maybe_text("hash")))


def publish(desk: Desk, args: Args) -> Json:
    user = desk.workspace.users.get(args.text("user_id"))
    if user is None or user.is_bot:
        raise SlackError("invalid_arguments", ["[ERROR] invalid `user_id`"])
    body = _body(desk, args, "home")
    if not desk.workspace.app.home_tab:
        raise SlackError("not_enabled")
    return _shown(desk.workspace.views.publish(user.id, body, args.maybe_text("hash")))


def _body(desk: Desk, args: Args, *types: str) -> Json:
    body: Any = args.tree("view", "invalid_arguments")
    if body is None:
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: view"])
    check_view(body, *types)
    check_pictures(desk, body["blocks"], "/view/blocks", "invalid_arguments")
    return named_view(body)


def _shown(view: View) -> Json:
    return {"view": view_json(view)}
