"""Files → a programme, or every fault in them. Nothing in here touches the database."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from qabot.access import Role
from qabot.audit.rules import Criterion, Scorecard, Section
from qabot.errors import Misconfigured
from qabot.programme import checks, source
from qabot.programme.shape import ChannelEntry, CriterionEntry, PersonEntry, ProgrammeFile, ScorecardFile, shaped
from qabot.programme.source import Fault, Source

# Reading takes a second for so many, and somebody waits for the answer.
MARKS, MOST_MARKS = (b":", b",", b"[", b"{", b"\n"), 20_000


class InvalidProgramme(Misconfigured):
    """Files that cannot be taken as they are: one line for each fault, by file and line."""

    def __init__(self, found: list[Fault]) -> None:
        self.found = sorted(set(found))
        super().__init__([str(fault) for fault in self.found])


@dataclass(frozen=True)
class Programme:
    """A programme whose every reference leads somewhere."""

    held: ProgrammeFile
    scorecards: tuple[Scorecard, ...]
    source: Source

    @property
    def example(self) -> bool:
        """Made-up data for the local workspace, which never gets into a real one."""
        return self.held.example

    @property
    def name(self) -> str:
        return self.held.name

    @property
    def people(self) -> list[PersonEntry]:
        return self.held.people

    @property
    def channels(self) -> list[ChannelEntry]:
        return self.held.channels

    @cached_property
    def lob_of_queue(self) -> dict[str, str]:
        return {queue.key: lob.key for lob in self.held.lines_of_business for queue in lob.queues}

    @cached_property
    def lob_of_team(self) -> dict[str, str]:
        return {team.key: team.line_of_business for team in self.held.teams}

    def time_zone_of(self, key: str) -> str:
        """The time zone of the site where this person works."""
        site = next(person.site for person in self.people if person.key == key)
        return next(entry.time_zone for entry in self.held.sites if entry.key == site)

    def lines_of_business(self, person: PersonEntry) -> set[str]:
        """Where somebody works: the line of their team and those that their roles name."""
        team = {self.lob_of_team[person.team]} if person.team else set()
        named = {role.line_of_business for role in person.roles if role.line_of_business}
        return team | named | {self.lob_of_queue[queue] for role in person.roles for queue in role.queues}

    def members_of(self, channel: ChannelEntry) -> list[str]:
        """The keys of a channel's people, in the order of the file."""
        return [person.key for person in self.people if self._belongs(person, channel)]

    def _belongs(self, person: PersonEntry, channel: ChannelEntry) -> bool:
        wanted = channel.members
        roles: set[Role] = {entry.role for entry in person.roles}
        return (
            wanted.everyone
            or person.key in wanted.people
            or not roles.isdisjoint(wanted.roles)
            or not self.lines_of_business(person).isdisjoint(wanted.lines_of_business)
        )


def read_programme(path: Path) -> Programme:
    """The programme that a file and the scorecards it names describe; InvalidProgramme with every fault in them."""
    main = source.read(path)
    held = shaped(main, ProgrammeFile)
    sources = [source.read(path.parent / name) for name in _scorecard_names(main)]
    cards = [shaped(card, ScorecardFile) for card in sources]
    checks.programme(main, scorecards={str(card.get("key")) for card in sources})
    checks.scorecards(sources)
    faults = [fault for read in (main, *sources) for fault in read.faults]
    if faults or held is None:
        raise InvalidProgramme(faults)
    return Programme(held, tuple(_scorecard(card) for card in cards if card is not None), main)


def read_scorecard(name: str, content: bytes) -> Scorecard:
    """The scorecard that a file describes by itself; InvalidProgramme with every fault in it."""
    if sum(content.count(mark) for mark in MARKS) > MOST_MARKS:
        raise InvalidProgramme([Fault(name, 0, "This is more than a scorecard can hold. Please divide it.")])
    read = source.read_bytes(name, content)
    held = shaped(read, ScorecardFile)
    checks.scorecards([read])
    if read.faults or held is None:
        raise InvalidProgramme(read.faults)
    return _scorecard(held)


def _scorecard_names(main: Source) -> list[str]:
    """Each file once, also where other things in the list are wrong."""
    names = main.get("scorecards")
    return list(dict.fromkeys(str(name) for name in names)) if isinstance(names, list) else []


def _scorecard(file: ScorecardFile) -> Scorecard:
    sections = tuple(
        Section(section.key, section.name, tuple(_criterion(entry) for entry in section.criteria))
        for section in file.sections
    )
    return Scorecard(key=file.key, name=file.name, version=1, pass_mark=file.pass_mark, sections=sections)


def _criterion(entry: CriterionEntry) -> Criterion:
    return Criterion(
        key=entry.key,
        name=entry.name,
        weight=entry.weight,
        levels=tuple(entry.levels),
        critical=entry.critical,
        may_be_na=entry.may_be_na,
        help=entry.help,
        causes=tuple(entry.causes),
    )
