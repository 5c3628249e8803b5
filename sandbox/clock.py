"""Time travel: the workspace's clock can be moved. Triggers, acks and rates stay on real time.

An app may say what it has to do next, and when; then one can go straight there and watch it happen.
"""

import math
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.model import Json
from sandbox.workspace import Workspace

FARTHEST = 50 * 365 * 86_400.0
DUES = 1000
ASK = 'Send one of {"at": seconds since 1970}, {"by": seconds}, {"offset_seconds": seconds}, {"to": "next"}.'


@dataclass(frozen=True)
class Due:
    """Something that the app will do: when, in seconds since 1970, and what, in a few words."""

    at: float
    what: str = ""


@dataclass
class Clock:
    """Raises ValueError, with a sentence, where one cannot go."""

    workspace: Workspace
    dues: list[Due] = field(default_factory=list)

    def now(self) -> float:
        return self.workspace.now()

    @property
    def moved(self) -> float:
        """By how many seconds it is ahead of real time."""
        return self.workspace.offset_seconds

    def to(self, instant: float | datetime) -> None:
        """Go to this instant; a datetime must have its zone."""
        if isinstance(instant, datetime):
            if instant.tzinfo is None:
                raise ValueError("Say the time zone too.")
            instant = instant.timestamp()
        self.by(instant - self.now())

    def by(self, seconds: float) -> None:
        self._move(self.moved + seconds)

    def back(self) -> None:
        """To real time."""
        self._move(0.0)

    def next_due(self) -> Due | None:
        """The first thing that is still to come."""
        now = self.now()
        return min((due for due in self.dues if due.at > now), key=lambda due: due.at, default=None)

    def to_next_due(self) -> Due:
        """Go to the moment of the next thing that is due, and a second past it."""
        due = self.next_due()
        if due is None:
            raise ValueError("The app has said nothing of what it does next.")
        self.to(due.at + 1)
        return due

    def says(self, dues: list[Due]) -> None:
        """The app tells what is due from now on, in place of what it told before."""
        self.dues = sorted(dues, key=lambda due: due.at)[:DUES]
        self.workspace.notices.tell("clock")

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/sandbox/clock", self._read, methods=["GET"]),
            Route("/sandbox/clock", self._moved, methods=["POST"]),
            Route("/sandbox/due", self._told, methods=["PUT"]),
        ]

    def _move(self, offset: float) -> None:
        if not math.isfinite(offset) or abs(offset) > FARTHEST:
            raise ValueError("That is too far away.")
        self.workspace.travel(offset)

    def _answer(self) -> Response:
        dues = [{"at": due.at, "what": due.what} for due in self.dues]
        return JSONResponse({"offset_seconds": self.moved, "now": self.now(), "due": dues})

    async def _read(self, _: Request) -> Response:
        return self._answer()

    async def _moved(self, request: Request) -> Response:
        try:
            self._go(await _object(request))
        except ValueError as refusal:
            return JSONResponse({"error": str(refusal)}, 400)
        return self._answer()

    def _go(self, asked: Json) -> None:
        if asked.get("to") == "next":
            self.to_next_due()
        elif "at" in asked:
            self.to(_number(asked["at"]))
        elif "by" in asked:
            self.by(_number(asked["by"]))
        else:
            self._move(_number(asked.get("offset_seconds")))

    async def _told(self, request: Request) -> Response:
        try:
            told = (await _object(request)).get("due")
            if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
                raise ValueError('Send {"due": [{"at": seconds since 1970, "what": "in a few words"}]}.')
            self.says([Due(_number(one.get("at")), str(one.get("what", ""))[:200]) for one in told])
        except ValueError as refusal:
            return JSONResponse({"error": str(refusal)}, 400)
        return self._answer()


async def _object(request: Request) -> Json:
    try:
        body: Any = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise ValueError(ASK)
    return body


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(ASK)
    return float(value)
