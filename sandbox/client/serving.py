"""What every page of the browser client has in common: its headers, whose it is, and how it says that there is none."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from sandbox.client.blockkit import ENV
from sandbox.client.pages import SHOWN_MESSAGES, Desk
from sandbox.errors import SlackError
from sandbox.model import Json, User
from sandbox.outcome import Outcome

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https: http:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {"content-security-policy": CSP, "cache-control": "no-store", "x-content-type-options": "nosniff"}
MOST_MESSAGES = 10_000

Endpoint = Callable[[Request], Awaitable[Response]]
Deed = Callable[[Desk, Json], Awaitable[Outcome | list[Json]]]


def page(template: str, status: int = 200, **shown: Any) -> HTMLResponse:
    html = ENV.get_template(template).render(**shown)
    return HTMLResponse(html, status, headers=HEADERS)


def found(endpoint: Endpoint) -> Endpoint:
    """The same endpoint, which answers 404 where a person or a channel in the address is not there."""

    async def answered(request: Request) -> Response:
        try:
            return await endpoint(request)
        except SlackError:
            return page("missing.html", 404)

    return answered


def person(request: Request) -> User:
    """Whose page it is; raises SlackError where that is nobody."""
    me: User = request.app.state.sandbox.workspace.user(request.path_params["user"])
    if me.deleted or me.is_bot:
        raise SlackError("user_not_found")
    return me


def desk(request: Request, channel_id: str = "") -> Desk:
    """The desk of the person in the address; raises SlackError where there is no such person, channel or thread."""
    sandbox, query, me = request.app.state.sandbox, request.query_params, person(request)
    wanted = channel_id or request.path_params.get("channel") or query.get("channel", "")
    there = Desk(sandbox, me, wanted, query.get("thread", ""), query.get("since", ""), _most(query.get("most")))
    if wanted:
        there.see(wanted)
    if there.thread:
        sandbox.workspace.message(wanted, there.thread)
    return there


def deed(do: Deed) -> Endpoint:
    """What a person does, as an endpoint: JSON in, the outcome out."""

    async def endpoint(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return Response(status_code=415)
        there = desk(request)
        try:
            body = await request.json()
        except ValueError:
            return Response(status_code=400)
        if not isinstance(body, dict) or not isinstance(body.get("state") or {}, dict):
            return Response(status_code=400)
        return JSONResponse(_shown(await _done(do, there, body)))

    return endpoint


async def _done(do: Deed, there: Desk, body: Json) -> Outcome | list[Json]:
    try:
        return await do(there, body)
    except (SlackError, KeyError, TypeError, ValueError) as error:
        return Outcome(False, problem=f"That is not possible here ({error}).")


def _shown(outcome: Outcome | list[Json]) -> Json | list[Json]:
    if isinstance(outcome, list):
        return outcome
    return {"ok": outcome.ok, "errors": outcome.errors, "problem": outcome.problem}


def _most(asked: str | None) -> int:
    return min(int(asked), MOST_MESSAGES) if asked and asked.isdecimal() else SHOWN_MESSAGES


def pretty(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)
