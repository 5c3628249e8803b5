"""The privacy guard: what may not be written down is taken out of free text before anything else sees it.

Each thing taken out leaves its kind and is counted. Ticket, order and version numbers stay: without them a comment says
nothing. So a bare number is a phone number only where it is written like one, or a word before it says so; card and
bank account numbers prove themselves by their check digits.

The guard takes out what has a form. It cannot tell names and postal addresses from other words.
"""

from dataclasses import dataclass
from enum import StrEnum

from qabot.privacy.accounts import cards, ibans
from qabot.privacy.addresses import emails, ips
from qabot.privacy.numbers import phones, social_security_numbers
from qabot.privacy.secrets import secrets
from qabot.privacy.spans import Finder, Span


class Kind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    CARD = "card"
    SSN = "ssn"
    IBAN = "iban"
    IP = "ip"
    CREDENTIAL = "secret"


@dataclass(frozen=True)
class Guarded:
    """The text as it may be kept, and how many of each kind were taken out of it."""

    text: str
    masked: dict[str, int]


# Order matters: what is surer of itself comes first, and what it took out is gone for the others.
FINDERS: tuple[tuple[Kind, Finder], ...] = (
    (Kind.CREDENTIAL, secrets),
    (Kind.EMAIL, emails),
    (Kind.IBAN, ibans),
    (Kind.CARD, cards),
    (Kind.SSN, social_security_numbers),
    (Kind.IP, ips),
    (Kind.PHONE, phones),
)
# Where one thing is gone, what stood glued to it may come to light.
PASSES = 8
MASKS = {
    Kind.EMAIL: "[e-mail removed]",
    Kind.PHONE: "[phone removed]",
    Kind.CARD: "[card removed]",
    Kind.SSN: "[SSN removed]",
    Kind.IBAN: "[IBAN removed]",
    Kind.IP: "[IP removed]",
    Kind.CREDENTIAL: "[secret removed]",
}
NAMES = {
    Kind.EMAIL: ("e-mail address", "e-mail addresses"),
    Kind.PHONE: ("phone number", "phone numbers"),
    Kind.CARD: ("card number", "card numbers"),
    Kind.SSN: ("social security number", "social security numbers"),
    Kind.IBAN: ("bank account number", "bank account numbers"),
    Kind.IP: ("IP address", "IP addresses"),
    Kind.CREDENTIAL: ("password or token", "passwords or tokens"),
}


def guard(text: str) -> Guarded:
    """Take out what has the form of personal data or of a secret. What was guarded once stays as it is."""
    masked: dict[str, int] = {}
    for _ in range(PASSES):
        before = sum(masked.values())
        text = _pass(text, masked)
        if sum(masked.values()) == before:
            break
    return Guarded(text, masked)


def told(masked: dict[str, int]) -> str:
    """One sentence for the person who wrote it; empty where nothing was taken out."""
    parts = [f"{masked[kind]} {NAMES[kind][masked[kind] > 1]}" for kind in Kind if masked.get(kind)]
    if not parts:
        return ""
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"We removed {listed}."


def _pass(text: str, masked: dict[str, int]) -> str:
    for kind, find in FINDERS:
        spans = list(find(text))
        if spans:
            masked[kind.value] = masked.get(kind.value, 0) + len(spans)
            text = _without(text, spans, MASKS[kind])
    return text


def _without(text: str, spans: list[Span], mask: str) -> str:
    kept, last = [], 0
    for start, end in spans:
        kept += [text[last:start], mask]
        last = end
    return "".join([*kept, text[last:]])
