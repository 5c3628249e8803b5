"""conversations.*: what an app may do to channels, what Slack refuses, and what the app then hears."""

from collections.abc import Callable, Iterator

import pytest
from slack_sdk import WebClient

from sandbox import Sandbox
from tests.sandbox.conftest import channel_id, client_of, error_of, ids_by_name, make_seed, manifest_with, refusal
from tests.sandbox.hearing import heard, hearing_seed


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(hearing_seed()) as running:
        yield running


@pytest.fixture
def ids(sandbox: Sandbox) -> dict[str, str]:
    return ids_by_name(sandbox)


def test_create_and_use(sandbox: Sandbox, web: WebClient, ids: dict[str, str]) -> None:
    made = web.conversations_create(name="launch-2")["channel"]
    assert (made["name"], made["is_member"], made["creator"]) == ("launch-2", True, ids["testbot"])
    assert heard(sandbox, "channel_created")["channel"]["name"] == "launch-2"
    assert heard(sandbox, "member_joined_channel")["user"] == ids["testbot"]
    assert web.chat_postMessage(channel=made["id"], text="Hi")["ok"]
    assert web.conversations_info(channel=made["id"])["channel"]["created"] == made["created"]


def test_a_private_channel_is_not_announced(sandbox: Sandbox, web: WebClient) -> None:
    made = web.conversations_create(name="quiet", is_private=True)["channel"]
    assert made["is_private"] is True
    heard(sandbox, "member_joined_channel", channel_type="G")
    assert sandbox.ledger.deliveries("channel_created") == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("Launch", "invalid_name_specials"),
        ("two words", "invalid_name_specials"),
        ("a.b", "invalid_name_specials"),
        ("--", "invalid_name_punctuation"),
        ("general", "name_taken"),
        ("secret", "name_taken"),
    ],
)
def test_names(web: WebClient, name: str, code: str) -> None:
    assert error_of(lambda: web.conversations_create(name=name)) == code
    made = web.conversations_create(name="x" * 80)["channel"]
    assert error_of(lambda: web.conversations_rename(channel=made["id"], name=name)) == code


def test_join(sandbox: Sandbox, web: WebClient, ids: dict[str, str]) -> None:
    joined = web.conversations_join(channel=ids["elsewhere"])
    assert joined["channel"]["is_member"] is True
    event = heard(sandbox, "member_joined_channel")
    assert event["channel"] == ids["elsewhere"]
    assert event["channel_type"] == "C"
    assert heard(sandbox, "message", subtype="channel_join")["user"] == ids["testbot"]
    again = web.conversations_join(channel=ids["elsewhere"])
    assert again["warning"] == "already_in_channel"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("secret", "channel_not_found"),
        ("inner", "method_not_supported_for_channel_type"),
        ("attic", "is_archived"),
        ("C0NOWHERE", "channel_not_found"),
    ],
)
def test_where_it_cannot_join(web: WebClient, ids: dict[str, str], name: str, code: str) -> None:
    assert error_of(lambda: web.conversations_join(channel=ids.get(name, name))) == code


def test_invite(sandbox: Sandbox, web: WebClient, ids: dict[str, str]) -> None:
    answer = web.conversations_invite(channel=ids["qa-team"], users=[ids["ida"], ids["gus"]])
    assert answer["channel"]["id"] == ids["qa-team"]
    assert ids["ida"] in web.conversations_members(channel=ids["qa-team"])["members"]
    event = heard(sandbox, "member_joined_channel", user=ids["ida"])
    assert (event["inviter"], event["team"]) == (ids["testbot"], sandbox.workspace.team.id)
    joined = web.conversations_history(channel=ids["qa-team"])["messages"][-1]
    assert (joined["subtype"], joined["inviter"]) == ("channel_join", ids["testbot"])


@pytest.mark.parametrize(
    ("channel", "user", "code"),
    [
        ("qa-team", "U0NOBODY", "user_not_found"),
        ("qa-team", "testbot", "cant_invite_self"),
        ("qa-team", "maya", "already_in_channel"),
        ("qa-team", "lea", "cant_invite"),
        ("qa-team", "uma", "ura_max_channels"),
        ("qa-team", "", "no_user"),
        ("elsewhere", "ida", "not_in_channel"),
        ("secret", "maya", "channel_not_found"),
        ("attic", "ida", "is_archived"),
    ],
)
def test_whom_it_cannot_invite(web: WebClient, ids: dict[str, str], channel: str, user: str, code: str) -> None:
    assert error_of(lambda: web.conversations_invite(channel=ids[channel], users=ids.get(user, user))) == code


def test_one_wrong_guest_keeps_all_outside_unless_forced(web: WebClient, ids: dict[str, str]) -> None:
    wanted = [ids["ida"], "U0NOBODY"]
    body = refusal(lambda: web.conversations_invite(channel=ids["qa-team"], users=wanted))
    assert body["errors"] == [{"user": "U0NOBODY", "ok": False, "error": "user_not_found"}]
    assert ids["ida"] not in web.conversations_members(channel=ids["qa-team"])["members"]
    forced = web.conversations_invite(channel=ids["qa-team"], users=wanted, force=True)
    assert forced["errors"] == body["errors"]
    assert ids["ida"] in web.conversations_members(channel=ids["qa-team"])["members"]


def test_kick(sandbox: Sandbox, web: WebClient, ids: dict[str, str]) -> None:
    assert web.conversations_kick(channel=ids["qa-team"], user=ids["tom"])["ok"]
    assert heard(sandbox, "member_left_channel")["user"] == ids["tom"]
    assert ids["tom"] not in web.conversations_members(channel=ids["qa-team"])["members"]


@pytest.mark.parametrize(
    ("channel", "user", "code"),
    [
        ("qa-team", "U0NOBODY", "user_not_found"),
        ("qa-team", "testbot", "cant_kick_self"),
        ("qa-team", "ida", "not_in_channel"),
        ("elsewhere", "maya", "not_in_channel"),
        ("general", "maya", "cant_kick_from_general"),
        ("secret", "ida", "channel_not_found"),
    ],
)
def test_whom_it_cannot_kick(web: WebClient, ids: dict[str, str], channel: str, user: str, code: str) -> None:
    assert error_of(lambda: web.conversations_kick(channel=ids[channel], user=ids.get(user, user))) == code


def test_leave(sandbox: Sandbox, web: WebClient, ids: dict[str, str]) -> None:
    assert web.conversations_leave(channel=ids["qa-team"])["ok"]
    assert heard(sandbox, "channel_left")["channel"] == ids["qa-team"]
    assert web.conversations_leave(channel=ids["qa-team"])["not_in_channel"] is True
    assert error_of(lambda: web.conversations_leave(channel=ids["general"])) == "cant_leave_general"
    assert error_of(lambda: web.conversations_leave(channel=ids["attic"])) == "is_archived"
    alone = web.conversations_create(name="alone", is_private=True)["channel"]["id"]
    assert error_of(lambda: web.conversations_leave(channel=alone)) == "last_member"


def test_archive_and_back(sandbox: Sandbox, web: WebClient, ids: dict[str, str]) -> None:
    team = ids["qa-team"]
    assert web.conversations_archive(channel=team)["ok"]
    assert heard(sandbox, "channel_archive")["user"] == ids["testbot"]
    assert error_of(lambda: web.chat_postMessage(channel=team, text="Hi")) == "is_archived"
    assert error_of(lambda: web.conversations_archive(channel=team)) == "already_archived"
    assert web.conversations_unarchive(channel=team)["ok"]
    assert heard(sandbox, "channel_unarchive")["channel"] == team
    assert error_of(lambda: web.conversations_unarchive(channel=team)) == "not_archived"
    assert error_of(lambda: web.conversations_archive(channel=ids["general"])) == "cant_archive_general"
    assert error_of(lambda: web.conversations_archive(channel=ids["elsewhere"])) == "not_in_channel"


def test_a_private_channel_has_events_of_its_own(sandbox: Sandbox, web: WebClient, ids: dict[str, str]) -> None:
    assert web.conversations_archive(channel=ids["inner"])["ok"]
    assert heard(sandbox, "group_archive")["channel"] == ids["inner"]


def test_rename_only_what_it_made(sandbox: Sandbox, web: WebClient, ids: dict[str, str]) -> None:
    own = web.conversations_create(name="draft")["channel"]["id"]
    renamed = web.conversations_rename(channel=own, name="final")["channel"]
    assert (renamed["name"], renamed["previous_names"]) == ("final", ["draft"])
    assert heard(sandbox, "channel_rename")["channel"]["name"] == "final"
    told = heard(sandbox, "message", subtype="channel_name")
    assert (told["old_name"], told["name"]) == ("draft", "final")
    assert error_of(lambda: web.conversations_rename(channel=ids["qa-team"], name="other")) == "not_authorized"
    assert error_of(lambda: web.conversations_rename(channel=ids["elsewhere"], name="other")) == "not_in_channel"


def test_topic_and_purpose(sandbox: Sandbox, web: WebClient, ids: dict[str, str]) -> None:
    team = ids["qa-team"]
    topic = web.conversations_setTopic(channel=team, topic="x" * 250)["channel"]["topic"]
    assert (topic["value"], topic["creator"]) == ("x" * 250, ids["testbot"])
    assert heard(sandbox, "message", subtype="channel_topic")["topic"] == "x" * 250
    assert error_of(lambda: web.conversations_setTopic(channel=team, topic="x" * 251)) == "too_long"
    assert error_of(lambda: web.api_call("conversations.setTopic", json={"channel": team})) == "invalid_arguments"
    assert error_of(lambda: web.conversations_setTopic(channel=ids["elsewhere"], topic="x")) == "not_in_channel"
    assert error_of(lambda: web.conversations_setTopic(channel=ids["attic"], topic="x")) == "is_archived"
    assert web.conversations_setTopic(channel=team, topic="")["channel"]["topic"]["value"] == ""
    assert web.conversations_setPurpose(channel=team, purpose="Audits")["purpose"] == "Audits"


def test_direct_messages_are_no_channels(sandbox: Sandbox, web: WebClient, ids: dict[str, str]) -> None:
    direct = web.conversations_open(users=ids["maya"])["channel"]["id"]
    calls: list[Callable[[], object]] = [
        lambda: web.conversations_join(channel=direct),
        lambda: web.conversations_leave(channel=direct),
        lambda: web.conversations_archive(channel=direct),
        lambda: web.conversations_rename(channel=direct, name="x"),
        lambda: web.conversations_setTopic(channel=direct, topic="x"),
        lambda: web.conversations_kick(channel=direct, user=ids["maya"]),
        lambda: web.conversations_invite(channel=direct, users=ids["tom"]),
    ]
    assert {error_of(call) for call in calls} == {"method_not_supported_for_channel_type"}


def test_a_shared_channel_says_so(web: WebClient, ids: dict[str, str]) -> None:
    shown = web.conversations_info(channel=ids["partners"])["channel"]
    assert (shown["is_ext_shared"], shown["is_shared"]) == (True, True)
    guest = web.users_info(user=ids["uma"])["user"]
    assert (guest["is_restricted"], guest["is_ultra_restricted"]) == (True, True)
    assert ids["uma"] not in web.conversations_members(channel=ids["general"])["members"]


def test_deactivated_people_are_no_members(web: WebClient, ids: dict[str, str]) -> None:
    assert ids["lea"] not in web.conversations_members(channel=ids["general"])["members"]


def test_limits(web: WebClient, ids: dict[str, str]) -> None:
    assert error_of(lambda: web.conversations_members(channel=ids["general"], limit=-1)) == "invalid_limit"
    assert len(web.conversations_members(channel=ids["general"], limit=0)["members"]) == 4


def test_permalinks(sandbox: Sandbox, web: WebClient, ids: dict[str, str]) -> None:
    general = ids["general"]
    top = str(web.chat_postMessage(channel=general, text="Top")["ts"])
    reply = str(web.chat_postMessage(channel=general, text="Reply", thread_ts=top)["ts"])
    link = web.chat_getPermalink(channel=general, message_ts=top)["permalink"]
    assert link == f"https://test-team.slack.com/archives/{general}/p{top.replace('.', '')}"
    answer = web.chat_getPermalink(channel=general, message_ts=reply)["permalink"]
    assert answer.endswith(f"?thread_ts={top}&cid={general}")
    assert error_of(lambda: web.chat_getPermalink(channel=general, message_ts="1.000001")) == "message_not_found"
    assert error_of(lambda: web.chat_getPermalink(channel=ids["secret"], message_ts=top)) == "channel_not_found"


SCOPES = [
    ("conversations.archive", {}, "channels:manage"),
    ("conversations.create", {"name": "new"}, "channels:manage"),
    ("conversations.create", {"name": "new", "is_private": "true"}, "groups:write"),
    ("conversations.history", {}, "channels:history"),
    ("conversations.info", {}, "channels:read"),
    ("conversations.invite", {"users": "U1"}, "channels:manage"),
    ("conversations.join", {}, "channels:join"),
    ("conversations.kick", {"user": "U1"}, "channels:manage"),
    ("conversations.leave", {}, "channels:manage"),
    ("conversations.list", {}, "channels:read"),
    ("conversations.members", {}, "channels:read"),
    ("conversations.rename", {"name": "new"}, "channels:manage"),
    ("conversations.replies", {"ts": "1.000001"}, "channels:history"),
    ("conversations.setPurpose", {"purpose": "new"}, "channels:manage"),
    ("conversations.setTopic", {"topic": "new"}, "channels:manage"),
    ("conversations.unarchive", {}, "channels:manage"),
]


@pytest.fixture(scope="module")
def humble() -> Iterator[Sandbox]:
    with Sandbox(make_seed(manifest_with("commands"))) as running:
        yield running


@pytest.mark.parametrize(("method", "arguments", "scope"), SCOPES)
def test_scopes_depend_on_the_channel(humble: Sandbox, method: str, arguments: dict[str, str], scope: str) -> None:
    asked = {"channel": channel_id(humble, "general"), **arguments}
    body = refusal(lambda: client_of(humble).api_call(method, json=asked))
    assert (body["error"], body["needed"], body["provided"]) == ("missing_scope", scope, "commands")
