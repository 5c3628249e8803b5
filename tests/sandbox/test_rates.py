"""Slack's pace: the call at the limit passes, the next one is refused until its time has come."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox import Sandbox
from sandbox.methods.table import METHODS
from sandbox.rates import MESSAGES_PER_MINUTE, PER_MINUTE, Rates, Tier
from tests.sandbox.conftest import channel_id


class Watch:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def rates(watch: Watch) -> Rates:
    return Rates(enabled=True, clock=watch)


@pytest.mark.parametrize(("tier", "most"), PER_MINUTE.items())
def test_a_tier_allows_so_many_a_minute(rates: Rates, watch: Watch, tier: Tier, most: int) -> None:
    assert [rates.wait("users.list", tier, None) for _ in range(most)] == [0] * most
    watch.seconds += 10
    assert rates.wait("users.list", tier, None) == 50
    watch.seconds += 50
    assert rates.wait("users.list", tier, None) == 0


def test_only_that_method_is_blocked(rates: Rates) -> None:
    for _ in range(PER_MINUTE[2]):
        rates.wait("users.list", 2, None)
    assert rates.wait("users.list", 2, None) > 0
    assert rates.wait("conversations.list", 2, None) == 0


def test_a_channel_takes_one_message_a_second(rates: Rates, watch: Watch) -> None:
    assert rates.wait("chat.postMessage", "message", "C1") == 0
    assert rates.wait("chat.postMessage", "message", "C1") == 1
    assert rates.wait("chat.postMessage", "message", "C2") == 0
    watch.seconds += 1
    assert rates.wait("chat.postMessage", "message", "C1") == 0


def test_a_workspace_takes_so_many_messages_a_minute(rates: Rates, watch: Watch) -> None:
    for number in range(MESSAGES_PER_MINUTE):
        assert rates.wait("chat.postMessage", "message", f"C{number}") == 0
    assert rates.wait("chat.postMessage", "message", "C") == 60
    watch.seconds += 60
    assert rates.wait("chat.postMessage", "message", "C") == 0


def test_nothing_is_refused_while_they_are_off(watch: Watch) -> None:
    off = Rates(clock=watch)
    assert [off.wait("users.list", 1, None) for _ in range(500)] == [0] * 500


def test_a_refused_call_does_not_count(rates: Rates, watch: Watch) -> None:
    assert rates.wait("x", 1, None) == 0
    watch.seconds += 30
    assert rates.wait("x", 1, None) == 30
    watch.seconds += 30
    assert rates.wait("x", 1, None) == 0


def test_the_answer_is_429_with_the_seconds_to_wait(sandbox: Sandbox, web: WebClient) -> None:
    sandbox.rates.enabled = True
    general = channel_id(sandbox, "general")
    web.chat_postMessage(channel=general, text="one")
    with pytest.raises(SlackApiError) as caught:
        web.chat_postMessage(channel=general, text="two")
    answer = caught.value.response
    assert (answer.status_code, answer["error"], answer.headers["retry-after"]) == (429, "ratelimited", "1")
    assert [message.text for message in sandbox.workspace.channel(general).messages] == ["one"]
    assert [entry.ok for entry in sandbox.ledger.calls("chat.postMessage")] == [True, False]


def test_a_person_and_their_direct_messages_are_one_place(sandbox: Sandbox, web: WebClient) -> None:
    sandbox.rates.enabled = True
    maya = sandbox.workspace.find_user("maya").id
    direct = web.chat_postMessage(channel=maya, text="one")["channel"]
    web.chat_postMessage(channel=channel_id(sandbox, "general"), text="elsewhere")
    for place in (maya, direct):
        with pytest.raises(SlackApiError):
            web.chat_postMessage(channel=place, text="two")


PUBLISHED: dict[str, Tier] = {
    "chat.postMessage": "message",
    "chat.update": 3,
    "views.open": 4,
    "views.update": 4,
    "views.push": 4,
    "views.publish": 4,
    "users.list": 2,
    "users.info": 4,
    "conversations.list": 2,
    "conversations.info": 3,
    "conversations.history": 3,
    "conversations.replies": 3,
    "conversations.open": 3,
    "conversations.members": 4,
}


@pytest.mark.parametrize("method", PUBLISHED)
def test_tiers_are_those_that_slack_publishes(method: str) -> None:
    assert METHODS[method].tier == PUBLISHED[method]
