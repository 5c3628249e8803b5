"""Drawing tickets by lot, so that anybody can draw again and gets the same ones.

The number of a ticket is HMAC-SHA256(seed, plan ‖ 0x1f ‖ reference), and the lowest numbers are drawn. It depends on
nothing but the seed, the plan and the ticket: the order of the list does not matter, and a ticket that falls out makes
room for the next in line. The digests of list and seed are published before the draw, the seed itself after it.
"""

import hashlib
import hmac
from collections.abc import Iterable

SEED_BYTES = 32
_SEPARATOR = b"\x1f"


def draw_number(seed: bytes, plan: str, reference: str) -> str:
    """The lot of one ticket, in hexadecimal digits."""
    return hmac.digest(seed, plan.encode() + _SEPARATOR + reference.encode(), hashlib.sha256).hex()


def draw(seed: bytes, plan: str, references: Iterable[str], n: int) -> list[str]:
    """The first `n` tickets in line; all of them, where there are fewer."""
    return sorted(set(references), key=lambda reference: draw_number(seed, plan, reference))[:n]


def frame_digest(references: Iterable[str]) -> str:
    """A digest of the list, whatever its order; each goes in with its length, so that none runs into the next."""
    digest = hashlib.sha256()
    for reference in sorted(reference.encode() for reference in references):
        digest.update(len(reference).to_bytes(4, "big") + reference)
    return digest.hexdigest()


def seed_digest(seed: bytes) -> str:
    """What is published of the seed before the draw."""
    return hashlib.sha256(seed).hexdigest()
