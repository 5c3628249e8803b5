"""Audits as values, and how to look at what is shown of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from qabot.access import Scope
from qabot.audit.queries import Sheet, Someone
from qabot.audit.rules import Basis, Cause, Rated, State, score
from qabot.slack.port import Block, View
from tests.factories import SCORECARD
from tests.times import T0

DRAFT = Sheet(
    audit_id=7,
    state=State.DRAFT,
    basis=Basis.STRATIFIED,
    revision=1,
    reference="T-1001",
    link="https://helpdesk.example/tickets/T-1001",
    handled_at=T0 - timedelta(days=1),
    queue="Login",
    scope=Scope(1, 1, 1),
    auditor=Someone(4, "Arun Example", "UARUN"),
    associate=Someone(1, "Maya Example", "UMAYA"),
    associate_team_id=1,
    scorecard=SCORECARD,
    ratings={},
    score=None,
    auto_failed=False,
    started_at=T0,
    published_at=None,
    acknowledged_at=None,
)
FULL_MARKS = (Rated("identity", 1), Rated("privacy", 1), Rated("answer", 4), Rated("tone", 4))


def below(
    criterion: str, level: int, cause: Cause | None = Cause.ASSOCIATE_EXECUTION, comment: str = "Left out a step."
) -> Rated:
    return Rated(criterion, level, cause=cause, comment=comment)


def draft(*ratings: Rated, **changes: Any) -> Sheet:
    return replace(DRAFT, ratings={rated.criterion: rated for rated in ratings}, **changes)


def result(*ratings: Rated, **changes: Any) -> Sheet:
    """A published audit: full marks, but for what these ratings say."""
    sheet = draft(*FULL_MARKS, *ratings)
    found = score(sheet.scorecard, sheet.ratings.values())
    told: dict[str, Any] = {
        "state": State.PUBLISHED,
        "published_at": T0,
        "score": found.value,
        "auto_failed": found.auto_failed,
    }
    return replace(sheet, **(told | changes))


def texts(shown: Any) -> Iterator[str]:
    """Every text in a view, a message or a list of blocks."""
    if isinstance(shown, dict):
        if isinstance(shown.get("text"), str):
            yield shown["text"]
        for part in shown.values():
            yield from texts(part)
    elif isinstance(shown, list):
        for part in shown:
            yield from texts(part)


def reads(shown: Any) -> str:
    return "\n".join(texts(shown))


def block(view: View, block_id: str) -> Block:
    found: Block = next(one for one in view["blocks"] if one.get("block_id") == block_id)
    return found


def block_ids(view: View) -> list[str]:
    return [one["block_id"] for one in view["blocks"] if "block_id" in one]


def option_texts(element: dict[str, Any]) -> list[str]:
    return [option["text"]["text"] for option in element["options"]]


def buttons(shown: list[Block]) -> dict[str, Any]:
    """The buttons by what is written on them."""
    held = [one.get("accessory", {}) for one in shown] + [e for one in shown for e in one.get("elements", [])]
    return {one["text"]["text"]: one for one in held if one.get("type") == "button"}
