"""chat.*: what the app may say, where, and what Slack answers."""

import pytest
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.testing import Person
from tests.sandbox.conftest import (
    actions,
    button,
    channel_id,
    client_of,
    error_of,
    ids_by_name,
    make_seed,
    manifest_with,
    refusal,
    section,
)


def test_post_to_a_channel(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    general = channel_id(sandbox, "general")
    answer = web.chat_postMessage(channel=general, text="Hello", blocks=[section(), actions(button())])
    [seen] = maya.sees.messages("general")
    assert (answer["channel"], answer["ts"]) == (general, seen.ts)
    assert answer["message"]["bot_id"] == sandbox.workspace.app.bot_id
    assert answer["message"]["blocks"][0]["block_id"]
    assert seen.text == "Hello"


def test_a_channel_can_be_named(sandbox: Sandbox, web: WebClient) -> None:
    assert web.chat_postMessage(channel="#general", text="Hello")["channel"] == channel_id(sandbox, "general")


def test_post_to_a_user_is_a_direct_message(web: WebClient, maya: Person, tom: Person) -> None:
    channel = web.chat_postMessage(channel=maya.id, text="Just you")["channel"]
    assert channel.startswith("D")
    assert [message.text for message in maya.sees.dm()] == ["Just you"]
    assert tom.sees.dm() == []
    assert web.chat_postMessage(channel=maya.id, text="Again")["channel"] == channel


@pytest.mark.parametrize(
    ("channel", "code"),
    [
        ("C0NOWHERE", "channel_not_found"),
        ("elsewhere", "not_in_channel"),
        ("secret", "channel_not_found"),
        ("attic", "is_archived"),
        ("lea", "channel_not_found"),
    ],
)
def test_where_the_app_cannot_write(sandbox: Sandbox, web: WebClient, channel: str, code: str) -> None:
    wanted = ids_by_name(sandbox).get(channel, channel)
    assert error_of(lambda: web.chat_postMessage(channel=wanted, text="Hi")) == code


def test_a_public_channel_needs_no_membership_with_the_scope() -> None:
    with Sandbox(make_seed(manifest_with("chat:write", "chat:write.public"))) as sandbox:
        assert client_of(sandbox).chat_postMessage(channel=channel_id(sandbox, "elsewhere"), text="Hi")["ok"]


def test_something_must_be_said(sandbox: Sandbox, web: WebClient) -> None:
    nothing = {"channel": channel_id(sandbox, "general")}
    assert error_of(lambda: web.api_call("chat.postMessage", json=nothing)) == "no_text"
    assert error_of(lambda: web.api_call("chat.postMessage", json={"text": "Hi"})) == "invalid_arguments"


def test_invalid_blocks_are_refused_with_their_places(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    general = channel_id(sandbox, "general")
    body = refusal(lambda: web.chat_postMessage(channel=general, text="Hi", blocks=[section("x" * 3001)]))
    assert body["error"] == "invalid_blocks"
    assert "json-pointer:/blocks/0/text/text" in body["response_metadata"]["messages"][0]
    assert maya.sees.messages("general") == []
    assert error_of(lambda: web.chat_postMessage(channel=general, text="Hi", blocks="[")) == "invalid_blocks_format"


def test_text_is_cut_when_posted_and_refused_when_updated(sandbox: Sandbox, web: WebClient) -> None:
    general = channel_id(sandbox, "general")
    posted = web.chat_postMessage(channel=general, text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    assert web.chat_update(channel=general, ts=posted["ts"], text="x" * 4000)["ok"]
    assert error_of(lambda: web.chat_update(channel=general, ts=posted["ts"], text="x" * 4001)) == "msg_too_long"


def test_metadata_is_kept_and_checked(sandbox: Sandbox, web: WebClient) -> None:
    general = channel_id(sandbox, "general")
    metadata = {"event_type": "note", "event_payload": {"key": "k1"}}
    assert web.chat_postMessage(channel=general, text="Hi", metadata=metadata)["message"]["metadata"] == metadata
    broken = {"event_type": "note"}
    refused = error_of(lambda: web.chat_postMessage(channel=general, text="Hi", metadata=broken))
    assert refused == "invalid_metadata_format"


def test_every_ts_is_unique_and_later(sandbox: Sandbox, web: WebClient) -> None:
    general = channel_id(sandbox, "general")
    stamps = [str(web.chat_postMessage(channel=general, text="Hi")["ts"]) for _ in range(20)]
    assert stamps == sorted(set(stamps))


def test_threads(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    general = channel_id(sandbox, "general")
    top = web.chat_postMessage(channel=general, text="Top")["ts"]
    reply = web.chat_postMessage(channel=general, text="Reply", thread_ts=top)["ts"]
    nested = web.chat_postMessage(channel=general, text="Reply to the reply", thread_ts=reply)
    assert nested["message"]["thread_ts"] == top
    assert [message.text for message in maya.sees.messages("general")] == ["Top"]
    assert len(maya.sees.messages("general", thread_ts=top)) == 3
    unknown = error_of(lambda: web.chat_postMessage(channel=general, text="Hi", thread_ts="1.000001"))
    assert unknown == "thread_not_found"


def test_update_keeps_what_it_does_not_name(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    general = channel_id(sandbox, "general")
    ts = web.chat_postMessage(channel=general, text="Before", blocks=[section()])["ts"]
    web.chat_update(channel=general, ts=ts, text="After")
    [message] = maya.sees.messages("general")
    assert (message.text, len(message.blocks)) == ("After", 1)
    assert message.edited_ts is not None
    web.chat_update(channel=general, ts=ts, text="Bare", blocks=[])
    [message] = maya.sees.messages("general")
    assert message.blocks == []


def test_only_own_messages_can_be_changed(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    maya.says("general", "Mine")
    [mine] = maya.sees.messages("general")
    general = channel_id(sandbox, "general")
    assert error_of(lambda: web.chat_update(channel=general, ts=mine.ts, text="No")) == "cant_update_message"
    assert error_of(lambda: web.chat_delete(channel=general, ts=mine.ts)) == "cant_delete_message"
    assert error_of(lambda: web.chat_update(channel=general, ts="1.000001", text="No")) == "message_not_found"


def test_delete(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    general = channel_id(sandbox, "general")
    ts = web.chat_postMessage(channel=general, text="Oops")["ts"]
    assert web.chat_delete(channel=general, ts=ts)["ok"]
    assert maya.sees.messages("general") == []
    assert error_of(lambda: web.chat_delete(channel=general, ts=ts)) == "message_not_found"


def test_ephemeral(sandbox: Sandbox, web: WebClient, maya: Person, tom: Person) -> None:
    team = channel_id(sandbox, "qa-team")
    ts = web.chat_postEphemeral(channel=team, user=maya.id, text="Only you")["message_ts"]
    assert [message.text for message in maya.sees.ephemerals("qa-team")] == ["Only you"]
    assert tom.sees.ephemerals("qa-team") == []
    ida = sandbox.person("ida")
    outside = error_of(lambda: web.chat_postEphemeral(channel=team, user=ida.id, text="Hi"))
    assert outside == "user_not_in_channel"
    assert error_of(lambda: web.chat_update(channel=team, ts=ts, text="Hi")) == "message_not_found"


def test_no_messages_tab_no_direct_messages() -> None:
    manifest = manifest_with()
    manifest["features"] = {"app_home": {"messages_tab_enabled": False}}
    with Sandbox(make_seed(manifest)) as sandbox:
        web, maya = client_of(sandbox), sandbox.person("maya")
        assert error_of(lambda: web.chat_postMessage(channel=maya.id, text="Hi")) == "messages_tab_disabled"
