"""`manifest.yml` is the app as it is."""

import re
from typing import Any

import pytest
from ruamel.yaml import YAML

import handlers
from handlers import Deps
from handlers.requests import Kind
from qabot.app import Qabot
from qabot.manifest import PATH, wanted_scopes

# What each method of the gateway needs. chat.postMessage to a user's id opens a direct message: im:write.
SCOPES_OF_METHODS = {
    "chat_postMessage": {"chat:write", "im:write"},
    "chat_update": {"chat:write"},
    "chat_delete": {"chat:write"},
    "conversations_open": {"im:write"},
    "conversations_history": {"channels:history", "groups:history", "im:history"},
    "conversations_replies": {"channels:history", "groups:history", "im:history"},
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_list": {"channels:read", "groups:read"},
    "conversations_members": {"channels:read", "groups:read"},
    "files_getUploadURLExternal": {"files:write"},
    "files_completeUploadExternal": {"files:write"},
    "files_delete": {"files:write"},
    "files_info": {"files:read"},
    "users_list": {"users:read", "users:read.email"},
    "apps_connections_open": set(),
    "auth_test": set(),
    "files_download": {"files:read"},
    "views_open": set(),
    "views_push": set(),
    "views_update": set(),
    "views_publish": set(),
}


@pytest.fixture
def registered(qabot: Qabot) -> dict[Kind, set[str]]:
    """The names that the handlers have registered, without the words of the commands."""
    wiring = handlers.register(
        qabot.bolt, Deps(database=qabot.database, slack=qabot.slack, clock=lambda: pytest.fail("asked"))
    )
    return {kind: {route.name.split(" ")[0] for route in wiring.routes if route.kind is kind} for kind in Kind}


@pytest.fixture
def manifest() -> dict[str, Any]:
    held: dict[str, Any] = YAML(typ="safe").load(PATH.read_text())
    return held


def test_its_commands_are_those_that_are_handled(registered: dict[Kind, set[str]], manifest: dict[str, Any]) -> None:
    assert {command["command"] for command in manifest["features"]["slash_commands"]} == registered[Kind.COMMAND]


def test_its_shortcuts_are_those_that_are_handled(registered: dict[Kind, set[str]], manifest: dict[str, Any]) -> None:
    shortcuts = manifest["features"]["shortcuts"]
    assert {shortcut["callback_id"] for shortcut in shortcuts} == registered[Kind.SHORTCUT]


def test_its_events_are_those_that_are_handled(registered: dict[Kind, set[str]], manifest: dict[str, Any]) -> None:
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == registered[Kind.EVENT]


def test_its_scopes_are_those_that_the_gateway_needs() -> None:
    from qabot.slack import gateway

    used = set(re.findall(r"\.((?:chat|conversations|users|auth|views|files|reactions)_\w+)", _source(gateway)))
    used |= {"files_download"}  # the SDK has no method for it
    assert used <= SCOPES_OF_METHODS.keys(), "say here which scopes a new method needs"
    assert wanted_scopes() == {"commands"}.union(*(SCOPES_OF_METHODS[method] for method in used))


def test_slack_would_take_it(manifest: dict[str, Any]) -> None:
    about = manifest["display_information"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 174 <= len(about["long_description"]) <= 4000
    assert len(manifest["features"]["bot_user"]["display_name"]) <= 80
    for command in manifest["features"]["slash_commands"]:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
    for shortcut in manifest["features"]["shortcuts"]:
        assert shortcut["type"] in ("global", "message")
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150


def test_each_command_tells_how_to_ask_for_help(manifest: dict[str, Any]) -> None:
    assert all("help" in command["usage_hint"] for command in manifest["features"]["slash_commands"])


def _source(module: Any) -> str:
    import inspect

    return inspect.getsource(module)
