"""The same in one process and a few seconds, for the suite: threads in place of replicas, which die at a boundary."""

import random
import threading
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from qabot import clock
from qabot.slack.gateway import Gateway
from qabot.slack.port import Message, Posted
from scheduler.sender import Sender
from scheduler.verifier import Verifier
from tests.chaos import things
from tests.chaos.crashing import Crash, CrashingDatabase, Points
from tests.chaos.pace import Pace
from tests.chaos.replica import OURS
from tests.chaos.stage import Stage
from tests.chaos.variants import VARIANTS

REPLICAS = 3
# Of so many boundaries, one is where a replica dies.
DEADLY = 60
QUICK = Pace(lease=1.2, settle=0.4, gate=0.02, call=0.2, longest_wait=0.3, looks=(0.6, 1.5), beats=0.02)


@dataclass
class Fate(Points):
    """Boundaries at which one dies by chance."""

    chance: random.Random = field(default_factory=random.Random)

    def reach(self, name: str) -> None:
        if self.chance.randrange(DEADLY) == 0:
            raise Crash(name)


class MortalGateway(Gateway):
    """A boundary before and after each post."""

    def __init__(self, stage: Stage, fate: Fate) -> None:
        super().__init__(stage.sandbox.seed.app.bot_token, base_url=stage.sandbox.api_url)
        self._fate = fate

    def post(
        self, channel: str, message: Message, *, thread_ts: str | None = None, metadata: dict[str, Any] | None = None
    ) -> Posted:
        self._fate.reach("before chat.postMessage")
        at = super().post(channel, message, thread_ts=thread_ts, metadata=metadata)
        self._fate.reach("after chat.postMessage")
        return at


@dataclass
class Crew:
    """Who dies is replaced by somebody who remembers nothing; in calm nobody dies."""

    stage: Stage
    seed: int
    variant: str = OURS
    deaths: int = 0
    _calm: threading.Event = field(default_factory=threading.Event)
    _stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._threads = [threading.Thread(target=self._live, args=(number,)) for number in range(REPLICAS)]
        for thread in self._threads:
            thread.start()

    def calm(self) -> None:
        self._calm.set()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _live(self, number: int) -> None:
        chance = random.Random(f"fate {self.seed} {number}")  # noqa: S311  # repeatable, not secret
        while not self._stop.is_set():
            try:
                self._work(Fate(chance=chance))
            except Crash:
                self.deaths += 1
            except SQLAlchemyError:
                # As the heartbeat does: the next one comes.
                continue

    def _work(self, fate: Fate) -> None:
        sender, verifier = self._hired(fate)
        while not self._stop.wait(QUICK.beats):
            if self._calm.is_set():
                fate.chance = _Kind()
            sender.run(at_most=5)
            sender.reconcile()
            if self.variant == OURS:
                verifier.run()

    def _hired(self, fate: Fate) -> tuple[Sender, Verifier]:
        database, slack = CrashingDatabase(self.stage.database, fate), MortalGateway(self.stage, fate)
        sender = VARIANTS[self.variant](
            database=database, slack=slack, clock=clock.now, cards={things.CARD: things.card}, home=things.home
        )
        return sender, Verifier(database=database, slack=slack, clock=clock.now)


class _Kind(random.Random):
    """Lets everybody live."""

    def randrange(self, *_args: object, **_more: object) -> int:
        return 1
