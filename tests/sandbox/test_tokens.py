"""Who may call: tokens, scopes, methods that there are not, and the ledger of it all."""

import pytest
from slack_sdk import WebClient

from sandbox import Sandbox
from tests.sandbox.conftest import channel_id, client_of, error_of, ids_by_name, make_seed, manifest_with, refusal


def test_auth_test_says_who_the_app_is(sandbox: Sandbox, web: WebClient) -> None:
    answer, app = web.auth_test(), sandbox.workspace.app
    assert (answer["team"], answer["team_id"]) == ("Test team", sandbox.workspace.team.id)
    assert (answer["user_id"], answer["bot_id"]) == (app.user_id, app.bot_id)
    assert answer["is_enterprise_install"] is False


def test_without_a_token(sandbox: Sandbox) -> None:
    assert error_of(lambda: WebClient(base_url=sandbox.api_url).auth_test()) == "not_authed"


def test_with_an_unknown_token(sandbox: Sandbox) -> None:
    assert error_of(lambda: client_of(sandbox, "xoxb-unknown").auth_test()) == "invalid_auth"


def test_with_the_other_kind_of_token(sandbox: Sandbox, web: WebClient) -> None:
    app_token = sandbox.seed.app.app_token
    assert error_of(lambda: client_of(sandbox, app_token).auth_test()) == "not_allowed_token_type"
    bot_token = sandbox.seed.app.bot_token
    assert error_of(lambda: web.apps_connections_open(app_token=bot_token)) == "not_allowed_token_type"


def test_unknown_method(web: WebClient) -> None:
    assert error_of(lambda: web.api_call("chat.shout", json={})) == "unknown_method"


def test_form_query_and_json_mean_the_same(sandbox: Sandbox, web: WebClient) -> None:
    arguments = {"channel": channel_id(sandbox, "general"), "text": "Hi", "blocks": '[{"type": "divider"}]'}
    assert web.api_call("chat.postMessage", data=arguments)["ok"]
    assert web.api_call("chat.postMessage", json=arguments)["ok"]
    assert web.api_call("chat.postMessage", http_verb="GET", params=arguments)["ok"]


def test_a_missing_scope_is_named() -> None:
    with Sandbox(make_seed(manifest_with("commands", "users:read"))) as sandbox:
        web = client_of(sandbox)
        body = refusal(lambda: web.chat_postMessage(channel=channel_id(sandbox, "general"), text="Hi"))
        assert body["error"] == "missing_scope"
        assert (body["needed"], body["provided"]) == ("chat:write", "commands,users:read")
        assert web.auth_test().headers["x-oauth-scopes"] == "commands,users:read"


@pytest.mark.parametrize(
    ("method", "arguments", "needed"),
    [
        ("conversations.open", {"users": "maya"}, "im:write"),
        ("conversations.history", {"channel": "general"}, "channels:history"),
        ("conversations.replies", {"channel": "general", "ts": "1.000001"}, "channels:history"),
        ("conversations.list", {"types": "private_channel"}, "groups:read"),
        ("conversations.info", {"channel": "general"}, "channels:read"),
        ("conversations.members", {"channel": "general"}, "channels:read"),
        ("users.list", {}, "users:read"),
        ("users.info", {"user": "maya"}, "users:read"),
        ("users.lookupByEmail", {"email": "maya@example.com"}, "users:read.email"),
        ("chat.postEphemeral", {"channel": "general", "user": "maya", "text": "Hi"}, "chat:write"),
        ("chat.update", {"channel": "general", "ts": "1.000001", "text": "Hi"}, "chat:write"),
        ("chat.delete", {"channel": "general", "ts": "1.000001"}, "chat:write"),
    ],
)
def test_each_method_has_its_scope(method: str, arguments: dict[str, str], needed: str) -> None:
    with Sandbox(make_seed(manifest_with("commands"))) as sandbox:
        ids = ids_by_name(sandbox)
        call = {name: ids.get(value, value) for name, value in arguments.items()}
        body = refusal(lambda: client_of(sandbox).api_call(method, json=call))
        assert (body["error"], body["needed"]) == ("missing_scope", needed)


def test_the_ledger_holds_every_call_without_its_token(sandbox: Sandbox, web: WebClient) -> None:
    web.chat_postMessage(channel=channel_id(sandbox, "general"), text="Hi")
    error_of(lambda: web.chat_postMessage(channel="C0NOWHERE", text="Hi"))
    accepted, refused = sandbox.ledger.calls("chat.postMessage")
    assert (accepted.ok, refused.ok) == (True, False)
    assert refused.response["error"] == "channel_not_found"
    assert refused in sandbox.ledger.refused()
    assert sandbox.seed.app.bot_token not in str(sandbox.ledger.entries)
