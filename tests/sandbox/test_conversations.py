"""conversations.* and users.*: who is here, and what was said."""

import base64

import pytest
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.testing import Person
from tests.sandbox.conftest import channel_id, client_of, error_of, make_seed, manifest_with


def test_open_finds_the_same_conversation_again(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    first = web.conversations_open(users=maya.id)
    again = web.conversations_open(users=[maya.id], return_im=True)
    assert first["channel"] == {"id": again["channel"]["id"]}
    assert again["already_open"] is True
    assert again["channel"]["user"] == maya.id


@pytest.mark.parametrize(("name", "code"), [("lea", "user_disabled"), ("U0NOBODY", "user_not_found")])
def test_open_with_somebody_who_cannot_read(sandbox: Sandbox, web: WebClient, name: str, code: str) -> None:
    ids = {user.name: user.id for user in sandbox.workspace.users.values()}
    assert error_of(lambda: web.conversations_open(users=ids.get(name, name))) == code


def test_list_shows_what_the_app_may_see(web: WebClient) -> None:
    shown = web.conversations_list(types="public_channel,private_channel")["channels"]
    assert [channel["name"] for channel in shown] == ["attic", "elsewhere", "general", "qa-team"]
    current = web.conversations_list(exclude_archived=True)["channels"]
    assert "attic" not in [channel["name"] for channel in current]
    assert error_of(lambda: web.conversations_list(types="circle")) == "invalid_types"


def test_pages(web: WebClient) -> None:
    names: list[str] = []
    for answer in web.conversations_list(limit=3):
        names += [channel["name"] for channel in answer["channels"]]
    assert names == ["attic", "elsewhere", "general", "qa-team"]
    assert error_of(lambda: web.conversations_list(cursor="???")) == "invalid_cursor"


def test_info_and_members(sandbox: Sandbox, web: WebClient, maya: Person, tom: Person) -> None:
    team = channel_id(sandbox, "qa-team")
    info = web.conversations_info(channel=team, include_num_members=True)["channel"]
    assert (info["name"], info["topic"]["value"], info["num_members"]) == ("qa-team", "Audits", 3)
    members = web.conversations_members(channel=team)["members"]
    assert members == [maya.id, tom.id, sandbox.workspace.app.user_id]
    assert error_of(lambda: web.conversations_info(channel=channel_id(sandbox, "secret"))) == "channel_not_found"


def test_history_is_newest_first_without_replies_and_ephemerals(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    general = channel_id(sandbox, "general")
    metadata = {"event_type": "note", "event_payload": {"key": "k1"}}
    first = web.chat_postMessage(channel=general, text="First", metadata=metadata)["ts"]
    web.chat_postMessage(channel=general, text="Reply", thread_ts=first)
    web.chat_postEphemeral(channel=general, user=maya.id, text="Only you")
    maya.says("general", "Second")

    messages = web.conversations_history(channel=general)["messages"]
    assert [message["text"] for message in messages] == ["Second", "First"]
    assert messages[1]["reply_count"] == 1
    assert "metadata" not in messages[1]
    known = web.conversations_history(channel=general, include_all_metadata=True)["messages"]
    assert known[1]["metadata"] == metadata


def test_history_between_two_instants(sandbox: Sandbox, web: WebClient) -> None:
    general = channel_id(sandbox, "general")
    stamps = [str(web.chat_postMessage(channel=general, text=str(number))["ts"]) for number in range(4)]
    inner = web.conversations_history(channel=general, oldest=stamps[0], latest=stamps[3])
    assert [message["text"] for message in inner["messages"]] == ["2", "1"]
    whole = web.conversations_history(channel=general, oldest=stamps[0], latest=stamps[3], inclusive=True)
    assert len(whole["messages"]) == 4
    page = web.conversations_history(channel=general, limit=3)
    assert page["has_more"] is True


def test_replies(sandbox: Sandbox, web: WebClient) -> None:
    general = channel_id(sandbox, "general")
    top = web.chat_postMessage(channel=general, text="Top")["ts"]
    web.chat_postMessage(channel=general, text="Reply", thread_ts=top)
    thread = web.conversations_replies(channel=general, ts=top)["messages"]
    assert [message["text"] for message in thread] == ["Top", "Reply"]
    assert error_of(lambda: web.conversations_replies(channel=general, ts="1.000001")) == "thread_not_found"


@pytest.mark.parametrize(("name", "code"), [("elsewhere", "not_in_channel"), ("secret", "channel_not_found")])
def test_history_is_for_members(sandbox: Sandbox, web: WebClient, name: str, code: str) -> None:
    assert error_of(lambda: web.conversations_history(channel=channel_id(sandbox, name))) == code


def test_users(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    info = web.users_info(user=maya.id)["user"]
    assert (info["name"], info["real_name"], info["tz"]) == ("maya", "Maya Lind", "Europe/Berlin")
    assert (info["profile"]["email"], info["profile"]["title"]) == ("maya@example.com", "Auditor")
    assert info["tz_offset"] in (3600, 7200)
    everybody = {member["name"]: member for member in web.users_list()["members"]}
    assert everybody["lea"]["deleted"] is True
    assert everybody["testbot"]["is_bot"] is True
    assert error_of(lambda: web.users_info(user="U0NOBODY")) == "user_not_found"


def test_lookup_by_email(web: WebClient, maya: Person) -> None:
    assert web.users_lookupByEmail(email="Maya@example.com")["user"]["id"] == maya.id
    assert error_of(lambda: web.users_lookupByEmail(email="lea@example.com")) == "users_not_found"


def test_addresses_need_their_own_scope() -> None:
    with Sandbox(make_seed(manifest_with("users:read"))) as sandbox:
        maya = sandbox.person("maya")
        assert "email" not in client_of(sandbox).users_info(user=maya.id)["user"]["profile"]


def test_slackbot_is_no_bot(web: WebClient) -> None:
    first = web.users_list(limit=1)["members"][0]
    assert (first["id"], first["is_bot"], "email" in first["profile"]) == ("USLACKBOT", False, False)
    assert web.users_info(user="USLACKBOT")["user"]["name"] == "slackbot"


def test_an_answer_that_goes_to_the_channel_too(sandbox: Sandbox, web: WebClient, maya: Person) -> None:
    general = channel_id(sandbox, "general")
    top = str(web.chat_postMessage(channel=general, text="Top")["ts"])
    web.chat_postMessage(channel=general, text="Quiet", thread_ts=top)
    web.chat_postMessage(channel=general, text="Loud", thread_ts=top, reply_broadcast=True)
    loud = web.conversations_history(channel=general)["messages"][0]
    assert (loud["text"], loud["subtype"], loud["root"]["text"]) == ("Loud", "thread_broadcast", "Top")
    assert [message.text for message in maya.sees.messages("general")] == ["Top", "Loud"]
    assert len(web.conversations_replies(channel=general, ts=top)["messages"]) == 3


def test_a_stone_is_left_where_answers_hang(sandbox: Sandbox, web: WebClient) -> None:
    general = channel_id(sandbox, "general")
    top = str(web.chat_postMessage(channel=general, text="Top")["ts"])
    web.chat_postMessage(channel=general, text="Reply", thread_ts=top)
    web.chat_delete(channel=general, ts=top)
    [stone] = web.conversations_history(channel=general)["messages"]
    assert (stone["subtype"], stone["user"], stone["reply_count"]) == ("tombstone", "USLACKBOT", 1)
    assert len(web.conversations_replies(channel=general, ts=top)["messages"]) == 2
    assert error_of(lambda: web.chat_update(channel=general, ts=top, text="Back")) == "message_not_found"
    assert error_of(lambda: web.reactions_add(channel=general, timestamp=top, name="eyes")) == "message_not_found"


def test_pages_of_history(sandbox: Sandbox, web: WebClient) -> None:
    general = channel_id(sandbox, "general")
    stamps = [str(web.chat_postMessage(channel=general, text=str(number))["ts"]) for number in range(5)]
    found: list[str] = []
    for answer in web.conversations_history(channel=general, limit=2):
        found += [message["ts"] for message in answer["messages"]]
    assert found == stamps[::-1]
    assert error_of(lambda: web.conversations_history(channel=general, oldest="yesterday")) == "invalid_ts_oldest"


def test_what_is_written_meanwhile_shifts_no_page(sandbox: Sandbox, web: WebClient) -> None:
    general = channel_id(sandbox, "general")
    for number in range(4):
        web.chat_postMessage(channel=general, text=str(number))
    first = web.conversations_history(channel=general, limit=2)
    web.chat_postMessage(channel=general, text="Meanwhile")
    cursor = first["response_metadata"]["next_cursor"]
    second = web.conversations_history(channel=general, limit=2, cursor=cursor)
    assert [message["text"] for message in (*first["messages"], *second["messages"])] == ["3", "2", "1", "0"]


@pytest.mark.parametrize("inside", ["next:-5", "next:1.5", "page:3", "next_ts:1.000001"])
def test_a_cursor_is_not_for_guessing(web: WebClient, inside: str) -> None:
    cursor = base64.b64encode(inside.encode()).decode()
    assert error_of(lambda: web.users_list(cursor=cursor)) == "invalid_cursor"
