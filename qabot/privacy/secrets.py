"""Passwords, one-time codes, keys and tokens: by their own form, or by the word before them."""

import re
from collections.abc import Iterator

from qabot.privacy.spans import Span, apart

TOKEN = re.compile(
    r"""
    -----BEGIN\ [A-Z ]{0,30}PRIVATE\ KEY-----(?:(?!-----END)[\s\S]){0,8000}(?:-----END\ [A-Z ]{0,30}KEY-----)?
    | https://hooks\.slack\.com/\S{8,}
    | (?<![A-Za-z0-9])(?:
        xox[a-z](?:\.xox[a-z])?-[\w-]{8,} | xapp-[\w-]{8,}        # Slack
      | A(?:KIA|SIA)[0-9A-Z]{16} | AIza[\w-]{30,}                 # AWS, Google
      | gh[pousr]_\w{20,} | github_pat_\w{20,} | glpat-[\w-]{16,} # GitHub, GitLab
      | (?:sk|rk|pk)_(?:live|test)_\w{10,} | sk-[\w-]{20,}        # payment and other APIs
      | eyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*)?                      # JWT
    )
    """,
    re.VERBOSE,
)
BEARER = re.compile(r"\b(?:bearer|basic)\s{1,3}([\w.~+/-]{16,}=*)", re.IGNORECASE)
URL_LOGIN = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://([^\s/@:]{1,80}:[^\s/@]{1,80})@", re.IGNORECASE)

_WORD = (
    r"(?<![a-z])(?:pass[- ]?(?:word|wd|phrase|code)|passwort|kennwort|pwd"
    r"|(?:api|access|secret|private|auth)[ _-]?(?:key|token)|client[ _-]?secret|secret|token)s?"
)
# Short forms are words of their own as well ("pass: 3 of 4"), so only what looks like a password is one.
SHORT = re.compile(
    r"(?<![a-z])(?:pw|pass|passwd|psw)\s{0,3}(?::|=|->|→)\s{0,3}[\"'`]?(?=[^\s\"'`,;]{0,200}[\d!$%&*_#@^+?])([^\s\"'`,;]{4,200})",
    re.IGNORECASE,
)
GIVEN = re.compile(_WORD + r"[\"']?\s{0,3}(?::|=|->|→)\s{0,3}[\"'`]?([^\s\"'`,;]{3,200})", re.IGNORECASE)
# After "is", only what looks like a password is one: "the password is wrong" tells no secret.
TOLD = re.compile(
    _WORD + r"\s{1,3}(?:is|was|ist|war|to)\s{1,3}[\"'`]?(?=[^\s\"'`,;]{0,200}[\d!$%&*_#@^+?])([^\s\"'`,;]{4,200})",
    re.IGNORECASE,
)
CODE = re.compile(
    r"\b(?:otp|pin|tan|cvv2?|cvc2?|(?:one[- ]time|verification|security|login|sms)[ -](?:code|pin))"
    r"(?:\s(?:code|number|is|was)){0,2}\s{0,2}[:=#]?\s{0,2}(\d{3,8})\b",
    re.IGNORECASE,
)


def secrets(text: str) -> Iterator[Span]:
    found = [match.span() for match in TOKEN.finditer(text)]
    for pattern in (BEARER, URL_LOGIN, GIVEN, SHORT, TOLD, CODE):
        found += [match.span(1) for match in pattern.finditer(text) if not match[1].startswith("[")]
    return apart(found)
