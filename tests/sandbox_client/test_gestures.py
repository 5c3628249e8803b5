"""What people do besides talking: reactions, pins, their own words, channels, files and the app's stay."""

import pytest

from tests.sandbox_client.test_files import PNG, bring
from tests.sandbox_client.test_pages import Client, client

__all__ = ["client"]


def does(client: Client, what: str, person: str = "maya", channel: str = "general", /, **body: object) -> str:
    """What went wrong with it, if anything."""
    answer = client.does(person, what, {"channel": client.ids[channel], **body}).json()
    assert answer["ok"] is not bool(answer["problem"])
    return str(answer["problem"])


def messages(client: Client, person: str = "maya", channel: str = "general") -> str:
    return client.sees(person, f"fragment/messages?channel={client.ids[channel]}")


# messages


def test_a_reaction_is_added_counted_and_taken_away(client: Client) -> None:
    ts = client.writes("general", "Hello", user=client.ids["tom"])
    for person in ("maya", "ida"):
        assert not does(client, "react", person, ts=ts, name="tada")
    shown = messages(client)
    assert "🎉 2" in shown
    assert 'aria-pressed="true" title="you, Ida: :tada:"' in shown
    assert not does(client, "react", ts=ts, name="tada")
    assert 'aria-pressed="false" title="Ida: :tada:"' in messages(client)


def test_a_pin_is_told_at_the_message_on_top_and_in_the_details(client: Client) -> None:
    ts = client.writes("general", "Read me", user=client.ids["tom"])
    assert not does(client, "pin", ts=ts)
    place = f"?channel={client.ids['general']}"
    assert "Pinned by Maya Lind" in messages(client)
    assert "1 pinned" in client.sees("tom", f"fragment/shelf{place}")
    assert "Read me" in client.sees("tom", f"fragment/about{place}")
    assert not does(client, "pin", ts=ts)
    assert "Pinned by" not in messages(client)


def test_ones_own_words_are_changed_and_deleted(client: Client) -> None:
    client.does("maya", "say", {"channel": client.ids["general"], "text": "Ask @tom in #qa-team & <here>"})
    [message] = client.sandbox.workspace.find_channel("general").messages
    assert 'data-text="Ask @tom in #qa-team &amp; &lt;here&gt;"' in messages(client)
    assert "data-text" not in messages(client, "tom")
    assert not does(client, "edit", ts=message.ts, text="Ask @ida")
    assert "@Ida</span>" in messages(client)
    assert not does(client, "delete", ts=message.ts)
    assert "Ask" not in messages(client)


@pytest.mark.parametrize(("what", "verb"), [("edit", "changed"), ("delete", "deleted")])
def test_words_of_others_stay_theirs(client: Client, what: str, verb: str) -> None:
    ts = client.writes("general", "Hello", user=client.ids["tom"])
    assert does(client, what, ts=ts, text="Goodbye") == f"Only your own messages can be {verb}."
    assert "Hello" in messages(client)


# channels


def test_a_channel_is_created_joined_and_left(client: Client) -> None:
    assert not does(client, "create", name="QA Calibration")
    made = client.sandbox.workspace.find_channel("qa-calibration")
    assert made.members == [client.ids["maya"]]
    assert "qa-calibration" in client.sees("tom", "fragment/browse")
    client.ids["new"] = made.id
    assert not does(client, "join", "tom", "new")
    assert "has joined the channel" in messages(client, "tom", "new")
    assert not does(client, "leave", "tom", "new")
    assert made.members == [client.ids["maya"]]


def test_people_and_the_app_are_invited_and_removed(client: Client) -> None:
    app = client.sandbox.workspace.app.user_id
    about = f"fragment/about?channel={client.ids['elsewhere']}"
    assert f'<option value="{app}">testbot (App)</option>' in client.sees("maya", about)
    assert not does(client, "invite", "maya", "elsewhere", who=app)
    assert f'<option value="{app}">' not in client.sees("maya", about)
    assert not does(client, "remove", "maya", "elsewhere", who=app)
    assert app not in client.sandbox.workspace.find_channel("elsewhere").members


def test_a_channel_is_renamed(client: Client) -> None:
    assert not does(client, "rename", "maya", "elsewhere", name="Else Where")
    assert client.sandbox.workspace.channel(client.ids["elsewhere"]).name == "else-where"
    assert does(client, "rename", "maya", "elsewhere", name="general").startswith("There is a channel of that name")


def test_a_topic_is_set(client: Client) -> None:
    assert not does(client, "topic", "maya", "qa-team", topic="Scores")
    assert "Scores" in client.sees("tom", f"c/{client.ids['qa-team']}")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("general", "There is a channel of that name already. Choose another one."),
        ("", "Write a name."),
        ("a/b", "A name has small letters, digits, - and _ only."),
    ],
)
def test_a_name_that_slack_refuses_is_refused_in_a_sentence(client: Client, name: str, sentence: str) -> None:
    assert does(client, "create", name=name) == sentence


def test_a_private_channel_is_not_joined(client: Client) -> None:
    assert "secret" not in client.sees("maya", "fragment/browse")
    assert does(client, "join", "maya", "secret") == "Slack does not allow that (channel_not_found)."


def test_an_archived_channel_says_so_until_it_is_brought_back(client: Client) -> None:
    page = f"c/{client.ids['attic']}"
    assert "nobody can write here" in client.sees("maya", page)
    assert not does(client, "archive", "maya", "attic")
    assert "nobody can write here" not in client.sees("maya", page)
    assert not does(client, "archive", "maya", "attic")
    assert "nobody can write here" in client.sees("maya", page)


# people


def test_an_account_is_deactivated_and_brought_back(client: Client) -> None:
    tom = client.ids["tom"]
    assert not does(client, "account", who=tom, what="deactivate")
    assert client.http.get(client.address("tom")).status_code == 404
    assert "Deactivated account" in client.sees("maya", "fragment/people")
    assert does(client, "account", who=tom, what="deactivate") == "This account is not active."
    assert not does(client, "account", who=tom, what="reactivate")
    assert "Deactivated account" not in client.sees("maya", "fragment/people").split("Tom")[1].split("</li>")[0]


def test_nobody_deactivates_themselves(client: Client) -> None:
    assert does(client, "account", who=client.ids["maya"], what="deactivate").startswith("This is you.")


# files


def test_files_are_shared_with_words_in_one_message(client: Client) -> None:
    ids = [bring(client, PNG, name).json()["id"] for name in ("one.png", "two.png")]
    assert not does(client, "share", files=ids, text="Two plots")
    [message] = client.sandbox.workspace.find_channel("general").messages
    assert (message.files, message.text) == (ids, "Two plots")
    assert client.http.get(client.address("tom", f"file/{ids[0]}")).content == PNG


def test_files_of_others_cannot_be_shared(client: Client) -> None:
    file = bring(client, PNG).json()["id"]
    assert does(client, "share", "tom", files=[file]) == "This file is no longer there. Attach it again."


# the app


def test_the_token_is_revoked_and_given_back(client: Client) -> None:
    assert not does(client, "stay", what="revoke")
    assert "Every call is refused" in client.sees("maya", "fragment/app")
    assert not does(client, "stay", what="reinstall")
    assert "Every call is refused" not in client.sees("maya", "fragment/app")
