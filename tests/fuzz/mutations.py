"""Requests as nobody means them: parts missing, foreign, far too long, of another kind, from elsewhere, twice, late."""

import copy
from collections.abc import Iterator
from itertools import count
from typing import Any

from hypothesis import strategies as st

from tests.factories import PEOPLE, slack_id

Payload = dict[str, Any]
Path = tuple[str | int, ...]
NUMBERS = count(1)
LONG = "ä" * 100_000
WORDS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["", "1", "0", "-1", "²", "9" * 40, "start", "help", "<!channel>", "' OR 1=1 --", "null", LONG]),
)
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    WORDS,
    st.lists(WORDS, max_size=3),
    st.dictionaries(st.sampled_from(["id", "value", "text", "type"]), WORDS, max_size=3),
)
PERSONS = [slack_id(key) for key, *_ in PEOPLE] + ["U0STRANGER", "", "W1"]


def renewed(payload: Payload) -> Payload:
    """The same once more, as a request of its own: what was seen before is only repeated."""
    made, number = copy.deepcopy(payload), next(NUMBERS)
    for name in ("trigger_id", "event_id"):
        if name in made:
            made[name] = f"{name}.{number}"
    if isinstance(made.get("view"), dict) and "hash" in made["view"]:
        made["view"]["hash"] = str(number)
    return made


@st.composite
def requests(draw: st.DrawFn, recorded: list[Payload]) -> Payload:
    """One that was recorded, changed in up to three places; now and then exactly as it was."""
    payload = copy.deepcopy(draw(st.sampled_from(recorded)))
    if draw(st.integers(0, 9)) == 0:
        return payload
    payload = renewed(payload)
    for _ in range(draw(st.integers(0, 3))):
        _change(draw, payload)
    return payload


def _change(draw: st.DrawFn, payload: Payload) -> None:
    kind = draw(st.sampled_from(["drop", "junk", "junk", "word", "person", "team"]))
    if kind == "person":
        _everywhere(payload, {"user", "user_id"}, draw(st.sampled_from(PERSONS)))
    elif kind == "team":
        payload["team_id"] = draw(st.sampled_from(["T0OTHER", "", None]))
    else:
        paths = list(_paths(payload))
        _at(payload, paths[draw(st.integers(0, len(paths) - 1))], kind, draw)


def _at(payload: Any, path: Path, kind: str, draw: st.DrawFn) -> None:
    for step in path[:-1]:
        payload = payload[step]
    if kind == "drop":
        del payload[path[-1]]
    else:
        payload[path[-1]] = draw(JUNK if kind == "junk" else WORDS)


def _paths(value: Any, here: Path = ()) -> Iterator[Path]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inside in entries:
        yield (*here, step)
        yield from _paths(inside, (*here, step))


def _everywhere(payload: Payload, names: set[str], person: str) -> None:
    for name in names & payload.keys():
        payload[name] = {**payload[name], "id": person} if isinstance(payload[name], dict) else person
    if isinstance(payload.get("event"), dict):
        _everywhere(payload["event"], names, person)
