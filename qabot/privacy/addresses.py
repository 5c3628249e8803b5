"""E-mail addresses of people, and IP addresses of machines."""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv6Address

from qabot.privacy.spans import Span

EMAIL = re.compile(
    r"""
    <mailto:[^\s<>]{3,300}>
    | (?<![\w.+-]) [\w.!#$%&'*+/=?^`{}~-]{1,64} (?: @ | \uFF20 | \s?[\[(]at[\])]\s? )
      (?:[\w-]{1,63}\.){1,6} [^\W\d_]{2,24} (?![\w-])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
# Four numbers after such a word are a version.
VERSION = re.compile(
    r"(?:\bv|version|build|release|firmware|app|ios|android|macos|windows|chrome|firefox|safari)s?[\s:]{0,3}$",
    re.IGNORECASE,
)
IPV4 = re.compile(rf"(?<![\w.])v?(?:{_OCTET}\.){{3}}{_OCTET}(?!\w|\.\d)")
IPV6 = re.compile(
    r"(?<![\w:.])(?=[0-9a-f]{0,4}:[0-9a-f]{0,4}:)[0-9a-f:]{4,39}(?:(?:\.\d{1,3}){3})?(?![\w:])", re.IGNORECASE
)


def emails(text: str) -> Iterator[Span]:
    yield from (match.span() for match in EMAIL.finditer(text))


def ips(text: str) -> Iterator[Span]:
    found = [match.span() for match in IPV6.finditer(text) if _is_ipv6(match[0])]
    for match in IPV4.finditer(text):
        if not match[0].startswith("v") and not VERSION.search(text[max(0, match.start() - 20) : match.start()]):
            found.append(match.span())
    yield from sorted(found)


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True
