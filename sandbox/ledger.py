"""Everything that was said and done: each call of the Web API and each delivery to the app, with its outcome."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from sandbox.model import Json

Kind = Literal["call", "delivery"]


@dataclass
class LedgerEntry:
    """`name` is the method of a call, or the type of a delivery ("slash_commands", "block_actions", "message" …).

    `fault` is what went wrong with it because somebody asked for that.
    """

    at: float
    kind: Kind
    name: str
    request: Json
    response: Json
    ok: bool
    ms: float
    channel: str | None = None
    user: str | None = None
    attempt: int = 0
    fault: str = ""


@dataclass
class Ledger:
    on_entry: Callable[[LedgerEntry], None] | None = None
    entries: list[LedgerEntry] = field(default_factory=list)

    def add(self, entry: LedgerEntry) -> None:
        self.entries.append(entry)
        if self.on_entry:
            self.on_entry(entry)

    def calls(self, name: str | None = None) -> list[LedgerEntry]:
        return self._of("call", name)

    def deliveries(self, name: str | None = None) -> list[LedgerEntry]:
        return self._of("delivery", name)

    def refused(self) -> list[LedgerEntry]:
        return [entry for entry in self.entries if not entry.ok]

    def clear(self) -> None:
        self.entries.clear()

    def _of(self, kind: Kind, name: str | None) -> list[LedgerEntry]:
        return [entry for entry in self.entries if entry.kind == kind and name in (None, entry.name)]
