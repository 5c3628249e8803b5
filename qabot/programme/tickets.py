"""Tickets from a CSV file: all of them, or none and every fault at its line.

A file gives references and links, never what was written in a ticket; where one slips in that looks like personal data,
the file is refused. The new tickets of a file are one frozen frame, with a seed of its own that decides who is drawn.
"""

import csv
import io
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from qabot import journal, privacy
from qabot.audit import sampling
from qabot.audit.models import Ticket, TicketFrame
from qabot.people.models import Person, Queue
from qabot.programme.reading import InvalidProgramme
from qabot.programme.report import Done, ImportReport
from qabot.programme.source import Fault

COLUMNS = ("reference", "link", "queue", "associate", "handled_at", "labels")
REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._#-]{0,63}")
LABEL = re.compile(r"[^\s;|,][^;|,]{0,63}")
LINK = re.compile(r"[^\s<>|]{1,500}")
AT_ONCE = 5000


@dataclass(frozen=True)
class _Known:
    """What rows may name: queues by key, people by key or e-mail address."""

    queues: dict[str, int]
    people: dict[str, int]


def import_tickets(session: Session, text: str, *, file: str, now: datetime, seed: bytes | None = None) -> ImportReport:
    """Add the tickets that are new, and leave those as they are whose reference is there already.

    InvalidProgramme with every fault, and nothing added. `seed` is drawn by lot unless a test gives one.
    """
    rows = _read(text, file, _known(session))
    there = _there(session, [row["reference"] for row in rows])
    new = [row for row in rows if row["reference"] not in there]
    if new:
        _freeze(session, new, seed or secrets.token_bytes(sampling.SEED_BYTES), now)
    report = ImportReport()
    report.count("tickets", Done.ADDED, len(new))
    report.count("tickets", Done.THERE, len(there))
    return report


def _known(session: Session) -> _Known:
    queues = session.execute(select(Queue.key, Queue.id))
    people = session.execute(select(Person.key, Person.email, Person.id))
    return _Known(dict(queues.all()), {name: id for key, email, id in people for name in (key, email)})


def _read(text: str, file: str, known: _Known) -> list[dict[str, Any]]:
    faults: list[Fault] = []
    first: dict[str, int] = {}
    rows = []
    for line, cells, problem in _records(text):
        found = [problem] if problem else list(_faults(cells, known))
        reference = cells.get("reference", "")
        if reference and first.setdefault(reference, line) != line:
            found.append(f"the ticket “{reference}” stands on line {first[reference]} already.")
        faults += [Fault(file, line, reason) for reason in found]
        if not faults:
            rows.append(_row(cells, known))
    if faults:
        raise InvalidProgramme(faults)
    return rows


def _records(text: str) -> Iterator[tuple[int, dict[str, str], str]]:
    """Each record with its line and, where it cannot be read, why; an empty line is none."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    header, line = None, 1
    try:
        for cells in reader:
            started, line = line, reader.line_num + 1
            if header is None:
                header = [cell.strip() for cell in cells]
                if problem := _header_problem(header):
                    yield started, {}, problem
                    return
            elif any(cells):
                wrong = len(cells) != len(header)
                problem = f"there are {len(cells)} cells, and the first line names {len(header)}." if wrong else ""
                yield started, dict(zip(header, (cell.strip() for cell in cells), strict=False)), problem
    except csv.Error as fault:
        yield line, {}, f"this is not CSV: {fault}."
    if header is None:
        yield 1, {}, "the file is empty."


def _header_problem(header: list[str]) -> str:
    if sorted(header) == sorted(COLUMNS):
        return ""
    hint = " Separate the columns by commas." if ";" in "".join(header) else ""
    return f"the first line has to name the columns {', '.join(COLUMNS)}.{hint}"


def _faults(cells: dict[str, str], known: _Known) -> Iterator[str]:
    if not REFERENCE.fullmatch(cells["reference"]):
        yield "the reference is missing, or not one: letters, digits, dots, hyphens, at most 64."
    if not _is_link(cells["link"]):
        yield "the link has to be a web address (https://…) and at most 500 characters long."
    if cells["queue"] not in known.queues:
        yield f"there is no queue “{cells['queue']}” in the programme."
    if cells["associate"].lower() not in known.people:
        yield "there is no such associate in the programme. Give their key or e-mail address."
    if _instant(cells["handled_at"]) is None:
        yield "handled_at has to be a time with its offset, such as 2026-11-02T14:05:00+01:00."
    if not all(LABEL.fullmatch(label) for label in _labels(cells)):
        yield "a label is at most 64 characters long; separate labels by semicolons."
    if _is_personal(cells):
        yield "the reference, link or labels hold something that looks like personal data. Take it out."


def _is_link(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and LINK.fullmatch(link) is not None


def _is_personal(cells: dict[str, str]) -> bool:
    """Long numbers are usual in links, so there only addresses and secrets count."""
    linked = privacy.guard(unquote(cells["link"])).masked
    return bool(linked.keys() & {"email", "secret"} or privacy.guard(f"{cells['reference']}\n{cells['labels']}").masked)


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else None


def _labels(cells: dict[str, str]) -> list[str]:
    return [label.strip() for label in cells["labels"].split(";") if label.strip()]


def _row(cells: dict[str, str], known: _Known) -> dict[str, Any]:
    return {
        "reference": cells["reference"],
        "link": cells["link"],
        "queue_id": known.queues[cells["queue"]],
        "associate_id": known.people[cells["associate"].lower()],
        "handled_at": _instant(cells["handled_at"]),
        "labels": _labels(cells),
    }


def _there(session: Session, references: list[str]) -> set[str]:
    there: set[str] = set()
    for start in range(0, len(references), AT_ONCE):
        some = select(Ticket.reference).where(Ticket.reference.in_(references[start : start + AT_ONCE]))
        there.update(session.execute(some).scalars())
    return there


def _freeze(session: Session, rows: list[dict[str, Any]], seed: bytes, now: datetime) -> None:
    """One frame of these tickets; the digests are in the journal before anything is drawn from it."""
    digest = sampling.frame_digest(row["reference"] for row in rows)
    frame = TicketFrame(plan=f"import-{digest[:16]}", imported_at=now, seed=seed, digest=digest)
    session.add(frame)
    session.flush()
    numbered = [
        {**row, "frame_id": frame.id, "draw_number": sampling.draw_number(seed, frame.plan, row["reference"])}
        for row in rows
    ]
    session.execute(insert(Ticket), numbered)
    detail = {"tickets": len(rows), "frame_digest": digest, "seed_digest": sampling.seed_digest(seed)}
    journal.record(
        session, now=now, actor_id=None, action="frame.frozen", thing="ticket_frame", thing_id=frame.id, **detail
    )
