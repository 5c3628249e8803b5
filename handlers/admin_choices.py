"""What the forms of `/qa-admin` share: reading a choice, and the warnings that a change brings about."""

from handlers.requests import Request
from qabot.errors import InvalidInput
from qabot.people import coverage

NOT_OFFERED = "Please choose one from the list."


def chosen(request: Request, block: str, action: str) -> int | None:
    """The id that was chosen, None where the field is empty."""
    value = request.values.choice(block, action)
    if value is None:
        return None
    if not (value.isascii() and value.isdecimal() and len(value) < 10):
        raise InvalidInput(NOT_OFFERED, {block: NOT_OFFERED})
    return int(value)


def warned(request: Request, *, but: list[str] | None = None) -> list[str]:
    """Where there are too few QA leads now; `but` are those warnings that were true before."""
    return [line for line in coverage.warnings(request.session) if line not in (but or ())]
