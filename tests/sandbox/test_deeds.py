"""What people do besides talking: what comes of it, what Slack's client would refuse, and what the app hears."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.deeds import Deeds
from sandbox.errors import SlackError
from sandbox.model import File, Message
from sandbox.testing import Person
from tests.sandbox.conftest import Connect, bolt_app, client_of, error_of, ids_by_name
from tests.sandbox.hearing import heard, heard_of, hearing_seed

Do = Callable[[Callable[[Deeds], Any]], Any]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(hearing_seed()) as running:
        yield running


@pytest.fixture
def ids(sandbox: Sandbox) -> dict[str, str]:
    return ids_by_name(sandbox)


@pytest.fixture
def do(sandbox: Sandbox) -> Do:
    """Does a deed on the sandbox's loop."""
    return lambda deed: sandbox.read(lambda: deed(sandbox.deeds))


def refused(do: Do, deed: Callable[[Deeds], object]) -> str:
    with pytest.raises(SlackError) as caught:
        do(deed)
    return caught.value.code


def test_react(sandbox: Sandbox, web: WebClient, do: Do, ids: dict[str, str]) -> None:
    general, maya = ids["general"], ids["maya"]
    ts = str(web.chat_postMessage(channel=general, text="Hi")["ts"])
    do(lambda deeds: deeds.react(maya, general, ts, "tada"))
    event = heard(sandbox, "reaction_added")
    assert (event["user"], event["item_user"]) == (maya, ids["testbot"])
    shown = web.reactions_get(channel=general, timestamp=ts)["message"]["reactions"]
    assert shown == [{"name": "tada", "users": [maya], "count": 1}]
    assert refused(do, lambda deeds: deeds.react(maya, general, ts, "tada")) == "already_reacted"
    do(lambda deeds: deeds.unreact(maya, general, ts, "tada"))
    assert heard(sandbox, "reaction_removed")["user"] == maya


def test_pin(sandbox: Sandbox, web: WebClient, do: Do, ids: dict[str, str]) -> None:
    general = ids["general"]
    ts = str(web.chat_postMessage(channel=general, text="Hi")["ts"])
    do(lambda deeds: deeds.pin(ids["maya"], general, ts))
    assert heard(sandbox, "pin_added")["item"]["created_by"] == ids["maya"]
    do(lambda deeds: deeds.unpin(ids["tom"], general, ts))
    assert heard(sandbox, "pin_removed")["user"] == ids["tom"]


def test_edit_and_delete_a_message(sandbox: Sandbox, web: WebClient, maya: Person, do: Do, ids: dict[str, str]) -> None:
    general = ids["general"]
    maya.says("general", "Befor")
    ts = maya.sees.messages("general")[0].ts
    do(lambda deeds: deeds.edit_message(maya.id, general, ts, "Before, @tom"))
    changed = heard(sandbox, "message", subtype="message_changed")
    assert changed["message"]["text"] == f"Before, <@{ids['tom']}>"
    assert (changed["previous_message"]["text"], changed["hidden"]) == ("Befor", True)
    assert changed["message"]["edited"]["user"] == maya.id
    do(lambda deeds: deeds.delete_message(maya.id, general, ts))
    deleted = heard(sandbox, "message", subtype="message_deleted")
    assert (deleted["deleted_ts"], deleted["channel"]) == (ts, general)
    assert maya.sees.messages("general") == []


def test_only_what_is_ones_own(web: WebClient, maya: Person, do: Do, ids: dict[str, str]) -> None:
    general = ids["general"]
    ts = str(web.chat_postMessage(channel=general, text="Hi")["ts"])
    assert refused(do, lambda deeds: deeds.edit_message(maya.id, general, ts, "No")) == "cant_update_message"
    assert refused(do, lambda deeds: deeds.delete_message(maya.id, general, ts)) == "cant_delete_message"
    maya.says("general", "Mine")
    mine = maya.sees.messages("general")[1].ts
    assert refused(do, lambda deeds: deeds.edit_message(maya.id, general, mine, " ")) == "no_text"


def test_what_the_app_changes_it_hears_too(sandbox: Sandbox, web: WebClient, ids: dict[str, str]) -> None:
    ts = str(web.chat_postMessage(channel=ids["general"], text="Before")["ts"])
    web.chat_update(channel=ids["general"], ts=ts, text="After")
    assert heard(sandbox, "message", subtype="message_changed")["message"]["text"] == "After"
    web.chat_delete(channel=ids["general"], ts=ts)
    assert heard(sandbox, "message", subtype="message_deleted")["previous_message"]["text"] == "After"


def test_upload(sandbox: Sandbox, maya: Person, do: Do, ids: dict[str, str]) -> None:
    comment = "See this, @testbot"
    said = do(lambda deeds: deeds.upload(maya.id, ids["general"], "a.txt", b"Hello", comment=comment, alt_text="A"))
    assert isinstance(said, Message)
    event = heard(sandbox, "message", subtype="file_share")
    assert (event["user"], event["files"][0]["name"], event["ts"]) == (maya.id, "a.txt", said.ts)
    assert heard(sandbox, "app_mention")["files"] == event["files"]
    assert heard(sandbox, "file_shared")["user_id"] == maya.id
    reply = do(lambda deeds: deeds.upload(maya.id, ids["general"], "b.txt", b"Again", thread_ts=said.ts))
    assert reply.thread_ts == said.ts


def test_upload_first_and_share_later(maya: Person, tom: Person, do: Do, ids: dict[str, str]) -> None:
    file = do(lambda deeds: deeds.upload(maya.id, None, "a.txt", b"Hello"))
    assert isinstance(file, File)
    stolen = refused(do, lambda deeds: deeds.share(tom.id, ids["general"], [file.id]))
    assert stolen == "file_not_found"
    do(lambda deeds: deeds.share(maya.id, ids["general"], [file.id], "Here"))
    [seen] = tom.sees.messages("general")
    assert (seen.text, seen.files) == ("Here", [file.id])


def test_people_come_and_go(sandbox: Sandbox, do: Do, ids: dict[str, str]) -> None:
    team, ida = ids["qa-team"], ids["ida"]
    do(lambda deeds: deeds.join(ida, team))
    assert heard(sandbox, "member_joined_channel")["user"] == ida
    assert heard(sandbox, "message", subtype="channel_join")["text"] == f"<@{ida}> has joined the channel"
    do(lambda deeds: deeds.leave(ida, team))
    assert heard(sandbox, "member_left_channel")["user"] == ida
    do(lambda deeds: deeds.invite(ids["maya"], team, ida))
    assert heard(sandbox, "member_joined_channel", inviter=ids["maya"])["user"] == ida
    do(lambda deeds: deeds.kick(ids["maya"], team, ids["tom"]))
    assert heard(sandbox, "member_left_channel", user=ids["tom"])["channel"] == team


def test_the_app_comes_and_goes(sandbox: Sandbox, web: WebClient, do: Do, ids: dict[str, str]) -> None:
    elsewhere = ids["elsewhere"]
    do(lambda deeds: deeds.invite(ids["maya"], elsewhere, ids["testbot"]))
    assert heard(sandbox, "member_joined_channel")["user"] == ids["testbot"]
    assert web.chat_postMessage(channel=elsewhere, text="Hi")["ok"]
    do(lambda deeds: deeds.remove_app(ids["maya"], elsewhere))
    assert heard(sandbox, "channel_left")["actor_id"] == ids["maya"]
    assert error_of(lambda: web.chat_postMessage(channel=elsewhere, text="Hi")) == "not_in_channel"


def test_what_happens_where_it_is_not_it_does_not_hear(
    sandbox: Sandbox, maya: Person, do: Do, ids: dict[str, str]
) -> None:
    maya.says("elsewhere", "Just us")
    ts = maya.sees.messages("elsewhere")[0].ts
    do(lambda deeds: deeds.react(maya.id, ids["elsewhere"], ts, "eyes"))
    do(lambda deeds: deeds.rename(ids["ida"], ids["secret"], "secret-2"))
    do(lambda deeds: deeds.rename(maya.id, ids["elsewhere"], "elsewhere-2"))
    assert heard(sandbox, "channel_rename")["channel"]["id"] == ids["elsewhere"]
    assert [heard_of(sandbox, kind) for kind in ("reaction_added", "group_rename", "message")] == [0, 0, 0]


def test_channels(sandbox: Sandbox, do: Do, ids: dict[str, str]) -> None:
    maya = ids["maya"]
    made = do(lambda deeds: deeds.create_channel(maya, "launch"))
    assert heard(sandbox, "channel_created")["channel"]["creator"] == maya
    do(lambda deeds: deeds.set_topic(maya, made.id, "Soon"))
    do(lambda deeds: deeds.set_purpose(maya, made.id, "To launch"))
    do(lambda deeds: deeds.rename(maya, made.id, "launched"))
    assert heard(sandbox, "channel_rename")["channel"]["name"] == "launched"
    do(lambda deeds: deeds.archive(maya, made.id))
    assert heard(sandbox, "channel_archive")["user"] == maya
    do(lambda deeds: deeds.unarchive(maya, made.id))
    assert heard(sandbox, "channel_unarchive")["channel"] == made.id
    assert (made.topic, made.purpose, made.name, made.archived) == ("Soon", "To launch", "launched", False)


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        (lambda deeds, ids: deeds.create_channel(ids["gus"], "mine"), "restricted_action"),
        (lambda deeds, ids: deeds.join(ids["gus"], ids["general"]), "user_is_restricted"),
        (lambda deeds, ids: deeds.rename(ids["uma"], ids["partners"], "mine"), "restricted_action"),
        (lambda deeds, ids: deeds.leave(ids["maya"], ids["general"]), "cant_leave_general"),
        (lambda deeds, ids: deeds.join(ids["maya"], ids["secret"]), "channel_not_found"),
        (lambda deeds, ids: deeds.join(ids["lea"], ids["qa-team"]), "user_not_found"),
        (lambda deeds, ids: deeds.upload(ids["ida"], ids["qa-team"], "a.txt", b"x"), "not_in_channel"),
        (lambda deeds, ids: deeds.upload(ids["ida"], ids["attic"], "a.txt", b"x"), "is_archived"),
        (lambda deeds, ids: deeds.react(ids["maya"], ids["general"], "1.000001", "eyes"), "message_not_found"),
        (lambda deeds, ids: deeds.change_profile(ids["maya"], shoe_size=38), "invalid_profile"),
        (lambda deeds, ids: deeds.add_user("maya"), "name_taken"),
    ],
)
def test_what_people_cannot_do(
    do: Do, ids: dict[str, str], deed: Callable[[Deeds, dict[str, str]], object], code: str
) -> None:
    assert refused(do, lambda deeds: deed(deeds, ids)) == code


def test_people_change(sandbox: Sandbox, web: WebClient, do: Do, ids: dict[str, str]) -> None:
    tom = ids["tom"]
    do(lambda deeds: deeds.change_profile(tom, real_name="Tom Berg", title="Lead"))
    assert heard(sandbox, "user_change")["user"]["profile"]["title"] == "Lead"
    do(lambda deeds: deeds.deactivate(tom))
    sandbox.wait_for(lambda: heard(sandbox, "user_change")["user"]["deleted"], "the deactivation")
    assert tom not in web.conversations_members(channel=ids["general"])["members"]
    assert error_of(lambda: web.conversations_open(users=tom)) == "user_disabled"
    do(lambda deeds: deeds.reactivate(tom))
    assert tom in web.conversations_members(channel=ids["general"])["members"]
    new = do(lambda deeds: deeds.add_user("nina", "Nina Falk", tz="UTC"))
    assert heard(sandbox, "team_join")["user"]["id"] == new.id
    assert web.users_info(user=new.id)["user"]["real_name"] == "Nina Falk"


def test_the_token_ends(sandbox: Sandbox, web: WebClient, do: Do, ids: dict[str, str]) -> None:
    do(lambda deeds: deeds.revoke_token())
    assert heard(sandbox, "tokens_revoked")["tokens"]["bot"] == [ids["testbot"]]
    assert error_of(web.auth_test) == "token_revoked"
    do(lambda deeds: deeds.reinstall())
    assert web.auth_test()["ok"]
    do(lambda deeds: deeds.uninstall())
    assert heard(sandbox, "app_uninstalled")["type"] == "app_uninstalled"
    assert error_of(web.auth_test) == "token_revoked"


def test_an_app_of_bolt_hears_it(sandbox: Sandbox, connect: Connect, maya: Person, do: Do, ids: dict[str, str]) -> None:
    app, seen = bolt_app(sandbox), []

    @app.event("reaction_added")
    def reacted(event: dict[str, Any], say: Callable[[str], object]) -> None:
        seen.append(event["reaction"])
        say(f"Thank you for :{event['reaction']}:")

    connect(app)
    maya.says("general", "Well done")
    ts = maya.sees.messages("general")[0].ts
    do(lambda deeds: deeds.react(maya.id, ids["general"], ts, "tada"))
    sandbox.wait_for(lambda: len(maya.sees.messages("general")) == 2, "the answer")
    assert seen == ["tada"]


def test_a_restart_keeps_what_people_did(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    with Sandbox(hearing_seed(), state_file=state) as first:
        ids = ids_by_name(first)
        made = first.read(lambda: first.deeds.create_channel(ids["maya"], "launch"))
        first.read(lambda: first.deeds.rename(ids["maya"], ids["qa-team"], "quality"))
        first.read(lambda: first.deeds.deactivate(ids["tom"]))
        ts = str(client_of(first).chat_postMessage(channel=ids["general"], text="Top")["ts"])
        client_of(first).chat_postMessage(channel=ids["general"], text="Reply", thread_ts=ts)
        first.read(lambda: first.deeds.react(ids["maya"], ids["general"], ts, "eyes"))
        first.read(lambda: first.deeds.pin(ids["maya"], ids["general"], ts))
    with Sandbox(hearing_seed(), state_file=state) as second:
        web = client_of(second)
        names = {channel["id"]: channel["name"] for channel in web.conversations_list()["channels"]}
        assert (names[made.id], names[ids["qa-team"]]) == ("launch", "quality")
        assert web.users_info(user=ids["tom"])["user"]["deleted"] is True
        [top] = web.conversations_history(channel=ids["general"])["messages"]
        assert (top["reply_count"], top["reactions"][0]["name"]) == (1, "eyes")
        assert [item["message"]["ts"] for item in web.pins_list(channel=ids["general"])["items"]] == [ts]
