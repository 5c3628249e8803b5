"""reactions.*, pins.* and bookmarks.*: what an app puts on messages and channels, and what it then hears."""

from collections.abc import Iterator
from functools import partial

import pytest
from slack_sdk import WebClient

from sandbox import Sandbox
from tests.sandbox.conftest import error_of, ids_by_name
from tests.sandbox.hearing import heard, hearing_seed


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(hearing_seed()) as running:
        yield running


@pytest.fixture
def ids(sandbox: Sandbox) -> dict[str, str]:
    return ids_by_name(sandbox)


@pytest.fixture
def ts(web: WebClient, ids: dict[str, str]) -> str:
    return str(web.chat_postMessage(channel=ids["general"], text="Hi")["ts"])


def test_react_and_take_back(sandbox: Sandbox, web: WebClient, ids: dict[str, str], ts: str) -> None:
    general, bot = ids["general"], ids["testbot"]
    web.reactions_add(channel=general, timestamp=ts, name="eyes")
    added = heard(sandbox, "reaction_added")
    assert (added["user"], added["reaction"], added["item_user"]) == (bot, "eyes", bot)
    assert added["item"] == {"type": "message", "channel": general, "ts": ts}
    expected = [{"name": "eyes", "users": [bot], "count": 1}]
    assert web.conversations_history(channel=general)["messages"][0]["reactions"] == expected
    assert web.reactions_get(channel=general, timestamp=ts)["message"]["reactions"] == expected
    assert error_of(lambda: web.reactions_add(channel=general, timestamp=ts, name="eyes")) == "already_reacted"
    web.reactions_remove(channel=general, timestamp=ts, name="eyes")
    assert heard(sandbox, "reaction_removed")["reaction"] == "eyes"
    assert "reactions" not in web.reactions_get(channel=general, timestamp=ts)["message"]
    assert error_of(lambda: web.reactions_remove(channel=general, timestamp=ts, name="eyes")) == "no_reaction"


def test_other_names_of_an_emoji(web: WebClient, ids: dict[str, str], ts: str) -> None:
    web.reactions_add(channel=ids["general"], timestamp=ts, name="thumbsup")
    assert error_of(lambda: web.reactions_add(channel=ids["general"], timestamp=ts, name="+1")) == "already_reacted"


@pytest.mark.parametrize(
    ("channel", "wanted", "name", "code"),
    [
        ("general", "1.000001", "eyes", "message_not_found"),
        ("general", "yesterday", "eyes", "bad_timestamp"),
        ("general", "", "eyes", "no_item_specified"),
        ("general", "1.000001", "", "invalid_name"),
        ("general", "1.000001", ":eyes:", "invalid_name"),
        ("", "1.000001", "eyes", "no_item_specified"),
        ("elsewhere", "1.000001", "eyes", "not_in_channel"),
        ("secret", "1.000001", "eyes", "channel_not_found"),
        ("attic", "1.000001", "eyes", "is_archived"),
    ],
)
def test_what_cannot_be_reacted_to(
    web: WebClient, ids: dict[str, str], channel: str, wanted: str, name: str, code: str
) -> None:
    where = ids.get(channel, channel)
    assert error_of(lambda: web.reactions_add(channel=where, timestamp=wanted, name=name)) == code


def test_one_can_react_23_times(web: WebClient, ids: dict[str, str], ts: str) -> None:
    for number in range(23):
        web.reactions_add(channel=ids["general"], timestamp=ts, name=f"emoji{number}")
    refused = error_of(lambda: web.reactions_add(channel=ids["general"], timestamp=ts, name="eyes"))
    assert refused == "too_many_reactions"


def test_only_the_asker_sees_an_ephemeral(web: WebClient, ids: dict[str, str]) -> None:
    asked = {"channel": ids["general"], "user": ids["maya"], "text": "Only you"}
    ts = str(web.api_call("chat.postEphemeral", json=asked)["message_ts"])
    refused = error_of(lambda: web.reactions_add(channel=ids["general"], timestamp=ts, name="eyes"))
    assert refused == "message_not_found"


def test_reactions_are_listed_in_pages(web: WebClient, ids: dict[str, str]) -> None:
    general = ids["general"]
    stamps = [str(web.chat_postMessage(channel=general, text=str(number))["ts"]) for number in range(5)]
    for ts in stamps:
        web.reactions_add(channel=general, timestamp=ts, name="eyes")
    found: list[str] = []
    for answer in web.reactions_list(limit=2):
        found += [item["message"]["ts"] for item in answer["items"]]
    assert found == stamps[::-1]
    assert web.reactions_list(user=ids["maya"])["items"] == []
    assert error_of(lambda: web.reactions_list(cursor="???")) == "invalid_cursor"
    assert error_of(lambda: web.reactions_list(user="U0NOBODY")) == "user_not_found"


def test_pins(sandbox: Sandbox, web: WebClient, ids: dict[str, str], ts: str) -> None:
    general = ids["general"]
    web.pins_add(channel=general, timestamp=ts)
    event = heard(sandbox, "pin_added")
    assert (event["user"], event["channel_id"]) == (ids["testbot"], general)
    assert (event["item"]["message"]["ts"], event["pin_count"]) == (ts, 1)
    [item] = web.pins_list(channel=general)["items"]
    assert (item["created_by"], item["message"]["pinned_to"]) == (ids["testbot"], [general])
    assert item["message"]["permalink"].endswith(ts.replace(".", ""))
    assert error_of(lambda: web.pins_add(channel=general, timestamp=ts)) == "already_pinned"
    web.pins_remove(channel=general, timestamp=ts)
    assert heard(sandbox, "pin_removed")["has_pins"] is False
    assert web.pins_list(channel=general)["items"] == []
    assert error_of(lambda: web.pins_remove(channel=general, timestamp=ts)) == "no_pin"


def test_what_cannot_be_pinned(web: WebClient, ids: dict[str, str]) -> None:
    general = ids["general"]
    assert error_of(lambda: web.pins_add(channel=general, timestamp="")) == "no_item_specified"
    assert error_of(lambda: web.pins_add(channel=general, timestamp="1.000001")) == "message_not_found"
    assert error_of(lambda: web.pins_add(channel=ids["secret"], timestamp="1.000001")) == "channel_not_found"
    web.conversations_join(channel=ids["elsewhere"])
    joined = web.conversations_history(channel=ids["elsewhere"])["messages"][0]["ts"]
    assert error_of(lambda: web.pins_add(channel=ids["elsewhere"], timestamp=joined)) == "not_pinnable"


def test_bookmarks(web: WebClient, ids: dict[str, str]) -> None:
    general = ids["general"]
    asked = {"channel_id": general, "title": "Guide", "type": "link", "link": "https://example.com", "emoji": ":books:"}
    made = web.api_call("bookmarks.add", json=asked)["bookmark"]
    assert (made["title"], made["channel_id"], made["emoji"]) == ("Guide", general, ":books:")
    assert web.bookmarks_list(channel_id=general)["bookmarks"] == [made]
    for wrong, code in [
        ({"type": "party"}, "invalid_bookmark_type"),
        ({"link": "example.com"}, "invalid_link"),
        ({"emoji": "books"}, "invalid_emoji"),
        ({"channel_id": ids["secret"]}, "channel_not_found"),
        ({"channel_id": ids["elsewhere"]}, "access_denied"),
        ({"title": ""}, "invalid_arguments"),
    ]:
        assert error_of(partial(web.api_call, "bookmarks.add", json=asked | wrong)) == code
    web.bookmarks_remove(channel_id=general, bookmark_id=made["id"])
    assert web.bookmarks_list(channel_id=general)["bookmarks"] == []
    assert error_of(lambda: web.bookmarks_remove(channel_id=general, bookmark_id=made["id"])) == "not_found"
