"""Senders that are known to be wrong. Whatever proves the right one has to catch them."""

from qabot.outbox import Claim, State
from qabot.slack.port import SlackFault, Unknown
from scheduler.sender import Sender


class Naive(Sender):
    """What has failed is simply tried again."""

    def _failed(self, taken: Claim, fault: SlackFault) -> bool:
        if not isinstance(fault, Unknown):
            return super()._failed(taken, fault)
        self._again(taken, fault, not_before=None, line=None)
        return True


class MarkFirst(Sender):
    """What is about to be said counts as said."""

    def _deliver(self, taken: Claim, begin_by: float) -> bool:
        self._settle(taken, State.SENT)
        return super()._deliver(taken, begin_by)

    def _failed(self, taken: Claim, fault: SlackFault) -> bool:
        """It is down as said."""
        return True


VARIANTS: dict[str, type[Sender]] = {"ours": Sender, "naive": Naive, "mark-first": MarkFirst}
