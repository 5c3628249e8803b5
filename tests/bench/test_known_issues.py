"""How the search for known issues is measured: which reports are asked for, and what counts as found."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

from bench.known_issues import Ours, Theirs, replay
from bench.known_issues_data import WARM_UP, Report, load, made_up, queries
from qabot.db import Database


class Listening:
    """Answers with what it has heard of last."""

    def __init__(self) -> None:
        self.heard: list[Report] = []

    def add(self, reports: Sequence[Report]) -> None:
        self.heard += reports

    def put(self, report: Report) -> float:
        raise NotImplementedError

    def find(self, report: Report, title_only: bool) -> Sequence[int]:
        assert report not in self.heard
        return [self.heard[-1].issue]


def test_reports_are_read_with_the_first_of_those_that_are_linked(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl.gz"
    links: dict[int, list[int]] = {11: [], 12: [11, 99], 13: [], 14: [12], 15: [13]}
    with gzip.open(path, "wt") as file:
        for id_, dup_of in links.items():
            row = {"id": id_, "created": "2026-11-23T12:00:00Z", "title": "T", "body": None, "dup_of": dup_of}
            file.write(json.dumps(row) + "\n")
    assert [(report.id, report.issue, report.body) for report in load(path)] == [
        (1, 1, ""),
        (2, 1, ""),
        (3, 3, ""),
        (4, 1, ""),
        (5, 3, ""),
    ]


def test_duplicates_of_the_second_half_are_asked_for_before_they_are_there() -> None:
    reports = made_up(1_500)
    places = queries(reports)
    known = [place for place, report in enumerate(reports) if report.issue != report.id and place >= WARM_UP]
    assert places == known[-len(places) :]
    assert len(places) in (len(known) // 2, len(known) // 2 + 1)
    found = replay(Listening(), reports)
    assert len(found.ranks) == len(found.by_title) == len(places)


def test_what_is_made_up_is_found(db: Database) -> None:
    reports = made_up(1_200)
    assert replay(Ours(db), reports).figures()["RR@1"] == replay(Theirs(), reports).figures()["RR@1"] == 1.0
