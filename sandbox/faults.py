"""Faults on request: what may go wrong between an app and Slack, made to happen where somebody wants to see it.

A fault waits for its occasion: a method or a kind of delivery, in one channel or anywhere, for a share of the occasions
or for the next few. Chance is drawn from a seed, so that a run can be repeated.
"""

import itertools
import random
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal, get_args

from sandbox.model import Json

CallFault = Literal["rate_limited", "server_error", "reset_before", "reset_after", "late", "hang"]
DeliveryFault = Literal["drop_before", "drop_after", "twice", "reordered", "retried"]
FaultKind = CallFault | DeliveryFault

CALL_FAULTS: dict[str, str] = {
    "rate_limited": "Refused with 429 and Retry-After",
    "server_error": "Refused with 503",
    "reset_before": "Connection reset, nothing was done",
    "reset_after": "Done, then the connection is reset",
    "late": "Done and answered some seconds late",
    "hang": "No answer at all, nothing is done",
}
DELIVERY_FAULTS: dict[str, str] = {
    "drop_before": "Connection cut instead of the delivery",
    "drop_after": "Delivered, then the connection is cut",
    "twice": "Delivered twice",
    "reordered": "Held back until the next one has gone",
    "retried": "Delivered again, as if the answer was lost",
}
ANY = "*"


@dataclass
class Fault:
    """`on` names a method ("chat.postMessage"), a delivery ("block_actions", "message") or anything ("*").

    `share` is the part of the occasions on which it happens, `times` how often at most (None: always). `seconds` is the
    Retry-After of rate_limited, the delay of late, the longest wait of reordered.
    """

    kind: FaultKind
    on: str = ANY
    channel: str | None = None
    share: float = 1.0
    times: int | None = None
    seconds: float = 1.0
    id: int = 0

    @property
    def words(self) -> str:
        what = {**CALL_FAULTS, **DELIVERY_FAULTS}[self.kind]
        where = "everything" if self.on == ANY else self.on
        often = "" if self.share >= 1 else f", {self.share:.0%} of the time"
        left = "" if self.times is None else f", {self.times} more"
        return f"{what}: {where}{often}{left}"

    def as_json(self) -> Json:
        return {**vars(self), "words": self.words}


@dataclass
class Faults:
    """Those that are set now; the first that fits happens."""

    rules: list[Fault] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 - repeatable, not secret
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def add(
        self,
        kind: FaultKind,
        on: str = ANY,
        *,
        channel: str | None = None,
        share: float = 1.0,
        times: int | None = None,
        seconds: float = 1.0,
    ) -> Fault:
        """Let this go wrong from now on; raises ValueError where it makes no sense."""
        if kind not in {*CALL_FAULTS, *DELIVERY_FAULTS}:
            raise ValueError(f"There is no fault {kind!r}.")
        if not 0 < share <= 1:
            raise ValueError("The share is more than 0 and at most 1.")
        if (times is not None and times < 1) or not 0 <= seconds <= 600:
            raise ValueError("Say at least once, and between 0 and 600 seconds.")
        fault = Fault(kind, on, channel, share, times, seconds, next(self._ids))
        self.rules.append(fault)
        return fault

    def remove(self, fault_id: int) -> None:
        self.rules = [fault for fault in self.rules if fault.id != fault_id]

    def clear(self) -> None:
        self.rules.clear()

    def of_call(self, name: str, channel: str | None) -> Fault | None:
        """What happens to this call, if anything."""
        return self._due(get_args(CallFault), (name,), channel) if self.rules else None

    def of_delivery(self, names: Collection[str], channel: str | None) -> Fault | None:
        """The same for a delivery; it may have several names: its type, and that of its event."""
        return self._due(get_args(DeliveryFault), names, channel) if self.rules else None

    def _due(self, kinds: Collection[str], names: Collection[str], channel: str | None) -> Fault | None:
        for fault in self.rules:
            fits = fault.kind in kinds and fault.on in (ANY, *names) and fault.channel in (None, channel)
            if fits and (fault.share >= 1 or self.chance.random() < fault.share):
                self._count(fault)
                return fault
        return None

    def _count(self, fault: Fault) -> None:
        if fault.times is not None:
            fault.times -= 1
            if fault.times < 1:
                self.remove(fault.id)
