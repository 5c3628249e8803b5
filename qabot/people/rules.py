"""How names are compared when somebody looks for a person."""

import unicodedata

# Letters that Unicode does not take apart into a base letter and a mark.
_BASE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"})


def fold(name: str) -> str:
    """The name as somebody types it on any keyboard: no capitals, no accents, single spaces."""
    apart = unicodedata.normalize("NFKD", name.casefold().translate(_BASE))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(bare.split())
