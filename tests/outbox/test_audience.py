"""A channel that others than our own people can read gets nothing, whenever they came."""

import pytest

from qabot.outbox import State
from qabot.slack.guests import Guests
from qabot.slack.port import Audience, RateLimited, Refused, SlackFault, SlackUser, Unknown
from tests.outbox.conftest import Office


@pytest.mark.parametrize("others", [Audience(organisations=True), Audience(guests=1)])
def test_nothing_is_said_where_others_read_it(office: Office, others: Audience) -> None:
    office.slack.audiences["C1"] = others
    office.say("for us alone")
    office.say("elsewhere", channel="C2")
    office.run()
    assert office.said() == ["elsewhere"]
    assert office.states() == [State.HELD, State.SENT]


def test_a_card_is_not_brought_up_to_date_before_a_guest_who_came_later(office: Office) -> None:
    office.notes[1] = "first"
    office.post_note(1, channel="C1")
    office.run()
    office.slack.audiences["C1"] = Audience(guests=1)
    office.notes[1] = "second"
    office.refresh_note(1)
    office.run()
    assert office.said() == ["first"]
    assert office.states() == [State.SENT, State.HELD]


def test_a_direct_message_is_for_its_person(office: Office) -> None:
    office.slack.audiences["U1"] = Audience(guests=1)
    office.say("for you", channel="U1")
    office.run()
    assert office.said() == ["for you"]


@pytest.mark.parametrize("fault", [Unknown("internal_error"), RateLimited(7)])
def test_what_could_not_be_asked_is_asked_again_and_nothing_was_said_meanwhile(
    office: Office, fault: SlackFault
) -> None:
    office.slack.audiences["C1"] = fault
    office.say("patience")
    office.sender().run()
    assert (office.said(), office.states()) == ([], [State.PENDING])
    del office.slack.audiences["C1"]
    office.run(seconds=120)
    assert office.said() == ["patience"]


def test_a_channel_that_is_gone_gets_nothing(office: Office) -> None:
    office.slack.audiences["C1"] = Refused("channel_not_found")
    office.say("to nobody")
    office.run()
    assert office.states() == [State.DEAD]


class TestGuests:
    def test_the_list_is_read_once_for_several_sends(self) -> None:
        workspace = Workspace()
        guests = workspace.guests()
        assert [guests.among(["U1", "U2"]), guests.among(["U1"])] == [1, 0]
        assert workspace.reads == 1

    def test_it_is_read_anew_after_some_minutes(self) -> None:
        workspace = Workspace()
        guests = workspace.guests()
        guests.among(["U1"])
        workspace.people["U1"] = True
        workspace.time = 601
        assert guests.among(["U1"]) == 1

    def test_and_for_somebody_new(self) -> None:
        workspace = Workspace()
        guests = workspace.guests()
        guests.among(["U1"])
        workspace.people["U3"] = False
        assert guests.among(["U3"]) == 0

    def test_whom_nobody_knows_is_a_guest(self) -> None:
        assert Workspace().guests().among(["U9"]) == 1


class Workspace:
    """Two people, of whom the second is a guest."""

    def __init__(self) -> None:
        self.people, self.time, self.reads = {"U1": False, "U2": True}, 0.0, 0

    def guests(self) -> Guests:
        return Guests(self._users, ticks=lambda: self.time)

    def _users(self) -> list[SlackUser]:
        self.reads += 1
        return [
            SlackUser(user_id, "", is_bot=False, deleted=False, is_guest=guest)
            for user_id, guest in self.people.items()
        ]
