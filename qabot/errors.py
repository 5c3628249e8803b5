"""Errors that carry the sentence which the person reads.

Whoever raises one says what happened and what to do; the edge that catches it only decides where to show it.
"""


class QabotError(Exception):
    """Something a person can read about; `sentence` is shown as it stands, so it holds nothing secret."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(QabotError):
    """The thing is not there, or not there for this person: the two look alike on purpose."""


class NotAllowed(QabotError):
    """No rule allows this person to do this."""


class WrongState(QabotError):
    """The thing is in a state from which this step does not lead on."""


class InvalidInput(QabotError):
    """What was typed cannot be taken; `fields` maps the name of each field to its own sentence."""

    def __init__(self, sentence: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.fields = fields or {}


class Misconfigured(QabotError):
    """The installation is not usable as it is set up; one line for each fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
