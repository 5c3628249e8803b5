"""What an import changes, thing by thing, in words for whoever runs it; things go by their keys, as in the file."""

from typing import Any

from sqlalchemy.orm import Session

from qabot.clock import DAY
from qabot.people.models import LineOfBusiness, Queue, Site, Team
from qabot.programme.shape import WEEKDAYS

NAMES = {"lob_id": "line of business", "site_id": "site", "team_id": "team", "scorecard_key": "scorecard"}
PLACES: dict[str, Any] = {"lob_id": LineOfBusiness, "site_id": Site, "team_id": Team, "queue_id": Queue}
NOUNS = {"lob": "line of business"}


def added(noun: str, key: str) -> str:
    return f"+ {NOUNS.get(noun, noun)} {key}"


def left(key: str) -> str:
    return f"- person {key}: no longer in the file, so no longer active"


def changed(session: Session, noun: str, key: str, field: str, before: Any, after: Any) -> str:
    name = NAMES.get(field, field.replace("_", " "))
    words = (_words(session, field, before), _words(session, field, after))
    return f"~ {NOUNS.get(noun, noun)} {key}: {name}: {words[0]} → {words[1]}"


def roles(session: Session, key: str, added: set[Any], removed: set[Any]) -> str:
    found = [f"{sign} {_reach(session, *one)}" for sign, ones in (("-", removed), ("+", added)) for one in ones]
    return f"~ person {key}: roles: {', '.join(sorted(found))}"


def _reach(session: Session, role: str, *places: int | None) -> str:
    named = [
        _words(session, field, place)
        for field, place in zip(("lob_id", "queue_id", "site_id"), places, strict=True)
        if place is not None
    ]
    return f"{role} in {', '.join(named)}" if named else role


def _words(session: Session, field: str, value: Any) -> str:
    if value in (None, []):
        return "nothing"
    if field in PLACES:
        return str(session.get_one(PLACES[field], value).key)
    if field == "hours":
        return ", ".join(f"{day} {_shift(*shift)}" for day, shift in zip(WEEKDAYS, value, strict=True) if shift)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value)


def _shift(opens: int, closes: int) -> str:
    closes = closes if closes <= DAY else closes - DAY
    return f"{opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}"
