"""`/qa-admin delivery` and its buttons, in the hands of an admin."""

import pytest

from qabot.app import Qabot
from qabot.delivery import messages
from qabot.slack.port import Refused
from tests.delivery.test_service import causes, ids, kill
from tests.driver import Driver
from tests.fakes import FakeSlack
from tests.outbox.conftest import Office


def buttons(shown: dict[str, object]) -> dict[str, str]:
    """The values of the buttons of a message, by action."""
    blocks = shown["blocks"]
    assert isinstance(blocks, list)
    return {
        element["action_id"]: element["value"]
        for block in blocks
        if block["type"] == "actions"
        for element in block["elements"]
    }


@pytest.fixture
def driver(qabot: Qabot, slack: FakeSlack) -> Driver:
    return Driver(qabot.bolt, slack)


def test_where_all_is_well_it_says_so(office: Office, driver: Driver) -> None:
    assert driver.command("ada", "/qa-admin", "delivery").text == messages.ALL_WELL


def test_an_admin_sees_why_and_retries(office: Office, driver: Driver) -> None:
    kill(office)
    shown = driver.command("ada", "/qa-admin", "delivery").body
    assert "hello" not in str(shown)
    driver.click("ada", messages.RETRY, buttons(shown)[messages.RETRY])
    assert "Back in line: 1 message." in office.slack.responses[-1].text
    office.run()
    assert office.said() == ["hello"]


def test_an_admin_drops_only_what_was_shown(office: Office, driver: Driver) -> None:
    kill(office)
    shown = driver.command("ada", "/qa-admin", "delivery").body
    kill(office, "later", Refused("not_in_channel"))
    driver.click("ada", messages.DROP, buttons(shown)[messages.DROP])
    assert "Dropped: 1 message." in office.slack.responses[-1].text
    assert len(ids(office)) == 1


@pytest.mark.parametrize("value", ["", "nonsense:1", "removed", "removed:x", "removed:-1"])
def test_a_made_up_button_does_nothing(office: Office, driver: Driver, value: str) -> None:
    kill(office)
    driver.click("ada", messages.DROP, value)
    assert "out of date" in office.slack.responses[-1].text
    assert len(causes(office)) == 1


def test_nobody_else_may(office: Office, driver: Driver) -> None:
    assert "Only admins" in driver.command("maya", "/qa-admin", "delivery").text
