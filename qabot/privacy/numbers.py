"""Phone and social security numbers, and the ticket and order numbers that look like them."""

import re
from collections.abc import Iterator

import phonenumbers

from qabot.privacy.spans import Span, within

# Where a number without a country code may come from: a wrong guess costs a word in a comment, no more.
REGIONS = ("US", "DE", "PH", "GB", "IN")

KNOWN_ID = re.compile(
    r"(?<![\w-])(?!(?:SSN|TEL|PHONE|FAX|MOBILE|CELL)-)[A-Z][A-Z0-9]{0,9}-\d{1,12}(?![\w-])"
    r"|(?i:(?<![a-z])(?:order|invoice|ticket|case|ref(?:erence)?|tracking|parcel|shipment|return|payout|receipt|voucher"
    r"|bug)s?(?:\s(?:no\.?|number|nr\.?|id|code|is|was)){0,2}\s{0,2}[:#]?\s{0,2}[a-z]{0,4}-?\d[\d-]{2,18}(?![\w-]))"
)
SSN = re.compile(
    r"(?<![\w-])(?!000|666|9)\d{3}([- ])(?!00)\d{2}\1(?!0000)\d{4}(?![\w-])"
    r"|(?i:\b(?:ssn|social security (?:number|no\.?)))\W{0,3}(?:is\s)?(?P<bare>\d{3}[- ]?\d{2}[- ]?\d{4})(?!\w)"
)
PHONE = re.compile(
    r"(?:(?<![\w.,-])|(?=\+))(?:\+|00)?\(?\d(?:[ \u00a0().\u2011/-]{0,3}\d){5,16}"
    r"(?:\s?(?:x|ext\.?)\s?\d{1,6})?(?!\w|[.,]\d)",
    re.IGNORECASE,
)
DATE = re.compile(
    r"(?:(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])[-./](?:[12]\d|3[01]|0?[1-9])"
    r"|(?:[12]\d|3[01]|0?[1-9])[-./](?:[12]\d|3[01]|0?[1-9])[-./](?:(?:19|20)?\d\d))(?![-./]?\d)"
)
NORTH_AMERICAN = re.compile(r"(?:1[ .-])?\(?[2-9]\d\d(?:\)[ .-]{0,2}|[ .-])[2-9]\d\d[ .-]\d{4}(?:\D.*)?")
AREA_CODE = re.compile(r"\(\d{2,5}\)[ -]?\d{3}[\d -]{3,9}")
TRUNK = re.compile(r"\(?0[1-9]\d{0,4}\)?(?:[ ./-]{1,3}\d{2,9}){1,5}")
CUE = re.compile(
    r"(?:\b(?:tele?phone|phone|telefon|tel|mobile?|cell|handy|whats\s?app|viber|sms|fax|hotline)\b\.?"
    r"(?:\s(?:number|no\.?|nr\.?|nummer))?(?:\s(?:is|at|on|under|was))?"
    r"|\b(?:call|dial|ring|text|reach)(?:ed|s|ing)?(?:\s(?:back|me|him|her|them|us|the customer))?"
    r"(?:\s(?:on|at|under))?"
    r"|\bmy number(?:\sis)?)[\s:=#(]{1,3}$",
    re.IGNORECASE,
)


def social_security_numbers(text: str) -> Iterator[Span]:
    for match in SSN.finditer(text):
        yield match.span("bare") if match["bare"] else match.span()


def phones(text: str) -> Iterator[Span]:
    known = [match.span() for match in KNOWN_ID.finditer(text)]
    for match in PHONE.finditer(text):
        if not within(match.span(), known) and _is_phone(match[0], text[max(0, match.start() - 40) : match.start()]):
            yield match.span()


def _is_phone(number: str, before: str) -> bool:
    if DATE.match(number):
        return False
    if number.startswith(("+", "00", "(+")):
        return _digits(number) >= 8
    if CUE.search(before) or AREA_CODE.fullmatch(number):
        return True
    if TRUNK.fullmatch(number):
        return 9 <= _digits(number) <= 12
    regions = ("US",) if NORTH_AMERICAN.fullmatch(number) else REGIONS if number.startswith("0") else ()
    return any(_is_valid(number, region) for region in regions)


def _digits(number: str) -> int:
    return sum(letter.isdigit() for letter in number)


def _is_valid(number: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False
