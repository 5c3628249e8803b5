"""The kinds of value that stand in the files of a programme, each with the sentence for a value that is none."""

import re
from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from qabot.audit.rules import Cause
from qabot.clock import DAY, Hours

KEY_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
SHIFT = re.compile(r"(\d\d):(\d\d) ?- ?(\d\d):(\d\d)")
CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{8,}")
CHANNEL_NAME = re.compile(r"[^\s#,.:;<>|\"'A-Z]{1,80}")
MINUTES = 60


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise ValueError(f"“{name}” is not an IANA time zone such as Europe/Berlin") from None
    return name


def _email(address: str) -> str:
    local, at, domain = address.partition("@")
    if not (local and at and "." in domain) or any(letter.isspace() or letter == "@" for letter in local + domain):
        raise ValueError(f"“{address}” is not an e-mail address")
    return address.lower()


def _number(value: object) -> object:
    if isinstance(value, bool | str):
        raise ValueError("this has to be a number")
    return value


def _whole_number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("this has to be a whole number")
    return value


def _words(levels: list[str]) -> list[str]:
    if len(set(levels)) != len(levels):
        raise ValueError("two levels have the same label")
    return levels


def _once(causes: list[Cause]) -> list[Cause]:
    if len(set(causes)) != len(causes):
        raise ValueError("the same cause stands here twice")
    return causes


def _shift(value: object) -> Hours:
    found = SHIFT.fullmatch(str(value).strip())
    if found is None:
        raise ValueError(f"“{value}” are no hours such as 09:00-17:30")
    opens, closes = (_minutes(*found.groups()[place : place + 2], given=str(value)) for place in (0, 2))
    if opens in (closes, DAY):
        raise ValueError(f"“{value}” is no time at all; a whole day is 00:00-24:00")
    return Hours(opens, closes if closes > opens else closes + DAY)


def _minutes(hour: str, minute: str, *, given: str) -> int:
    minutes = int(hour) * MINUTES + int(minute)
    if int(minute) >= MINUTES or minutes > DAY:
        raise ValueError(f"“{given}” is not on a clock: hours end at 24:00")
    return minutes


def _date(value: object) -> object:
    """YAML reads a plain date as one already; numbers, which pydantic would take for seconds, are none."""
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"“{value}” is not a date such as 2026-12-24") from None


def channel(value: str) -> str:
    """A channel's id, or its name without the #."""
    bare = value.strip().removeprefix("#")
    if CHANNEL_ID.fullmatch(bare) or CHANNEL_NAME.fullmatch(bare):
        return bare
    raise ValueError(f"“{value}” is neither the name nor the id of a Slack channel")


Key = Annotated[str, StringConstraints(pattern=KEY_PATTERN, max_length=64)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254), AfterValidator(_email)]
TimeZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_time_zone)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Weight = Annotated[float, BeforeValidator(_number), Field(gt=0, le=1000, allow_inf_nan=False)]
PassMark = Annotated[float, BeforeValidator(_number), Field(ge=0, le=100, allow_inf_nan=False)]
Causes = Annotated[list[Cause], AfterValidator(_once)]
Levels = Annotated[list[Label], Field(min_length=2, max_length=7), AfterValidator(_words)]
Shift = Annotated[Hours, BeforeValidator(_shift)]
Day = Annotated[date, BeforeValidator(_date)]
Channel = Annotated[str, AfterValidator(channel)]
Audits = Annotated[int, BeforeValidator(_whole_number), Field(ge=1, le=1000)]
