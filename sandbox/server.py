"""The sandbox as one thing that starts and stops: workspace, ways to the app, Web API and browser client.

One asyncio loop does everything, in a thread of its own (`start`, for tests) or in the foreground (`serve`). It listens
on the loopback interface only.
"""

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from sandbox.client.routes import routes as client_routes
from sandbox.clock import clock_routes
from sandbox.guard import LoopbackOnly
from sandbox.interact import Interact
from sandbox.ledger import Ledger
from sandbox.seed import Seed
from sandbox.workspace import Workspace

HOST = "127.0.0.1"
START_SECONDS = 10
T = TypeVar("T")


class _Server(uvicorn.Server):
    """Says when it is ready, so that nobody has to poll for it."""

    def __init__(self, config: uvicorn.Config, before_shutdown: Callable[[], None]) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._before_shutdown = before_shutdown

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._before_shutdown()
        await super().shutdown(sockets)


class Sandbox:
    def __init__(self, seed: Seed | None = None, port: int = 0, state_file: Path | None = None) -> None:
        self.seed = seed or Seed()
        self.workspace = Workspace(self.seed)
        self.ledger = Ledger(on_entry=lambda entry: self.workspace.notices.tell("ledger"))
        self.interact = Interact(self.workspace)
        self._socket = socket.create_server((HOST, port))
        self.port: int = self._socket.getsockname()[1]
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

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
        if self._server:
            self._server.should_exit = True
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

    def __enter__(self) -> "Sandbox":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def _serve(self, server: _Server) -> None:
        self._loop = asyncio.get_running_loop()
        try:
            await server.serve([self._socket])
        finally:
            self._loop = None

    def _made_server(self) -> _Server:
        app = Starlette(routes=self._routes(), middleware=[Middleware(LoopbackOnly)])
        app.state.sandbox = self
        config = uvicorn.Config(
            app, lifespan="off", log_config=None, access_log=False, ws="websockets-sansio", timeout_graceful_shutdown=1
        )
        self._server = _Server(config, self.workspace.notices.close)
        return self._server

    def _routes(self) -> list[BaseRoute]:
        return [*clock_routes(self.workspace), *client_routes]
