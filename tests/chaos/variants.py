"""Senders that are known to be wrong. Whatever proves the right one has to catch them."""

from qabot.outbox import Claim, State
from qabot.slack.port import SlackFault, Unknown
from scheduler.sender import Sender


class Naive(Sender):
    """What has failed is simply tried again."""

    def _failed(self, taken: Claim, fault: SlackFault) -> None:
        if isinstance(fault, Unknown):
            self._again(taken, fault, not_before=None, line=None)
        else:
            super()._failed(taken, fault)


class MarkFirst(Sender):
    """What is about to be said counts as said."""

    def _deliver(self, taken: Claim, begin_by: float) -> None:
        self._settle(taken, State.SENT)
        super()._deliver(taken, begin_by)

    def _failed(self, taken: Claim, fault: SlackFault) -> None:
        """It is down as said."""


VARIANTS: dict[str, type[Sender]] = {"ours": Sender, "naive": Naive, "mark-first": MarkFirst}
