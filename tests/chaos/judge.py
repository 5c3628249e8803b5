"""The judge: what stands in the workspace's ledger, against what the outbox says was to be said."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import select

from qabot.db import Database
from qabot.outbox import Kind, OutboxRow, State
from sandbox import Sandbox
from sandbox.ledger import LedgerEntry
from sandbox.model import Message
from tests.chaos import things
from tests.chaos.load import PEOPLE
from tests.chaos.pace import Pace
from tests.chaos.replicas import Freeze

VISIBLE = (State.DEAD, State.HELD, State.EXPIRED)


@dataclass
class Verdict:
    """Keys of messages and numbers of things. A copy is explained by one of the guarantee's assumptions."""

    messages: int = 0
    lost: list[str] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    taken_back: int = 0
    standing: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    never_recorded: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    visible: Counter[str] = field(default_factory=Counter)

    @property
    def good(self) -> bool:
        wrong = (self.lost, self.unsaid, self.unexplained, self.standing, self.out_of_order)
        return not any((*wrong, self.never_recorded, self.stale))


def judge(sandbox: Sandbox, database: Database, freezes: Sequence[Freeze], pace: Pace) -> Verdict:
    with database.reading() as session:
        rows = list(session.execute(select(OutboxRow).order_by(OutboxRow.id)).scalars())
    said = sandbox.read(lambda: _said(sandbox))
    calls = sandbox.read(lambda: posts_by_key(sandbox))
    posts = [row for row in rows if row.kind == Kind.POST and row.key]
    return Verdict(
        messages=len(posts),
        lost=[_key(row) for row in posts if row.state == State.SENT and not _standing(said[_key(row)])],
        unsaid=[f"{row.kind}:{row.id}" for row in rows if row.state != State.SENT and row.state not in VISIBLE],
        duplicated=[key for key, copies in said.items() if len(copies) > 1],
        unexplained=[key for key in said if len(said[key]) > 1 and not _explained(calls[key], freezes, pace)],
        taken_back=sum(len(copies) - len(_standing(copies)) for copies in said.values()),
        standing=[key for key, copies in said.items() if len(_standing(copies)) > 1],
        out_of_order=_out_of_order(posts, said),
        never_recorded=sorted(said.keys() - {row.key for row in posts}),
        stale=_stale(sandbox, database, posts),
        visible=Counter(row.state for row in rows if row.state in VISIBLE and not _given_way(row)),
    )


def _key(row: OutboxRow) -> str:
    return str(row.key)


def _said(sandbox: Sandbox) -> dict[str, list[Message]]:
    found: dict[str, list[Message]] = defaultdict(list)
    for channel in sandbox.workspace.channels.values():
        for message in channel.messages:
            if message.metadata:
                found[message.metadata["event_payload"]["key"]].append(message)
    return found


def _standing(copies: Sequence[Message]) -> list[Message]:
    return [copy for copy in copies if not copy.deleted]


def _given_way(row: OutboxRow) -> bool:
    """A refresh that a newer one made needless."""
    return row.kind != Kind.POST and row.state == State.EXPIRED


def _explained(calls: Sequence[LedgerEntry], freezes: Sequence[Freeze], pace: Pace) -> bool:
    """Slack applied a request after the settle time, or a sender froze for as long before it wrote to the socket."""
    done = [entry.at for entry in calls if entry.ok]
    if not done:
        return False
    return any(entry.ok and entry.ms / 1000 > pace.settle for entry in calls) or any(
        freeze.seconds >= pace.settle
        and freeze.begun < max(done)
        and min(done) - pace.lease < freeze.ended <= max(done)
        for freeze in freezes
    )


def posts_by_key(sandbox: Sandbox) -> dict[str, list[LedgerEntry]]:
    """The calls that were to post a message, done or not."""
    found: dict[str, list[LedgerEntry]] = defaultdict(list)
    for entry in sandbox.ledger.calls("chat.postMessage"):
        metadata = entry.request.get("metadata")
        told = json.loads(metadata) if isinstance(metadata, str) else metadata
        if told:
            found[told["event_payload"]["key"]].append(entry)
    return found


def _out_of_order(posts: Sequence[OutboxRow], said: dict[str, list[Message]]) -> list[str]:
    """In each line, what was meant later and stands before."""
    lines: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in posts:
        if row.state == State.SENT and (copies := _standing(said[_key(row)])):
            lines[row.line].append((copies[0].ts, _key(row)))
    return [after[1] for line in lines.values() for before, after in pairwise(line) if after[0] < before[0]]


def _stale(sandbox: Sandbox, database: Database, posts: Sequence[OutboxRow]) -> list[str]:
    """Cards and Homes that do not show the last version."""
    with database.reading() as session:
        versions = things.versions(session)
        homes = {person: things.home_text(held) for person in PEOPLE if (held := things.versions(session, person))}
    cards = [row for row in posts if row.card == things.CARD and row.state == State.SENT and row.subject in versions]
    old = [
        _key(row)
        for row in cards
        if _shown(sandbox, row) != things.card_text(row.subject or 0, versions[row.subject or 0])
    ]
    return old + [f"home:{person}" for person, text in homes.items() if text not in str(_home(sandbox, person))]


def _shown(sandbox: Sandbox, row: OutboxRow) -> str:
    channel = sandbox.workspace.channels.get(row.sent_channel or "")
    message = channel.message(row.sent_ts or "") if channel else None
    return message.text if message and not message.deleted else ""


def _home(sandbox: Sandbox, person: str) -> object:
    view = sandbox.workspace.home(person)
    return view.body if view else None
