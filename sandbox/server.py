"""The sandbox as one thing that starts and stops: workspace, ways to the app, Web API and browser client.

One asyncio loop does everything, in a thread of its own (`start`, for tests) or in the foreground (`serve`). It listens
on the loopback interface only.
"""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from sandbox.answers import Answers
from sandbox.api import Api
from sandbox.client.routes import routes as client_routes
from sandbox.clock import Clock
from sandbox.courier import Courier
from sandbox.deeds import Deeds
from sandbox.faults import Faults
from sandbox.file_routes import FileRoutes
from sandbox.guard import LoopbackOnly
from sandbox.http_delivery import HttpDelivery
from sandbox.interact import Interact
from sandbox.ledger import Ledger
from sandbox.methods.desk import Desk
from sandbox.mishaps import Mishaps
from sandbox.payloads import Payloads
from sandbox.permits import Permits
from sandbox.rates import Rates
from sandbox.seed import Seed
from sandbox.socket_mode import SocketMode
from sandbox.state_file import StateFile
from sandbox.telling import Telling
from sandbox.testing import Person
from sandbox.transport import Ack, Delivery
from sandbox.wires import Wires
from sandbox.witness import Witness
from sandbox.workspace import Workspace

HOST = "127.0.0.1"
START_SECONDS = 10
POLL_SECONDS = 0.01
TICK_SECONDS = 0.1
T = TypeVar("T")


class _Server(uvicorn.Server):
    """Says when it is ready, so that nobody has to poll for it, and ends as soon as it is told to."""

    def __init__(self, config: uvicorn.Config, before_shutdown: Callable[[], None]) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self.told_to_end = asyncio.Event()
        self._before_shutdown = before_shutdown

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        tick = 0
        while not await self.on_tick(tick):
            tick += 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.told_to_end.wait(), TICK_SECONDS)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._before_shutdown()
        await super().shutdown(sockets)


class Sandbox:
    """`request_url` may be set later, as soon as an app in HTTP mode knows its address.

    `rates` switches Slack's rate limits on; `faults` holds what is to go wrong.
    """

    def __init__(
        self, seed: Seed | None = None, port: int = 0, state_file: Path | None = None, *, rates: bool = False
    ) -> None:
        self.seed = seed or Seed()
        self.request_url = self.seed.app.request_url
        self._socket = socket.create_server((HOST, port))
        # Otherwise each answer on a kept connection waits 40 ms for the other side's acknowledgement of its headers.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.port: int = self._socket.getsockname()[1]
        self.workspace = Workspace(self.seed)
        self.workspace.address = self.url
        self.ledger = Ledger(on_entry=lambda entry: self.workspace.notices.tell("ledger"))
        self.permits = Permits()
        self.clock = Clock(self.workspace)
        self.faults, self.rates = Faults(), Rates(enabled=rates)
        self._wires = Wires(lambda: self._server)
        self._mishaps = Mishaps(self.faults, self.rates, self.ledger, self._wires, self.workspace.now)
        self.socket_mode = SocketMode(self.workspace.app.id, self._wires)
        self.http_delivery = HttpDelivery(lambda: self.request_url, self.seed.app.signing_secret)
        payloads = Payloads(self.workspace, self.permits, self.seed.app, self.url)
        self.courier = Courier(self, payloads, self.ledger, self.faults)
        telling = Telling(self.workspace, self.courier.happened)
        self.answers = Answers(telling, self.permits, self._mishaps)
        self.interact = Interact(self.workspace, payloads, self.courier, self.answers)
        self.deeds = Deeds(telling, self.socket_mode.unlink)
        self._state = StateFile(state_file, self.workspace) if state_file else None
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def deliver(self, delivery: Delivery) -> Ack:
        """By HTTP where there is a request URL, otherwise over Socket Mode."""
        way = self.http_delivery if self.request_url else self.socket_mode
        return await way.deliver(delivery)

    @property
    def app_is_running(self) -> bool:
        """Whether payloads have somewhere to go."""
        return bool(self.request_url) or self.socket_mode.connected > 0

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def api_url(self) -> str:
        """What a WebClient takes as its base_url."""
        return f"{self.url}/api/"

    def now(self) -> float:
        return self.workspace.now()

    def start(self) -> "Sandbox":
        """Serve in a thread; returns when requests are answered."""
        server = self._made_server()
        self._thread = threading.Thread(target=self.serve, name="sandbox", daemon=True)
        self._thread.start()
        if not server.ready.wait(START_SECONDS):
            raise TimeoutError("The sandbox did not start.")
        return self

    def stop(self) -> None:
        server, loop = self._server, self._loop
        if server:
            server.should_exit = True
        if server and loop:
            with contextlib.suppress(RuntimeError):  # It may be closed by now.
                loop.call_soon_threadsafe(server.told_to_end.set)
        if self._thread:
            self._thread.join(START_SECONDS)
        self._socket.close()

    def serve(self) -> None:
        """Serve in the foreground until somebody stops it."""
        asyncio.run(self._serve(self._server or self._made_server()))

    def run(self, work: Coroutine[Any, Any, T], timeout: float = 10) -> T:
        """Do this on the sandbox's loop and wait for it; for other threads."""
        if self._loop is None:
            work.close()
            raise RuntimeError("The sandbox is not running. Call start() first.")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)

    def read(self, what: Callable[[], T]) -> T:
        """The same for a look at the workspace."""

        async def look() -> T:
            return what()

        return self.run(look())

    def wait_for(self, probe: Callable[[], T | None], what: str = "it", timeout: float = 5) -> T:
        """Look until there is something to see, and return it."""
        deadline = time.monotonic() + timeout
        while not (seen := probe()):
            if time.monotonic() > deadline:
                raise TimeoutError(f"Waited {timeout:g} s for {what} in vain.")
            time.sleep(POLL_SECONDS)
        return seen

    @property
    def witness(self) -> Witness:
        """Assertions in words, on everything that happened."""
        return Witness(self)

    def person(self, name: str) -> Person:
        """Somebody who does what a test says."""
        return Person(self, name)

    def __enter__(self) -> "Sandbox":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def _serve(self, server: _Server) -> None:
        self._loop = asyncio.get_running_loop()
        saving = asyncio.create_task(self._state.keep_saved()) if self._state else None
        try:
            await server.serve([self._socket])
        finally:
            if saving:
                saving.cancel()
            await self.courier.close()
            await self.http_delivery.close()
            self._loop = None
            if self._state:
                self._state.save()

    def _made_server(self) -> _Server:
        app = Starlette(routes=self._routes(), middleware=[Middleware(LoopbackOnly)])
        app.state.sandbox = self
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            ws="websockets-sansio",
            timeout_graceful_shutdown=1,
        )
        self._server = _Server(config, self._close)
        return self._server

    def _close(self) -> None:
        """Before the server waits for its connections: a signal may end the process right after that."""
        self.workspace.notices.close()
        if self._state:
            self._state.save()

    def _routes(self) -> list[BaseRoute]:
        socket_url = self.url.replace("http", "ws", 1)
        desk = Desk(
            self.workspace,
            self.permits,
            lambda: f"{socket_url}/{self.socket_mode.open_path()}",
            self.courier.happened,
        )
        api = Api(desk, self.seed.app, self._mishaps)
        files = FileRoutes(desk, self.seed.app.bot_token, self._mishaps)
        own = [*api.routes(), *files.routes(), *self.answers.routes(), *self.socket_mode.routes(), *self.clock.routes()]
        return [*own, *client_routes]
