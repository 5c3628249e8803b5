"""What the files of a programme may hold, as pydantic models, and what a misfit is called in plain words."""

from difflib import get_close_matches
from typing import Annotated, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails

from qabot.access import Role
from qabot.audit.rules import Cause, Critical
from qabot.programme.source import Source

KEY_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
# What pydantic calls a misfit, in the words of somebody who writes such a file. `given` is what stands there.
MISFITS = {
    "string_type": "this has to be text; write numbers and dates in quotes",
    "bool_type": "this has to be true or false",
    "bool_parsing": "this has to be true or false",
    "float_type": "this has to be a number",
    "list_type": "this has to be a list",
    "model_type": "this has to be fields with their values",
    "enum": "“{given}” is not one of {expected}",
    "literal_error": "“{given}” is not {expected}",
    "greater_than": "{given} has to be more than {gt:g}",
    "greater_than_equal": "{given} has to be {ge:g} or more",
    "less_than_equal": "{given} has to be {le:g} or less",
    "finite_number": "this has to be a number",
    "string_too_short": "this is empty",
    "string_too_long": "this is too long: at most {max_length} characters",
    "too_short": "at least {min_length} needed, but there are {actual_length}",
    "too_long": "at most {max_length} allowed, but there are {actual_length}",
    "string_pattern_mismatch": "“{given}” is not a name for this: take small letters, digits and single hyphens",
    "value_error": "{error}",
}


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


def _words(levels: list[str]) -> list[str]:
    if len(set(levels)) != len(levels):
        raise ValueError("two levels have the same label")
    return levels


def _once(causes: list[Cause]) -> list[Cause]:
    if len(set(causes)) != len(causes):
        raise ValueError("the same cause stands here twice")
    return causes


Key = Annotated[str, StringConstraints(pattern=KEY_PATTERN, max_length=64)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254), AfterValidator(_email)]
TimeZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_time_zone)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Weight = Annotated[float, BeforeValidator(_number), Field(gt=0, le=1000, allow_inf_nan=False)]
PassMark = Annotated[float, BeforeValidator(_number), Field(ge=0, le=100, allow_inf_nan=False)]
Causes = Annotated[list[Cause], AfterValidator(_once)]
Levels = Annotated[list[Label], Field(min_length=2, max_length=7), AfterValidator(_words)]


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SiteEntry(Entry):
    key: Key
    name: Name
    kind: Literal["in_house", "vendor"]
    time_zone: TimeZone


class QueueEntry(Entry):
    key: Key
    name: Name
    scorecard: Key


class LobEntry(Entry):
    key: Key
    name: Name
    queues: list[QueueEntry] = Field(min_length=1)


class TeamEntry(Entry):
    key: Key
    name: Name
    line_of_business: Key
    site: Key


class RoleEntry(Entry):
    """A role, and how far it reaches; what is left out does not narrow it."""

    role: Role
    line_of_business: Key | None = None
    queues: list[Key] = []
    site: Key | None = None


class PersonEntry(Entry):
    key: Key
    name: Name
    email: Email
    title: Name
    site: Key
    team: Key | None = None
    roles: list[RoleEntry] = Field(min_length=1)


class MembersEntry(Entry):
    """Who is in a channel: everybody to whom one of these applies."""

    everyone: bool = False
    roles: list[Role] = []
    lines_of_business: list[Key] = []
    people: list[Key] = []


class ChannelEntry(Entry):
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=80)]
    purpose: Annotated[str, StringConstraints(max_length=250)] = ""
    members: MembersEntry


class ProgrammeFile(Entry):
    example: bool = False
    name: Name
    scorecards: list[str] = Field(min_length=1)
    sites: list[SiteEntry] = Field(min_length=1)
    lines_of_business: list[LobEntry] = Field(min_length=1)
    teams: list[TeamEntry] = []
    people: list[PersonEntry] = Field(min_length=1)
    channels: list[ChannelEntry] = []


class CriterionEntry(Entry):
    key: Key
    name: Name
    weight: Weight
    levels: Levels
    critical: Critical | None = None
    may_be_na: bool = False
    help: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
    causes: Causes = []


class SectionEntry(Entry):
    key: Key
    name: Name
    criteria: list[CriterionEntry] = Field(min_length=1, max_length=60)


class ScorecardFile(Entry):
    key: Key
    name: Name
    pass_mark: PassMark
    sections: list[SectionEntry] = Field(min_length=1, max_length=12)


Shape = TypeVar("Shape", bound=BaseModel)


def shaped(read: Source, shape: type[Shape]) -> Shape | None:
    """The file in its shape, or None and a fault in `read` for each thing that does not fit."""
    if read.data is None and read.faults:
        return None
    try:
        return shape.model_validate(read.data)
    except ValidationError as misfits:
        for misfit in misfits.errors(include_url=False):
            _tell(read, misfit)
        return None


def _tell(read: Source, misfit: ErrorDetails) -> None:
    path, kind = misfit["loc"], misfit["type"]
    if kind in ("missing", "extra_forbidden"):
        field, path = str(path[-1]), path if kind == "extra_forbidden" else path[:-1]
        read.fault(path, f"“{field}” is missing." if kind == "missing" else f"there is no such field.{_similar(field)}")
        return
    reason = MISFITS.get(kind, misfit["msg"]).format(given=misfit["input"], **misfit.get("ctx", {}))
    read.fault(path, f"{reason.rstrip('.')}.")


def _similar(field: str) -> str:
    known = {name for entry in Entry.__subclasses__() for name in entry.model_fields}
    near = get_close_matches(field, known, n=1)
    return f" Did you mean “{near[0]}”?" if near else ""
