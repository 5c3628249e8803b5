"""When people work: the calendar of a site, with the public holidays of its country and its own days off."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import holidays
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from qabot.clock import OFFICE_WEEK, Calendar, Hours
from qabot.db import run
from qabot.people.models import Person, Site


@dataclass(frozen=True)
class DaysOff:
    """Public holidays, as far into past and future as anybody asks, and further dates."""

    country: str | None
    subdivision: str | None
    further: frozenset[date]

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        return day in self.further or day in public_holidays(self.country, self.subdivision, day.year)


@lru_cache(maxsize=1024)
def public_holidays(country: str | None, subdivision: str | None, year: int) -> frozenset[date]:
    if country is None:
        return frozenset()
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))


def subdivisions(country: str) -> list[str] | None:
    """The states or provinces with holidays of their own; None for a country whose holidays are not known."""
    return holidays.list_supported_countries().get(country)


def of_person(session: Session, person_id: int) -> Calendar:
    """The calendar of the site where this person works."""
    return _calendar(run(session, _SITE_OF, person_id=person_id).one())


def of_sites(session: Session, site_ids: Iterable[int]) -> dict[int, Calendar]:
    """The calendars of several sites, by id."""
    rows = session.execute(select(Site.id, *_COLUMNS).where(Site.id.in_(list(site_ids))))
    return {row[0]: _calendar(row[1:]) for row in rows}


def _calendar(row: Any) -> Calendar:
    zone, hours, country, subdivision, days_off = row
    return Calendar(
        time_zone=zone,
        hours=tuple(Hours(*shift) if shift else None for shift in hours) if hours else OFFICE_WEEK,
        holidays=DaysOff(country, subdivision, frozenset(date.fromisoformat(day) for day in days_off)),
    )


def days_off(session: Session, person_id: int) -> Container[date]:
    """The days on which nobody works where this person does, beside those of the week."""
    return of_person(session, person_id).holidays


_COLUMNS = (Site.time_zone, Site.hours, Site.country, Site.subdivision, Site.days_off)
_SITE_OF = select(*_COLUMNS).join(Person, Person.site_id == Site.id).where(Person.id == bindparam("person_id"))
