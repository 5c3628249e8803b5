"""Which members of a channel are guests or of another organisation, without a call for each of them."""

import time
from collections.abc import Callable, Iterable

from qabot.slack.port import SlackUser

MINUTES = 10


class Guests:
    """What the workspace's list of users said; read anew after some minutes, and for somebody who is not in it.

    Reading the list of a large workspace takes many calls, while members are asked for before each send.
    """

    def __init__(self, users: Callable[[], list[SlackUser]], *, ticks: Callable[[], float] = time.monotonic) -> None:
        self._users, self._ticks = users, ticks
        self._known: dict[str, bool] = {}
        self._until = float("-inf")

    def among(self, members: Iterable[str]) -> int:
        """How many of these people are not our own; whoever is in no list counts as a guest."""
        present = set(members)
        if self._ticks() >= self._until or not present <= self._known.keys():
            self._known = {user.user_id: user.is_guest or user.is_foreign for user in self._users()}
            self._until = self._ticks() + MINUTES * 60
        return sum(self._known.get(member, True) for member in present)
