"""What the shape of a file cannot tell: that keys are unique, and that everything named somewhere is there.

The checks read the plain data, so that one misfit elsewhere in the file does not hide what they find.
"""

from collections.abc import Hashable, Iterable
from difflib import get_close_matches
from typing import Any

from qabot import privacy
from qabot.access import ALLOWED, Action
from qabot.people.rules import AT_HOME
from qabot.programme.source import Fault, Path, Source

SCORERS = ALLOWED[Action.AUDIT_SCORE]


def programme(main: Source, *, scorecards: set[str]) -> None:
    """Add a fault to `main` for each thing that is there twice, or named but not there."""
    _Programme(main, scorecards).check()


def scorecards(cards: Iterable[Source]) -> None:
    """Keys are unique: of the scorecards over all files, of sections and criteria within one."""
    first: dict[Hashable, str] = {}
    for card in cards:
        key = card.get("key")
        if isinstance(key, str) and first.setdefault(key, card.file) != card.file:
            card.fault(("key",), f"the scorecard “{key}” stands in {first[key]} already.")
        _unique(card, "key", "section", card.entries("sections"))
        criteria = (found for path, _ in card.entries("sections") for found in card.entries(*path, "criteria"))
        _unique(card, "key", "criterion", criteria)
        _impersonal(card, (), card.data)


def _impersonal(card: Source, path: Path, held: object) -> None:
    """Everybody who is audited reads a scorecard: personal data and secrets are refused, and not repeated."""
    if isinstance(held, str):
        removed = privacy.told(privacy.guard(held).masked).removeprefix("We removed ").rstrip(".")
        if removed:
            card.faults.append(Fault(card.file, card.line(path), f"This looks like it holds {removed}. Take it out."))
    elif isinstance(held, dict | list):
        for step, inside in held.items() if isinstance(held, dict) else enumerate(held):
            _impersonal(card, (*path, step), inside)


def _unique(source: Source, field: str, noun: str, entries: Iterable[tuple[Path, dict[str, Any]]]) -> None:
    first: dict[str, int] = {}
    for path, entry in entries:
        value = entry.get(field)
        if not isinstance(value, str):
            continue
        line = source.line((*path, field))
        if value.lower() in first:
            source.fault((*path, field), f"“{value}” is the {noun} on line {first[value.lower()]} already.")
        first.setdefault(value.lower(), line)


class _Programme:
    def __init__(self, main: Source, scorecards: set[str]) -> None:
        self._main = main
        self._scorecards = scorecards
        self._sites = _keys(main.entries("sites"))
        self._lobs = _keys(main.entries("lines_of_business"))
        self._people = _keys(main.entries("people"))
        self._teams = {str(entry.get("key")): entry for _, entry in main.entries("teams")}
        self._queues = {str(queue.get("key")): lob.get("key") for lob, _, queue in self._each_queue()}

    def check(self) -> None:
        self._keys_are_unique()
        for _, path, queue in self._each_queue():
            self._known("scorecard", queue.get("scorecard"), self._scorecards, (*path, "scorecard"))
        for path, team in self._main.entries("teams"):
            self._known("line of business", team.get("line_of_business"), self._lobs, (*path, "line_of_business"))
            self._known("site", team.get("site"), self._sites, (*path, "site"))
        for path, person in self._main.entries("people"):
            self._person(path, person)
        for path, channel in self._main.entries("channels"):
            self._channel((*path, "members"), channel.get("members"))

    def _each_queue(self) -> Iterable[tuple[dict[str, Any], Path, dict[str, Any]]]:
        for lob_path, lob in self._main.entries("lines_of_business"):
            for path, queue in self._main.entries(*lob_path, "queues"):
                yield lob, path, queue

    def _keys_are_unique(self) -> None:
        for listed, noun in (
            ("sites", "site"),
            ("lines_of_business", "line of business"),
            ("teams", "team"),
            ("areas", "area"),
        ):
            _unique(self._main, "key", noun, self._main.entries(listed))
        _unique(self._main, "key", "queue", ((path, queue) for _, path, queue in self._each_queue()))
        _unique(self._main, "key", "person", self._main.entries("people"))
        _unique(self._main, "email", "e-mail address of the person", self._main.entries("people"))
        _unique(self._main, "name", "channel", self._main.entries("channels"))

    def _person(self, path: Path, person: dict[str, Any]) -> None:
        self._known("site", person.get("site"), self._sites, (*path, "site"))
        self._known("team", person.get("team"), self._teams, (*path, "team"))
        team = self._teams.get(str(person.get("team")))
        if team and team.get("site") != person.get("site"):
            self._main.fault((*path, "team"), f"the team “{team.get('key')}” works at the site “{team.get('site')}”.")
        roles = {entry.get("role") for _, entry in self._main.entries(*path, "roles")}
        if "weekly_capacity" in person and roles.isdisjoint(SCORERS):
            self._main.fault(
                (*path, "weekly_capacity"), "only who scores audits has a capacity: auditors and QA leads."
            )
        seen: set[Hashable] = set()
        for role_path, role in self._main.entries(*path, "roles"):
            self._role(role_path, role, team)
            self._granted_once(role_path, role, seen)

    def _role(self, path: Path, role: dict[str, Any], team: dict[str, Any] | None) -> None:
        lob, queues = role.get("line_of_business"), _strings(role.get("queues"))
        self._known("line of business", lob, self._lobs, (*path, "line_of_business"))
        self._known("site", role.get("site"), self._sites, (*path, "site"))
        for place, queue in enumerate(queues):
            self._known("queue", queue, self._queues, (*path, "queues", place))
            if lob and self._queues.get(queue, lob) != lob:
                self._main.fault((*path, "queues", place), f"the queue “{queue}” is not in “{lob}”.")
        if role.get("role") in AT_HOME:
            self._at_home(path, role, team)

    def _at_home(self, path: Path, role: dict[str, Any], team: dict[str, Any] | None) -> None:
        """Associates and team leads work in the line of business of their team."""
        if team is None:
            return self._main.fault(path, "this role needs a team. Give the person a team.")
        home = team.get("line_of_business")
        reach = {role.get("line_of_business")} | {self._queues.get(queue) for queue in _strings(role.get("queues"))}
        for lob in sorted(str(lob) for lob in reach if lob and lob != home):
            self._main.fault(path, f"the role reaches “{lob}”, but the team “{team.get('key')}” works for “{home}”.")
        return None

    def _granted_once(self, path: Path, role: dict[str, Any], seen: set[Hashable]) -> None:
        for queue in _strings(role.get("queues")) or [""]:
            grant = (str(role.get("role")), str(role.get("line_of_business")), queue, str(role.get("site")))
            if grant in seen:
                self._main.fault(path, "this person has the same role with the same reach already.")
            seen.add(grant)

    def _channel(self, path: Path, members: object) -> None:
        if not isinstance(members, dict):
            return
        for field, noun, known in (
            ("lines_of_business", "line of business", self._lobs),
            ("people", "person", self._people),
        ):
            for place, key in enumerate(_strings(members.get(field))):
                self._known(noun, key, known, (*path, field, place))

    def _known(self, noun: str, key: object, known: Iterable[str], path: Path) -> None:
        if not isinstance(key, str) or key in known:
            return
        near = get_close_matches(key, list(known), n=1)
        self._main.fault(path, f"there is no {noun} “{key}”.{f' Did you mean “{near[0]}”?' if near else ''}")


def _keys(entries: Iterable[tuple[Path, dict[str, Any]]]) -> set[str]:
    return {str(entry["key"]) for _, entry in entries if "key" in entry}


def _strings(listed: object) -> list[str]:
    return [item for item in listed if isinstance(item, str)] if isinstance(listed, list) else []
