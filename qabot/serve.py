"""Running the bot: Socket Mode or HTTP in front, the scheduler behind, and an orderly stop."""

import signal
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

import structlog
import uvicorn
from slack_bolt import App, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.socket_mode.internals import send_response
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qabot import metrics
from qabot.app import Qabot, dispatch
from qabot.errors import Misconfigured
from qabot.health import Health
from qabot.settings import Settings
from qabot.watchdog import Watchdog, wake

log = structlog.get_logger()
FINISH_SECONDS = 3.0


class InFlight:
    """Counts the requests that are being served, so that a stop can wait for their answers."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0
        self._closed = False

    @contextmanager
    def one(self) -> Iterator[bool]:
        """Whether this one is still to be served: no request slips in between the close and the last answer."""
        with self._changed:
            served = not self._closed
            self._count += served
        try:
            yield served
        finally:
            with self._changed:
                self._count -= served
                self._changed.notify_all()

    def close(self, seconds: float) -> bool:
        """Take no more requests, and wait for the answers of those that are served; False where some are left."""
        with self._changed:
            self._closed = True
            return self._changed.wait_for(lambda: self._count == 0, seconds)


class Socket(SocketModeHandler):
    """Socket Mode. A request that arrives while we stop is left unanswered: another replica, or a retry, gets it."""

    def __init__(self, bolt: App, app_token: str, *, concurrency: int) -> None:
        self._in_flight = InFlight()
        super().__init__(bolt, app_token, concurrency=concurrency)
        self._watchdog = Watchdog(self.client)

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override] # as Bolt's own
        retry = {"x-slack-retry-num": str(req.retry_attempt)} if req.retry_attempt else {}
        with self._in_flight.one() as served:
            if served:
                with metrics.ACK.labels("socket").time():
                    answer = dispatch(self.app, mode="socket_mode", body=req.payload, headers=retry)
                    send_response(client, req, answer, time.time())

    def start_serving(self) -> None:
        self.client.connect()
        self._watchdog.start()

    def connected(self) -> bool:
        return self._watchdog.connected()

    def stop(self) -> None:
        self._watchdog.stop()
        if not self._in_flight.close(FINISH_SECONDS):
            log.warning("stop.requests_left")
        self.client.auto_reconnect_enabled = False
        wake(self.client)
        self.client.close()


class Http:
    """A small HTTP server in a thread of its own; `setting` names its port to whoever has to change it."""

    def __init__(self, routes: list[Route], *, host: str, port: int, setting: str) -> None:
        self._setting = setting
        app = Starlette(routes=routes)
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=int(FINISH_SECONDS),
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, name="http", daemon=True)

    @property
    def port(self) -> int:
        """The port that is really listened on, once it is."""
        return int(self._server.servers[0].sockets[0].getsockname()[1])

    def start_serving(self) -> None:
        self._thread.start()
        deadline = time.monotonic() + 10
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise Misconfigured([f"{self._setting}: the HTTP server could not start. Is its port taken?"])
            time.sleep(0.01)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(FINISH_SECONDS + 1)


@dataclass(frozen=True)
class Front:
    """What Slack reaches, and what the machine's keepers ask. In HTTP mode both are one server."""

    health: Health
    socket: Socket | None
    http: Http | None

    def start_serving(self) -> None:
        for part in (self.http, self.socket):
            if part is not None:
                part.start_serving()

    def stop_serving(self) -> None:
        """Take no more requests, and answer the open ones; the keepers may still ask a bot in Socket Mode."""
        self.health.stop()
        front = self.socket or self.http
        if front is not None:
            front.stop()

    def stop(self) -> None:
        if self.socket is not None and self.http is not None:
            self.http.stop()


def front(qabot: Qabot, settings: Settings) -> Front:
    host, clock = settings.qabot_http_host, qabot.sender.clock
    if settings.qabot_mode == "http":
        # Whoever reads this got through to us; whether Slack does is seen at the proxy in between.
        health = Health(qabot.database, qabot.runner.pulse, clock, lambda: True)
        # Bolt checks the signature of each request, and its age.
        routes = [Route("/slack/events", _slack(qabot.bolt), methods=["POST"]), *health.routes()]
        return Front(health, None, Http(routes, host=host, port=settings.qabot_http_port, setting="QABOT_HTTP_PORT"))
    token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else ""
    socket = Socket(qabot.bolt, token, concurrency=settings.qabot_concurrency)
    health = Health(qabot.database, qabot.runner.pulse, clock, socket.connected)
    if not settings.qabot_metrics_port:
        return Front(health, socket, None)
    port = settings.qabot_metrics_port
    return Front(health, socket, Http(health.routes(), host=host, port=port, setting="QABOT_METRICS_PORT"))


@contextmanager
def running(qabot: Qabot, settings: Settings) -> Iterator[Front]:
    """The bot at work. At the end: no new requests, the open ones answered, then scheduler, sender, database."""
    serving = front(qabot, settings)
    qabot.runner.start()
    try:
        serving.start_serving()
        log.info("qabot.started", mode=settings.qabot_mode)
        yield serving
    finally:
        serving.stop_serving()
        qabot.sender.stopping.set()
        qabot.runner.stop()
        serving.stop()
        qabot.database.dispose()
        log.info("qabot.stopped")


def until_stopped() -> None:
    """Wait for Ctrl-C or a termination signal."""
    stopped = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, stop)
    while not stopped.wait(1.0):
        pass


def _slack(bolt: App) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        body = (await request.body()).decode(errors="replace")
        asked = {"body": body, "query": dict(request.query_params), "headers": dict(request.headers)}
        # Bolt's own adapter would run the listener on the event loop, and slow requests would wait for each other.
        with metrics.ACK.labels("http").time():
            return _response(await run_in_threadpool(dispatch, bolt, **asked))

    return endpoint


def _response(answer: BoltResponse) -> Response:
    response = Response(content=answer.body, status_code=answer.status)
    for name, values in answer.headers.items():
        for value in values:
            response.headers[name] = value
    return response
