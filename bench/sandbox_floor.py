"""What the sandbox is measured against: the same libraries with nothing of Slack on top, each on a loop in a thread."""

import asyncio
import contextlib
import json
import socket
import threading
import time
import uuid
from collections.abc import Coroutine
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from bench.sandbox_load import Posts

T = TypeVar("T")
# As much as Slack sends with a command.
PAYLOAD = {f"field_{number}": "of a usual length" for number in range(14)}


class Threaded:
    """A loop in a thread, for as long as it is held."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(120)

    async def begin(self) -> None:
        """What is to be done first."""

    async def end(self) -> None:
        """What is to be done last."""

    def __enter__(self) -> Self:
        self._thread.start()
        self.run(self.begin())
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self.end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


class PlainSockets(Threaded):
    """Sends an envelope on one of its connections, and waits for the answer to it."""

    def __init__(self) -> None:
        super().__init__()
        self._connections: list[ServerConnection] = []
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._turn = 0

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{next(iter(self._server.sockets)).getsockname()[1]}/"

    async def begin(self) -> None:
        self._server = await serve(self._talk, "127.0.0.1", 0, compression=None)

    async def end(self) -> None:
        self._server.close()
        await self._server.wait_closed()

    def wait_for(self, connections: int) -> None:
        deadline = time.monotonic() + 10
        while len(self._connections) < connections and time.monotonic() < deadline:
            time.sleep(0.01)

    async def deliver(self) -> None:
        envelope_id, answer = str(uuid.uuid4()), asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = answer
        self._turn += 1
        connection = self._connections[self._turn % len(self._connections)]
        await connection.send(json.dumps({"envelope_id": envelope_id, "payload": PAYLOAD}))
        await asyncio.wait_for(answer, 3)

    async def _talk(self, connection: ServerConnection) -> None:
        self._connections.append(connection)
        with contextlib.suppress(ConnectionClosed):
            async for message in connection:
                self._waiting.pop(json.loads(message)["envelope_id"]).set_result(None)


class PlainPost(Threaded):
    """Posts the same to an address, again and again."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._posts = Posts(urlsplit(url).port or 80)
        self._body = json.dumps(PAYLOAD).encode()

    async def end(self) -> None:
        self._posts.close()

    async def deliver(self) -> None:
        await self._posts.post("/slack/events", "Content-Type: application/json\r\n", self._body)


class PlainSite:
    """A Starlette app behind uvicorn that takes any call of the Web API."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.port: int = self._socket.getsockname()[1]
        self._ready = threading.Event()
        site = Starlette(routes=[Route("/api/{method}", _fine, methods=["POST"])])
        config = uvicorn.Config(site, lifespan="off", log_config=None, access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve(),), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)

    async def _serve(self) -> None:
        serving = asyncio.create_task(self._server.serve([self._socket]))
        while not self._server.started:
            await asyncio.sleep(0)
        self._ready.set()
        await serving


async def _fine(request: Request) -> Response:
    await request.body()
    return JSONResponse({"ok": True})
