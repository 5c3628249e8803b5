"""Words after a command that are nearly right."""

from collections.abc import Iterable
from difflib import get_close_matches


def near(typed: str, known: Iterable[str]) -> str:
    """The known word that was probably meant; empty where none is close."""
    first = typed.strip().partition(" ")[0].casefold()
    found = get_close_matches(first, [word for word in known if word], n=1)
    return found[0] if found else ""
