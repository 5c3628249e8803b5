"""How names are compared when somebody looks for a person, how a key is made of one, and which roles need a team."""

import re
import unicodedata
from collections.abc import Container
from itertools import count

from qabot.access import Role

# Who works in the line of business of their team, and nowhere else.
AT_HOME = frozenset({Role.ASSOCIATE, Role.TEAM_LEAD})
KEY_LENGTH = 60
# Begins the key of somebody who was erased. No programme file can hold it: keys there have no dots.
FORMER = "former."

# Letters that Unicode does not take apart into a base letter and a mark.
_BASE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"})


def fold(name: str) -> str:
    """The name as somebody types it on any keyboard: no capitals, no accents, single spaces."""
    apart = unicodedata.normalize("NFKD", name.casefold().translate(_BASE))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(bare.split())


def new_key(name: str, taken: Container[str], *, otherwise: str) -> str:
    """A key such as the programme file has: the name in small letters and hyphens, with a number where it is taken.

    `otherwise` stands for a name in which there is no such letter.
    """
    words = "-".join(re.findall(r"[a-z0-9]+", fold(name)))[:KEY_LENGTH].strip("-") or otherwise
    return next(key for number in count(1) if (key := words if number == 1 else f"{words}-{number}") not in taken)
