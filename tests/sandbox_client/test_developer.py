"""The developer panel: the ledger in words, faults, rates, time and the app's connection."""

import time

import pytest

from sandbox.clock import Due
from tests.sandbox_client.test_pages import Client, client

__all__ = ["client"]


def does(client: Client, what: str, **body: object) -> str:
    """What went wrong with it, if anything."""
    answer = client.does("maya", what, body).json()
    assert answer["ok"] is not bool(answer["problem"])
    return str(answer["problem"])


# ledger


def test_the_ledger_is_told_in_words_and_can_be_narrowed(client: Client) -> None:
    client.does("maya", "say", {"channel": client.ids["general"], "text": "/test"})
    shown = client.sees("maya", "fragment/ledger?refused=1&kind=delivery&name=SLASH")
    assert "Maya Lind typed /test in #general — the app was away" in shown
    for filtered in ("kind=call", "name=views"):
        assert "Nothing here is like that" in client.sees("maya", f"fragment/ledger?{filtered}")


def test_the_ledger_can_be_begun_anew(client: Client) -> None:
    client.does("maya", "say", {"channel": client.ids["general"], "text": "/test"})
    assert not does(client, "forget")
    assert "Nothing yet" in client.sees("maya", "fragment/ledger")


# faults and rates


def test_a_fault_is_set_told_and_taken_away(client: Client) -> None:
    where = client.ids["qa-team"]
    body = {"kind": "late", "on": "chat.postMessage", "channel": where, "times": "2", "share": "50", "seconds": "3"}
    assert not does(client, "fault", **body)
    [rule] = client.sandbox.faults.rules
    assert (rule.kind, rule.on, rule.channel) == ("late", "chat.postMessage", where)
    assert (rule.times, rule.share, rule.seconds) == (2, 0.5, 3.0)
    assert f"{rule.words}, in #qa-team" in client.sees("maya", "fragment/faults")
    assert not does(client, "heal", id=str(rule.id))
    assert "Everything works" in client.sees("maya", "fragment/faults")


def test_a_fault_with_nothing_filled_in_is_one_for_everything_always(client: Client) -> None:
    assert not does(client, "fault", kind="hang", on="", channel="", times="", share="", seconds="")
    [rule] = client.sandbox.faults.rules
    assert (rule.on, rule.channel, rule.times, rule.share) == ("*", None, None, 1.0)


@pytest.mark.parametrize(
    "wrong", [{"kind": "nonsense"}, {"kind": "late", "share": "150"}, {"kind": "late", "times": "x"}]
)
def test_a_fault_that_makes_no_sense_is_refused(client: Client, wrong: dict[str, str]) -> None:
    assert does(client, "fault", **wrong)
    assert not client.sandbox.faults.rules


def test_rates_are_switched(client: Client) -> None:
    does(client, "rates", enabled=True)
    assert client.sandbox.rates.enabled
    does(client, "rates", enabled=False)
    assert not client.sandbox.rates.enabled


# time


def test_time_is_moved_by_a_while_and_back_and_every_page_says_so(client: Client) -> None:
    page = f"c/{client.ids['general']}"
    assert 'data-offset="0.0" hidden' in client.sees("maya", page)
    does(client, "clock", by=86_400)
    assert "1 day ahead of real time" in client.sees("tom", page)
    does(client, "clock", by=-90_000)
    assert "1 hour behind of real time" not in client.sees("tom", page)
    assert "1 hour behind real time" in client.sees("tom", page)
    does(client, "clock")
    assert client.sandbox.clock.moved == 0


def test_an_instant_is_meant_on_the_persons_own_clock(client: Client) -> None:
    client.sandbox.workspace.users[client.ids["maya"]].tz = "Asia/Tokyo"
    does(client, "clock", at="2030-01-01T09:00")
    assert abs(client.sandbox.clock.now() - 1893456000) < 5


def test_one_goes_to_what_the_app_says_is_due(client: Client) -> None:
    assert does(client, "clock", to="next") == "The app has said nothing of what it does next."
    client.sandbox.clock.says([Due(time.time() + 7200, "Reminder for Tom")])
    assert "Reminder for Tom" in client.sees("maya", "fragment/time")
    assert not does(client, "clock", to="next")
    assert 7200 <= client.sandbox.clock.moved < 7210


@pytest.mark.parametrize("wrong", [{"by": 1e12}, {"by": "x"}, {"at": "tomorrow"}])
def test_time_stays_where_the_wish_makes_no_sense(client: Client, wrong: dict[str, object]) -> None:
    assert does(client, "clock", **wrong)
    assert client.sandbox.clock.moved == 0


# app


def test_the_app_is_away_or_connected(client: Client) -> None:
    assert "Not connected" in client.sees("maya", "fragment/app")
    client.sandbox.request_url = "http://127.0.0.1:1/slack/events"
    assert "http://127.0.0.1:1/slack/events" in client.sees("maya", "fragment/app")


def test_sockets_that_are_not_there_cannot_be_cut(client: Client) -> None:
    assert does(client, "connection", cut=True) == "testbot holds no socket."
