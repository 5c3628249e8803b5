"""The words after a command: what is answered to `help`, and to one that is not known."""

from collections.abc import Iterable
from difflib import get_close_matches

from handlers.requests import Answer, Request, say
from qabot.slack.usage import Usage

HELP = ("", "help")


def explain(request: Request, usage: Usage, known: Iterable[str]) -> Answer:
    """What the command can do; to an unknown word also which of the known ones was probably meant."""
    unknown = "" if request.text.casefold() in HELP else request.text
    return say(usage.message(unknown, near(unknown, known)))


def near(typed: str, known: Iterable[str]) -> str:
    """The known word that was probably meant; empty where none is close."""
    first = typed.strip().partition(" ")[0].casefold()
    found = get_close_matches(first, [word for word in known if word], n=1)
    return found[0] if found else ""
