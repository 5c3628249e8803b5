"""The browser client: pages for one person each, fragments that are fetched again when something changed, and what a
person does, as JSON.

The acting person is part of the address, so two tabs are two people. There is nothing to log in to: whoever reaches
this server sits at the machine, and it answers to this machine only.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.client.blockkit import ENV
from sandbox.client.pages import Desk
from sandbox.errors import SlackError
from sandbox.model import Json
from sandbox.outcome import Outcome

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https: http:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {"content-security-policy": CSP, "cache-control": "no-store", "x-content-type-options": "nosniff"}
LEDGER_ENTRIES = 80
FRAGMENTS = {
    "sidebar": "sidebar.html",
    "messages": "messages.html",
    "thread": "thread.html",
    "home": "home.html",
    "modals": "modals.html",
    "ledger": "ledger.html",
}


Endpoint = Callable[[Request], Awaitable[Response]]


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


def desk(request: Request, **more: Any) -> Desk:
    """The desk of the person in the address; raises SlackError where there is no such person or channel."""
    sandbox = request.app.state.sandbox
    me = sandbox.workspace.user(request.path_params["user"])
    if me.deleted or me.is_bot:
        raise SlackError("user_not_found")
    channel_id = more.pop("channel_id", "") or request.path_params.get("channel") or request.query_params.get("channel")
    if channel_id:
        channel = sandbox.workspace.channel(channel_id)
        if me.id not in channel.members and channel.im_user != me.id:
            raise SlackError("channel_not_found")
    return Desk(sandbox, me, channel_id=channel_id or "", **more)


async def choose(request: Request) -> Response:
    sandbox = request.app.state.sandbox
    people = {user.name: user for user in sandbox.workspace.people() if not user.deleted}
    hints = [(people[name], text) for name, text in sandbox.seed.suggestions if name in people]
    return page("choose.html", sandbox=sandbox, people=list(people.values()), hints=hints)


async def arrive(request: Request) -> Response:
    there = desk(request)
    places = there.places()
    return RedirectResponse(places[0].url if places else f"{there.base}/app/home")


async def channel(request: Request) -> Response:
    there = desk(request)
    shown = there.sandbox.workspace.channel(there.channel_id)
    if shown.is_im:
        return RedirectResponse(f"{there.base}/app/messages")
    thread = _thread(there, request)
    return page("workspace.html", desk=there, channel=shown, thread=thread, tab="", title=f"#{shown.name}")


async def app_page(request: Request) -> Response:
    tab = request.path_params["tab"]
    if tab not in ("home", "messages"):
        raise SlackError("not_found")
    there = desk(request)
    direct = there.sandbox.workspace.open_direct(there.me.id)
    there = desk(request, channel_id=direct.id)
    return page("workspace.html", desk=there, channel=direct, thread=None, tab=tab, title=there.app.name)


async def fragment(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in FRAGMENTS:
        return Response(status_code=404)
    there = desk(request)
    entries = there.sandbox.ledger.entries[-LEDGER_ENTRIES:][::-1] if name == "ledger" else []
    thread = _thread(there, request)
    return page(FRAGMENTS[name], desk=there, entries=entries, thread=thread, pretty=_pretty)


async def events(request: Request) -> Response:
    there = desk(request)

    async def stream() -> AsyncIterator[str]:
        yield "retry: 500\n\ndata: {}\n\n"
        async for notice in there.sandbox.workspace.subscribe():
            if notice.get("user") in (None, there.me.id):
                yield f"data: {json.dumps(notice)}\n\n"

    return StreamingResponse(stream(), media_type="text/event-stream", headers={"cache-control": "no-store"})


Deed = Callable[[Desk, Json], Awaitable[Outcome | list[Json]]]


def deed(do: Deed) -> Callable[[Request], Awaitable[Response]]:
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
        try:
            outcome = await do(there, body)
        except (SlackError, KeyError, TypeError) as error:
            return JSONResponse({"ok": False, "errors": {}, "problem": f"That is not possible here ({error})."})
        if isinstance(outcome, list):
            return JSONResponse(outcome)
        return JSONResponse({"ok": outcome.ok, "errors": outcome.errors, "problem": outcome.problem})

    return endpoint


async def say(there: Desk, body: Json) -> Outcome:
    return await there.sandbox.interact.message(
        there.me.id, body["channel"], str(body["text"]), body.get("thread") or None
    )


async def click(there: Desk, body: Json) -> Outcome:
    return await there.sandbox.interact.click(
        there.me.id,
        channel_id=body.get("channel"),
        ts=body.get("ts"),
        view_id=body.get("view"),
        block_id=body["block"],
        action_id=body["action"],
        value=body.get("value"),
        state=body.get("state"),
    )


async def options(there: Desk, body: Json) -> list[Json]:
    place = {"channel_id": body["channel"], "ts": body["ts"]} if body.get("ts") else {}
    return list(
        await there.sandbox.interact.options(
            there.me.id, body.get("view"), body["block"], body["action"], str(body.get("query", "")), **place
        )
    )


async def submit(there: Desk, body: Json) -> Outcome:
    return await there.sandbox.interact.submit(there.me.id, body["view"], body.get("state") or {})


async def close(there: Desk, body: Json) -> Outcome:
    return await there.sandbox.interact.close(there.me.id, body["view"], clear=bool(body.get("all")))


async def open_home(there: Desk, _body: Json) -> Outcome:
    return await there.sandbox.interact.open_home(there.me.id)


def _thread(there: Desk, request: Request) -> str | None:
    """The thread in the address; SlackError where no such message is to be seen."""
    ts = request.query_params.get("thread")
    if ts:
        there.sandbox.workspace.message(there.channel_id, ts)
    return ts


def _pretty(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


DEEDS: dict[str, Deed] = {
    "say": say,
    "click": click,
    "options": options,
    "submit": submit,
    "close": close,
    "open_home": open_home,
}

routes: list[BaseRoute] = [
    Route("/", choose),
    Route("/as/{user}/", found(arrive)),
    Route("/as/{user}/c/{channel}", found(channel)),
    Route("/as/{user}/app/{tab:str}", found(app_page)),
    Route("/as/{user}/fragment/{name}", found(fragment)),
    Route("/as/{user}/events", found(events)),
    *(Route(f"/as/{{user}}/do/{name}", found(deed(do)), methods=["POST"]) for name, do in DEEDS.items()),
    Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
]
