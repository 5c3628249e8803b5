"""Rules as they are kept and as they come in: JSON, checked by pydantic before anything is made of it."""

from datetime import date, time
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from qabot.errors import WrongState
from qabot.schedule import rules
from qabot.schedule.rules import CatchUp, Rule

UNREADABLE = "Another version of qabot has set up this schedule. This one cannot read when it comes."


class Unreadable(WrongState):
    """A rule that this version does not know."""


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WorkingDays(_Shape):
    every: Literal["working_day"] = "working_day"

    def rule(self) -> Rule:
        return rules.EveryWorkingDay()


class OnWeekdays(_Shape):
    every: Literal["week"] = "week"
    days: Annotated[frozenset[Annotated[int, Field(ge=0, le=6)]], Field(min_length=1)]

    def rule(self) -> Rule:
        return rules.Weekly(self.days)


class EachWeeks(_Shape):
    every: Literal["weeks"] = "weeks"
    weeks: Annotated[int, Field(ge=1, le=rules.MOST_WEEKS)]
    anchor: date

    def rule(self) -> Rule:
        return rules.EveryWeeks(self.weeks, self.anchor)


class OnDate(_Shape):
    every: Literal["month_date"] = "month_date"
    day: Annotated[int, Field(ge=1, le=31)]

    def rule(self) -> Rule:
        return rules.MonthlyOnDate(self.day)


class OnWorkingDay(_Shape):
    every: Literal["month_working_day"] = "month_working_day"
    nth: Annotated[int, Field(ge=1, le=rules.MOST_WORKING_DAYS)]

    def rule(self) -> Rule:
        return rules.MonthlyOnWorkingDay(self.nth)


RuleShape = Annotated[WorkingDays | OnWeekdays | EachWeeks | OnDate | OnWorkingDay, Field(discriminator="every")]
_RULE: TypeAdapter[RuleShape] = TypeAdapter(RuleShape)


class NewSchedule(_Shape):
    """What is asked for; `about` is for the kind alone, such as the line of business."""

    name: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[a-z0-9][a-z0-9-]*$")]
    kind: Annotated[str, Field(min_length=1, max_length=32)]
    rule: RuleShape
    zone: str
    at: time
    channel: Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{1,31}$")]
    about: dict[str, int | None] = {}
    catch_up: CatchUp = CatchUp.LATEST
    window_minutes: Annotated[int, Field(ge=0, le=60 * 24 * 366)] = 24 * 60

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError("not a time zone")
        return zone

    @field_validator("at")
    @classmethod
    def _wall_clock(cls, at: time) -> time:
        if at.tzinfo is not None or at.second or at.microsecond:
            raise ValueError("hours and minutes only")
        return at


def read_rule(held: dict[str, Any]) -> Rule:
    """The rule that was kept. Raises Unreadable for one that another version has written."""
    try:
        return _RULE.validate_python(held, strict=False).rule()
    except ValidationError as fault:
        raise Unreadable(UNREADABLE) from fault


def kept(shape: RuleShape) -> dict[str, Any]:
    """As JSON, the same for the same rule."""
    held: dict[str, Any] = shape.model_dump(mode="json")
    return held | ({"days": sorted(held["days"])} if "days" in held else {})
