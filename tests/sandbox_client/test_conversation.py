"""A conversation as one person sees it: days, threads, what is new to them, and links to its messages."""

import time
from datetime import UTC, datetime, timedelta

from sandbox.client.pages import SHOWN_MESSAGES
from sandbox.model import UserGroup
from tests.sandbox_client.test_pages import Client, client

__all__ = ["client"]


def say_at(client: Client, at: float, text: str, user: str) -> None:
    """A message of that instant; later ones first is not possible."""
    client.sandbox.workspace.travel(at - time.time())
    client.writes("general", text, user=client.ids[user])


def messages(client: Client, person: str = "maya", channel: str = "general", **query: str) -> str:
    more = "".join(f"&{name}={value}" for name, value in query.items())
    return client.sees(person, f"fragment/messages?channel={client.ids[channel]}{more}")


def sidebar_line(client: Client, person: str, channel: str) -> str:
    shown = client.sees(person, "fragment/sidebar")
    return shown.split(f'data-channel="{client.ids[channel]}"')[1].split("</a>")[0]


# days


def test_days_are_named_in_the_persons_own_zone(client: Client) -> None:
    client.sandbox.workspace.users[client.ids["tom"]].tz = "Asia/Tokyo"
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    for at in (noon - timedelta(days=3), noon - timedelta(hours=20), noon):
        say_at(client, at.timestamp(), "Hello", "ida")
    in_berlin, in_tokyo = messages(client, "maya"), messages(client, "tom")
    assert in_berlin.index(f"{noon - timedelta(days=3):%A}, ") < in_berlin.index("Yesterday") < in_berlin.index("Today")
    # 16:00 UTC of the day before is today already in Tokyo.
    assert "Yesterday" not in in_tokyo
    assert in_tokyo.count(">Today<") == 1


def test_words_of_one_person_do_not_stand_together_across_midnight(client: Client) -> None:
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    client.sandbox.workspace.users[client.ids["maya"]].tz = "UTC"
    for at in (midnight - 10, midnight + 10):
        say_at(client, at, "Hello", "tom")
    assert messages(client).count("<strong>Tom</strong>") == 2


# threads


def test_a_thread_is_told_with_faces_count_and_last_answer(client: Client) -> None:
    ts = client.writes("general", "Question", user=client.ids["tom"])
    for person in ("maya", "ida", "maya"):
        client.writes("general", "Answer", user=client.ids[person], thread_ts=ts)
    told = messages(client).split('class="answers"')[1].split("</a>")[0]
    assert "3 replies" in told
    assert told.count("avatar--small") == 2
    assert "Last reply" in told


def test_the_first_answer_has_its_name_though_the_same_person_began_the_thread(client: Client) -> None:
    ts = client.writes("general", "Question", user=client.ids["tom"])
    for answer in ("First", "Second"):
        client.writes("general", answer, user=client.ids["tom"], thread_ts=ts)
    shown = client.sees("maya", f"fragment/thread?channel={client.ids['general']}&thread={ts}")
    assert shown.count("<strong>Tom</strong>") == 2


def test_threads_work_in_the_conversation_with_the_app_too(client: Client) -> None:
    direct = client.sandbox.workspace.open_direct(client.ids["maya"])
    workspace = client.sandbox.workspace
    first = workspace.add_message(direct.id, "A card", bot_id=workspace.app.bot_id)
    workspace.add_message(direct.id, "More of it", bot_id=workspace.app.bot_id, thread_ts=first.ts)
    shown = client.sees("maya", f"app/messages?thread={first.ts}")
    assert f"app/messages?thread={first.ts}" in shown
    assert "More of it" in shown


# what is new


def test_what_others_said_is_counted_until_it_is_read(client: Client) -> None:
    client.writes("qa-team", "One", user=client.ids["tom"])
    last = client.writes("qa-team", "Two", user=client.ids["tom"])
    assert "2<" in sidebar_line(client, "maya", "qa-team")
    assert "unread" not in sidebar_line(client, "tom", "qa-team")
    client.does("maya", "read", {"channel": client.ids["qa-team"], "ts": last})
    assert "unread" not in sidebar_line(client, "maya", "qa-team")


def test_answers_in_threads_and_words_for_one_pair_of_eyes_are_not_counted(client: Client) -> None:
    ts = client.writes("qa-team", "Mine", user=client.ids["maya"])
    client.writes("qa-team", "Answer", user=client.ids["tom"], thread_ts=ts)
    client.writes("qa-team", "Between us", bot_id="B1", ephemeral_to=client.ids["maya"])
    assert "unread" not in sidebar_line(client, "maya", "qa-team")


def test_the_line_new_stands_where_reading_stopped(client: Client) -> None:
    read = client.writes("general", "Old", user=client.ids["tom"])
    client.does("maya", "read", {"channel": client.ids["general"], "ts": read})
    client.writes("general", "Fresh", user=client.ids["tom"])
    shown = client.sees("maya", f"c/{client.ids['general']}")
    assert shown.index("Old") < shown.index('data-key="news"') < shown.index("Fresh")


def test_reading_never_goes_back_but_one_may_mark_it_unread(client: Client) -> None:
    place = {"channel": client.ids["qa-team"]}
    first, last = (client.writes("qa-team", text, user=client.ids["tom"]) for text in ("One", "Two"))
    client.does("maya", "read", place | {"ts": last})
    client.does("maya", "read", place | {"ts": first})
    assert "unread" not in sidebar_line(client, "maya", "qa-team")
    client.does("maya", "unread", place | {"ts": last})
    assert "1<" in sidebar_line(client, "maya", "qa-team")


def test_nobody_reads_where_they_are_not(client: Client) -> None:
    assert not client.does("maya", "read", {"channel": client.ids["secret"], "ts": "9"}).json()["ok"]
    assert not client.sandbox.workspace.find_channel("secret").last_read


# links


def test_a_permalink_leads_to_the_message_or_asks_first_who_reads_it(client: Client) -> None:
    ts = client.writes("general", "Question", user=client.ids["tom"])
    answer = client.writes("general", "Answer", user=client.ids["ida"], thread_ts=ts)
    link = f"archives/{client.ids['general']}/p{answer.replace('.', '')}"
    assert f"/as/{client.ids['maya']}/{link}?thread_ts={ts}" in client.http.get(f"/{link}?thread_ts={ts}").text
    there = client.http.get(client.address("maya", link), follow_redirects=False).headers["location"]
    assert there == f"/as/{client.ids['maya']}/c/{client.ids['general']}?thread={ts}#{answer}"


def test_a_permalink_to_an_old_message_shows_enough_to_reach_it(client: Client) -> None:
    ts = client.writes("general", "The first", user=client.ids["tom"])
    for _ in range(SHOWN_MESSAGES + 30):
        client.writes("general", "Later", user=client.ids["tom"])
    assert "The first" not in messages(client)
    link = client.address("maya", f"archives/{client.ids['general']}/p{ts.replace('.', '')}")
    assert "The first" in client.http.get(link).text


def test_a_permalink_to_nothing_is_not_found(client: Client) -> None:
    for point in ("p1", "p1234567890123456"):
        assert client.http.get(client.address("maya", f"archives/{client.ids['general']}/{point}")).status_code == 404


# user groups


def test_a_user_group_has_its_handle_for_readers_and_for_whoever_wrote_it(client: Client) -> None:
    client.sandbox.workspace.user_groups["S9"] = UserGroup("S9", "qa-leads", "QA leads")
    for mark in ("<!subteam^S9>", "<!subteam^S9|@qa-leads>"):
        client.writes("general", f"Ask {mark}", user=client.ids["maya"])
    shown = messages(client)
    assert shown.count('<span class="mention">@qa-leads</span>') == 2
    assert shown.count('data-text="Ask @qa-leads"') == 2
