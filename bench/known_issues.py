"""Known issues: is the issue that a report duplicates among the first ones offered, and how fast?

Reports come in the order of their dates. Each of the second half of the duplicates is looked for among all that were
there before it, with the links that were known by then; RR@k is the share of them whose issue is among the first k.
"""

import random
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from math import inf
from pathlib import Path
from time import perf_counter
from typing import Protocol

from rich.console import Console
from rich.table import Table

from bench.interactions import migrated
from bench.known_issues_data import THING, Report, load, made_up, queries
from bench.known_issues_peer import FullText
from qabot.db import Database
from qabot.similar.index import put, put_all
from qabot.similar.search import search
from tests import databases

FTS5 = "FTS5"
FIRST = (1, 5, 10)
MADE_UP = 6_000
QUICK_REPORTS = 2_500
# So many hits of the peer are gathered by issue; ours are.
LOOKED_THROUGH = 60
TRIES, QUICK_TRIES = 200, 60


@dataclass
class Found:
    """The rank of each issue that was looked for, with the whole report and with its title alone."""

    ranks: list[float] = field(default_factory=list)
    by_title: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        whole = {f"RR@{first}": _share(self.ranks, first) for first in FIRST}
        return whole | {f"title RR@{first}": _share(self.by_title, first) for first in FIRST}


@dataclass
class Speed:
    """In milliseconds, but for the import."""

    imported_seconds: float
    searches: list[float] = field(default_factory=list)
    puts: list[float] = field(default_factory=list)


class Finder(Protocol):
    def add(self, reports: Sequence[Report]) -> None: ...

    def put(self, report: Report) -> float:
        """The seconds that it adds to the transaction of a report."""
        ...

    def find(self, report: Report, title_only: bool) -> Sequence[int]:
        """The issues, likeliest first."""
        ...


class Ours:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, reports: Sequence[Report]) -> None:
        with self._database.transaction() as session:
            put_all(session, (report.document() for report in reports))

    def put(self, report: Report) -> float:
        with self._database.transaction() as session:
            started = perf_counter()
            put(session, thing=THING, thing_id=report.id, title=report.title, body=report.body, at=report.at)
            return perf_counter() - started

    def find(self, report: Report, title_only: bool) -> Sequence[int]:
        body = "" if title_only else report.body
        with self._database.reading() as session:
            hits = search(session, thing=THING, title=report.title, body=body, now=report.at, limit=max(FIRST))
        return [hit.thing_id for hit in hits]


class Theirs:
    def __init__(self) -> None:
        self._index, self._issues = FullText(), dict[int, int]()

    def add(self, reports: Sequence[Report]) -> None:
        self._index.add(report.document() for report in reports)
        self._issues.update((report.id, report.issue) for report in reports)

    def put(self, report: Report) -> float:
        started = perf_counter()
        self.add([report])
        return perf_counter() - started

    def find(self, report: Report, title_only: bool) -> Sequence[int]:
        found = self._index.search(report.title, "" if title_only else report.body, LOOKED_THROUGH)
        return list(dict.fromkeys(self._issues[id_] for id_ in found))


def run(quick: bool, data: Path | None) -> dict[str, dict[str, float]]:
    """Ratios to SQLite's full-text search, and the figures themselves."""
    reports = load(data) if data else made_up(MADE_UP)
    sizes = (1_000, 10_000) if quick else (1_000, 10_000, 100_000)
    found: dict[str, Found] = {}
    speeds: dict[tuple[str, int], Speed] = {}
    databases.prepare()
    try:
        for name in (*databases.BACKENDS, FTS5):
            with _finder(name) as finder:
                found[name] = replay(finder, reports[:QUICK_REPORTS] if quick else reports)
            for size in sizes:
                with _finder(name) as finder:
                    speeds[name, size] = measure(finder, reports, size, QUICK_TRIES if quick else TRIES)
    finally:
        databases.remove()
    _show(found, speeds, sizes)
    return {"ratios": _ratios(found, speeds, sizes[-1]), "figures": _figures(found, speeds, sizes[-1])}


def replay(finder: Finder, reports: Sequence[Report]) -> Found:
    """Ask for each duplicate just before it comes in itself."""
    found, there = Found(), 0
    for place in queries(reports):
        finder.add(reports[there:place])
        there = place
        for ranks, title_only in ((found.ranks, False), (found.by_title, True)):
            offered = list(finder.find(reports[place], title_only))
            issue = reports[place].issue
            ranks.append(offered.index(issue) + 1 if issue in offered else inf)
    return found


def measure(finder: Finder, reports: Sequence[Report], size: int, tries: int) -> Speed:
    """The reports again and again, as others, up to that size; then some more of them, one by one."""
    many = [replace(reports[at % len(reports)], id=at + 1, issue=at + 1) for at in range(size + tries)]
    started = perf_counter()
    finder.add(many[:size])
    speed = Speed(perf_counter() - started)
    for report in many[size:]:
        asked = random.Random(report.id).choice(reports)  # noqa: S311  # nothing to guess
        started = perf_counter()
        finder.find(asked, False)
        speed.searches.append((perf_counter() - started) * 1000)
        speed.puts.append(finder.put(report) * 1000)
    return speed


@contextmanager
def _finder(name: str) -> Iterator[Finder]:
    if name == FTS5:
        yield Theirs()
    else:
        with migrated(name) as database:
            yield Ours(database)


def _share(ranks: list[float], first: int) -> float:
    return sum(rank <= first for rank in ranks) / max(len(ranks), 1)


def _p95(milliseconds: list[float]) -> float:
    return statistics.quantiles(milliseconds, n=20)[-1]


def _ratios(found: dict[str, Found], speeds: dict[tuple[str, int], Speed], size: int) -> dict[str, float]:
    """More is better: issues found among the first ten, and the time of a search."""
    theirs, their_p95 = found[FTS5].figures(), _p95(speeds[FTS5, size].searches)
    ratios = {}
    for name in databases.BACKENDS:
        ratios[f"found_{name}"] = found[name].figures()["RR@10"] / (theirs["RR@10"] or inf)
        ratios[f"search_{name}"] = their_p95 / _p95(speeds[name, size].searches)
    return ratios


def _figures(found: dict[str, Found], speeds: dict[tuple[str, int], Speed], size: int) -> dict[str, float]:
    """Those of SQLite go without its name; both find the same."""
    figures = found["sqlite"].figures()
    for name in (*databases.BACKENDS, FTS5):
        speed = speeds[name, size]
        figures |= {f"{key} {name}": value for key, value in found[name].figures().items()}
        figures |= {f"search p95 ms {name}": _p95(speed.searches), f"put p95 ms {name}": _p95(speed.puts)}
        figures[f"import s {name}"] = speed.imported_seconds
    return figures


def _show(found: dict[str, Found], speeds: dict[tuple[str, int], Speed], sizes: Sequence[int]) -> None:
    table = Table(title=f"Known issues: among the first k of {len(found[FTS5].ranks):,} duplicates")
    table.add_column("finder")
    for column in found[FTS5].figures():
        table.add_column(column, justify="right")
    for name, one in found.items():
        table.add_row(name, *(f"{value:.3f}" for value in one.figures().values()))
    Console().print(table)
    table = Table(title="Known issues: how long it takes")
    table.add_column("finder")
    for column in ("reports", "import, s", "search p50, ms", "p95", "put p50, ms", "p95"):
        table.add_column(column, justify="right")
    for (name, size), speed in speeds.items():
        times = [f(one) for one in (speed.searches, speed.puts) for f in (statistics.median, _p95)]
        table.add_row(name, f"{size:,}", f"{speed.imported_seconds:.1f}", *(f"{time:.2f}" for time in times))
    Console().print(table)
