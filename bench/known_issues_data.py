"""Reports to search among, from a file or made up: each may be a duplicate of others."""

import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from qabot.similar.index import Document

THING = "report"
WARM_UP = 1_000


@dataclass(frozen=True, slots=True)
class Report:
    """`issue` is the first report of the same issue: its own id, where it is the first."""

    id: int
    issue: int
    title: str
    body: str
    at: datetime

    def document(self) -> Document:
        same_as = None if self.issue == self.id else self.issue
        return Document(thing=THING, thing_id=self.id, title=self.title, body=self.body, at=self.at, same_as=same_as)


def load(path: Path) -> list[Report]:
    """Reports by date, from lines of JSON: id, created, title, body, and `dup_of`, the ids of what it duplicates."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    issues = _issues(rows)
    return [
        Report(place + 1, issues[place] + 1, row.get("title") or "", row.get("body") or "", _instant(row["created"]))
        for place, row in enumerate(rows)
    ]


def queries(reports: Sequence[Report]) -> list[int]:
    """The places of the reports to ask for: duplicates of what was there before, the second half of them."""
    known = [place for place, report in enumerate(reports) if report.issue != report.id and place >= WARM_UP]
    return known[len(known) // 2 :]


def made_up(number: int, seed: int = 6) -> list[Report]:
    """Words as rare as in a language; every fifth report says in other words what one of the last thousand said."""
    dice = random.Random(seed)  # noqa: S311  # nothing to guess
    words = ["".join(dice.choices("abdefgiklmnoprstu", k=dice.randint(3, 9))) for _ in range(30_000)]
    shares = [1 / (place + 10) for place in range(len(words))]
    drawn = iter(dice.choices(words, shares, k=number * 70))
    start = datetime(2020, 1, 1, tzinfo=UTC)
    reports: list[Report] = []
    for id_ in range(1, number + 1):
        title, body = ([next(drawn) for _ in range(length)] for length in (8, 60))
        issue = id_
        if len(reports) > 100 and dice.random() < 0.2:
            before = dice.choice(reports[-1000:])
            issue = before.issue
            title[:3] = dice.sample(before.title.split(), 3)
            body[:10] = dice.sample(before.body.split(), 10)
        reports.append(Report(id_, issue, " ".join(title), " ".join(body), start + timedelta(hours=id_)))
    return reports


def _issues(rows: Sequence[dict[str, Any]]) -> list[int]:
    """For each report the place of the first one of those that are linked to it, however far."""
    places = {row["id"]: place for place, row in enumerate(rows)}
    first = list(range(len(rows)))

    def root(place: int) -> int:
        while first[place] != place:
            place = first[place]
        return place

    for place, row in enumerate(rows):
        for other in row.get("dup_of") or ():
            if other in places:
                earlier, later = sorted((root(place), root(places[other])))
                first[later] = earlier
    return [root(place) for place in range(len(rows))]


def _instant(written: str) -> datetime:
    at = datetime.fromisoformat(written.replace("Z", "+00:00"))
    return at if at.tzinfo else at.replace(tzinfo=UTC)
