"""The browser client: pages for one person each, fragments that are fetched again when something changed, and what a
person does, as JSON.

The acting person is part of the address, so two tabs are two people. There is nothing to log in to: whoever reaches
this server sits at the machine, and it answers to this machine only.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.client.developer import DEVELOPER_DOINGS, Panel
from sandbox.client.doings import DOINGS
from sandbox.client.faces import Face, face_of
from sandbox.client.files import download, upload
from sandbox.client.gestures import GESTURES
from sandbox.client.pages import SHOWN_MESSAGES, Desk
from sandbox.client.serving import deed, desk, found, page, person
from sandbox.errors import SlackError
from sandbox.model import User

if TYPE_CHECKING:
    from sandbox.server import Sandbox

TS_DIGITS = 6
ALL_DOINGS = DOINGS | GESTURES | DEVELOPER_DOINGS
FRAGMENTS = {
    "sidebar": "sidebar.html",
    "messages": "messages.html",
    "thread": "thread.html",
    "home": "home.html",
    "modals": "modals.html",
    "about": "about.html",
    "browse": "browse.html",
    "shelf": "shelf.html",
    "clock": "clock.html",
    "ledger": "ledger.html",
    "faults": "faults.html",
    "time": "time.html",
    "people": "people.html",
    "app": "app.html",
}
OF_CHANNEL = ("messages", "thread", "about")


async def choose(request: Request) -> Response:
    """Who are you? A permalink that nobody's page has opened yet asks this first."""
    sandbox = request.app.state.sandbox
    cards = {user.name: _card(user, position) for position, user in enumerate(sandbox.workspace.users.values())}
    here = {user.name: cards[user.name] for user in sandbox.workspace.people() if not user.deleted}
    hints = [(here[name][0], text) for name, text in sandbox.seed.suggestions if name in here]
    onward = request.url.path.removeprefix("/") + (f"?{request.url.query}" if request.url.query else "")
    return page("choose.html", sandbox=sandbox, people=list(here.values()), hints=hints, onward=onward)


def _card(user: User, position: int) -> tuple[Face, str]:
    """Who it is, and the words by which they are found."""
    face = face_of(user, position)
    return face, f"{face.name} {user.title} {user.name}".lower()


async def arrive(request: Request) -> Response:
    there = desk(request)
    places = there.places()
    return RedirectResponse(places[0].url if places else f"{there.base}/app/home")


async def channel(request: Request) -> Response:
    there = desk(request)
    shown = there.channel_here
    if there.url(shown).endswith("/app/messages"):
        return RedirectResponse(there.url(shown) + (f"?{request.url.query}" if request.url.query else ""))
    return _workspace(there, "", f"#{shown.name}")


async def app_page(request: Request) -> Response:
    tab = request.path_params["tab"]
    if tab not in ("home", "messages"):
        raise SlackError("not_found")
    sandbox: Sandbox = request.app.state.sandbox
    direct = sandbox.workspace.open_direct(person(request).id)
    return _workspace(desk(request, direct.id), tab, sandbox.workspace.app.name)


def _workspace(there: Desk, tab: str, title: str) -> Response:
    there = replace(there, since=there.read_up_to())
    channel_here = there.channel_here
    return page("workspace.html", desk=there, panel=Panel(there, {}), channel=channel_here, tab=tab, title=title)


async def permalink(request: Request) -> Response:
    """To the message that a link of Slack's form names, in the conversation of whoever follows it."""
    there = desk(request)
    digits = request.path_params["point"].removeprefix("p")
    ts = f"{digits[:-TS_DIGITS]}.{digits[-TS_DIGITS:]}"
    message = there.sandbox.workspace.message(there.channel_id, ts)
    thread = message.thread_ts if message.is_reply else request.query_params.get("thread_ts")
    later = [one for one in there.channel_here.messages if one.ts >= (thread or ts)]
    more = {"most": str(len(later) + 1)} if len(later) >= SHOWN_MESSAGES else {}
    query = urlencode(more | ({"thread": thread} if thread else {}))
    return RedirectResponse(f"{there.url(there.channel_here)}{f'?{query}' if query else ''}#{ts}")


async def fragment(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in FRAGMENTS:
        return Response(status_code=404)
    try:
        there = desk(request)
    except SlackError:
        return _without_channel(request, name)
    return page(FRAGMENTS[name], desk=there, panel=Panel(there, request.query_params))


def _without_channel(request: Request, name: str) -> Response:
    """For a page whose channel its person has left, or was removed from, while they looked at it."""
    there = Desk(request.app.state.sandbox, person(request))
    template = "gone.html" if name in OF_CHANNEL else FRAGMENTS[name]
    return page(template, desk=there, panel=Panel(there, request.query_params))


async def events(request: Request) -> Response:
    there = desk(request)

    async def stream() -> AsyncIterator[str]:
        yield "retry: 500\n\n"
        async for notice in there.sandbox.workspace.notices.subscribe(counted=True):
            if notice.get("user") in (None, there.me.id):
                yield f"data: {json.dumps(notice)}\n\n"

    return StreamingResponse(stream(), media_type="text/event-stream", headers={"cache-control": "no-store"})


routes: list[BaseRoute] = [
    Route("/", choose),
    Route("/archives/{channel}/{point}", choose),
    Route("/as/{user}/", found(arrive)),
    Route("/as/{user}/c/{channel}", found(channel)),
    Route("/as/{user}/app/{tab:str}", found(app_page)),
    Route("/as/{user}/archives/{channel}/{point}", found(permalink)),
    Route("/as/{user}/fragment/{name}", found(fragment)),
    Route("/as/{user}/events", found(events)),
    Route("/as/{user}/file/{file}", found(download)),
    Route("/as/{user}/upload", found(upload), methods=["POST"]),
    *(Route(f"/as/{{user}}/do/{name}", found(deed(do)), methods=["POST"]) for name, do in ALL_DOINGS.items()),
    Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
]
