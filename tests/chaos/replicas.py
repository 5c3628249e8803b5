"""The replicas of a run, each a process: started, killed without a word, frozen and thawed."""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess

from tests.chaos import replica
from tests.chaos.replica import Post

STOP_SECONDS = 20.0


@dataclass(frozen=True)
class Freeze:
    """From when to when a replica stood still, in seconds since 1970."""

    begun: float
    ended: float

    @property
    def seconds(self) -> float:
        return self.ended - self.begun


@dataclass
class Replicas:
    """`look` is called often: it thaws who has been frozen long enough, and starts who is not there."""

    post: Post
    number: int
    kills: int = 0
    starts: int = 0
    freezes: list[Freeze] = field(default_factory=list)
    _alive: dict[int, ForkServerProcess] = field(default_factory=dict)
    _frozen: dict[int, tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # A new process has everything imported already: a start takes a tenth of the time.
        self._processes = multiprocessing.get_context("forkserver")
        self._processes.set_forkserver_preload(["tests.chaos.replica"])

    def look(self, now: float) -> None:
        for number, (_, until) in list(self._frozen.items()):
            if now >= until:
                self._thaw(number)
        for number in range(self.number):
            process = self._alive.get(number)
            if process is None or not process.is_alive():
                self._start(number)

    def kill(self, number: int) -> None:
        """kill -9, frozen or not; where this one is down already, the next."""
        for victim in self._living(number):
            self._note_thaw(victim)
            process = self._alive.pop(victim)
            process.kill()
            process.join()
            self.kills += 1
            return

    def freeze(self, number: int, seconds: float) -> None:
        """Where this one is down or frozen already, the next."""
        for victim in self._living(number):
            if victim not in self._frozen:
                self._signal(victim, signal.SIGSTOP)
                self._frozen[victim] = (time.time(), time.time() + seconds)
                return

    def thaw_all(self) -> None:
        for number in list(self._frozen):
            self._thaw(number)

    def stop(self) -> None:
        """In order, as at an upgrade."""
        self.thaw_all()
        for process in self._alive.values():
            process.terminate()
        for process in self._alive.values():
            process.join(STOP_SECONDS)
            if process.is_alive():
                process.kill()
                process.join()

    def _start(self, number: int) -> None:
        process = self._processes.Process(target=replica.main, args=(self.post, number), daemon=True)
        process.start()
        self._alive[number] = process
        self.starts += 1

    def _living(self, first: int) -> Iterator[int]:
        for number in ((first + step) % self.number for step in range(self.number)):
            if number in self._alive and self._alive[number].is_alive():
                yield number

    def _signal(self, number: int, which: signal.Signals) -> None:
        process = self._alive.get(number)
        if process is not None and process.pid is not None and process.is_alive():
            os.kill(process.pid, which)

    def _thaw(self, number: int) -> None:
        self._signal(number, signal.SIGCONT)
        self._note_thaw(number)

    def _note_thaw(self, number: int) -> None:
        if number in self._frozen:
            self.freezes.append(Freeze(self._frozen.pop(number)[0], time.time()))
