"""Bank accounts and cards, known by their check digits."""

import re
from collections.abc import Iterator

from qabot.privacy.spans import Span

IBAN_LENGTHS = {
    entry[:2]: int(entry[2:])
    for entry in (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 "
        "ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 "
        "LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 "
        "PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 "
        "YE30"
    ).split()
}
IBAN_START = re.compile(r"(?<![a-z0-9])[a-z]{2}[ -]?\d{2}", re.IGNORECASE)
DIGIT_RUN = re.compile(r"(?<![\w.,])[0-9](?:[ .-]?[0-9]){11,40}(?!\w)")
GROUP = re.compile(r"[0-9]+")
CARD = re.compile(
    r"4\d{12}|4\d{15}|4\d{18}|(?:5[1-5]|2[2-7]|35)\d{14}|3[47]\d{13}|3[0689]\d{12}|(?:2131|1800)\d{11}"
    r"|(?:5[06-8]|6\d)\d{11,17}|(?:0604|50[123]\d|5[6-8]\d\d|6304|6390|67\d\d)\d{8,15}"
)


def ibans(text: str) -> Iterator[Span]:
    last = 0
    for match in IBAN_START.finditer(text):
        end = _iban_end(text, match.start()) if match.start() >= last else None
        if end is not None:
            yield match.start(), end
            last = end


def _iban_end(text: str, start: int) -> int | None:
    """Where an account number with right check digits ends that begins here."""
    length = IBAN_LENGTHS.get(text[start : start + 2].upper(), 0)
    end, compact = start, ""
    while len(compact) < length and end < len(text):
        if text[end].isascii() and text[end].isalnum():
            compact += text[end].upper()
        elif text[end] not in " -":
            return None
        end += 1
    whole = len(compact) == length > 0 and not text[end : end + 1].isalnum()
    return end if whole and _mod97(compact) == 1 else None


def _mod97(iban: str) -> int:
    return int("".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])) % 97


def cards(text: str) -> Iterator[Span]:
    for run in DIGIT_RUN.finditer(text):
        groups = [(run.start() + group.start(), run.start() + group.end()) for group in GROUP.finditer(run[0])]
        yield from _cards_in(text, groups)


def _cards_in(text: str, groups: list[Span]) -> Iterator[Span]:
    """Other numbers may stand right beside it, such as its month: every row of groups is tried, longest first."""
    first = 0
    while first < len(groups):
        last = next(
            (last for last in reversed(range(first, len(groups))) if _is_card(text, groups[first : last + 1])), None
        )
        if last is not None:
            yield groups[first][0], groups[last][1]
        first = (first if last is None else last) + 1


def _is_card(text: str, groups: list[Span]) -> bool:
    digits = "".join(text[start:end] for start, end in groups)
    return CARD.fullmatch(digits) is not None and _luhn(digits)


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
