"""What the files of a programme may hold, as pydantic models, and what a misfit is called in plain words."""

from difflib import get_close_matches
from typing import Annotated, Literal, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails

from qabot.access import Role
from qabot.audit.rules import Critical
from qabot.clock import Hours, overlap
from qabot.people import calendars
from qabot.programme.fields import (
    Audits,
    Causes,
    Channel,
    Day,
    Email,
    Key,
    Levels,
    Name,
    PassMark,
    Shift,
    TimeZone,
    Weight,
)
from qabot.programme.source import Source

COUNTRY_CODE = 2
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


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HoursEntry(Entry):
    """The shift of each weekday; a day that is left out is a day off."""

    monday: Shift | None = None
    tuesday: Shift | None = None
    wednesday: Shift | None = None
    thursday: Shift | None = None
    friday: Shift | None = None
    saturday: Shift | None = None
    sunday: Shift | None = None

    @property
    def week(self) -> tuple[Hours | None, ...]:
        return tuple(getattr(self, day) for day in WEEKDAYS)


WEEKDAYS = tuple(HoursEntry.model_fields)


class HolidaysEntry(Entry):
    """The public holidays of a country, or of one of its states or provinces, and further dates."""

    country: str | None = None
    subdivision: str | None = None
    extra: list[Day] = []

    @field_validator("country")
    @classmethod
    def _is_known(cls, country: str | None) -> str | None:
        if country is not None and (len(country) != COUNTRY_CODE or calendars.subdivisions(country) is None):
            raise ValueError(f"“{country}” is not the two-letter code of a country whose holidays are known")
        return country

    @field_validator("subdivision")
    @classmethod
    def _is_within(cls, subdivision: str | None, info: ValidationInfo) -> str | None:
        known = calendars.subdivisions(info.data.get("country") or "") or []
        if subdivision is not None and subdivision not in known:
            there = f"it has {', '.join(known)}" if known else "no country is named that has any"
            raise ValueError(f"there is no subdivision “{subdivision}” with holidays of its own: {there}")
        return subdivision


class SiteEntry(Entry):
    key: Key
    name: Name
    kind: Literal["in_house", "vendor"]
    time_zone: TimeZone
    hours: HoursEntry | None = None
    holidays: HolidaysEntry = HolidaysEntry()

    @field_validator("hours")
    @classmethod
    def _is_a_week(cls, hours: HoursEntry | None) -> HoursEntry | None:
        if hours is None:
            return None
        if not any(hours.week):
            raise ValueError("a site works on one day at least")
        long = overlap(hours.week)
        if long is not None:
            raise ValueError(f"the shift of {WEEKDAYS[long]} is still open when that of the next day opens")
        return hours


class QueueEntry(Entry):
    key: Key
    name: Name
    scorecard: Key
    channel: Channel | None = None
    weekly_target: Audits | None = None


class AreaEntry(Entry):
    key: Key
    name: Name
    channel: Channel


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
    weekly_capacity: Audits | None = None
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
    areas: list[AreaEntry] = []
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
