"""Running the bot: Socket Mode or HTTP in front, the scheduler behind, and an orderly stop."""

import signal
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR
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
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from qabot.app import Qabot, dispatch
from qabot.errors import Misconfigured
from qabot.settings import Settings

log = structlog.get_logger()
FINISH_SECONDS = 3.0


class InFlight:
    """Counts the requests that are being served, so that a stop can wait for their answers."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0

    @contextmanager
    def one(self) -> Iterator[None]:
        with self._changed:
            self._count += 1
        try:
            yield
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    def wait_for_none(self, seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._count == 0, seconds)


class Socket(SocketModeHandler):
    """Socket Mode. A request that arrives while we stop is left unanswered: another replica, or a retry, gets it."""

    def __init__(self, bolt: App, app_token: str, *, concurrency: int) -> None:
        self._in_flight = InFlight()
        self._stopping = False
        super().__init__(bolt, app_token, concurrency=concurrency)

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override] # as Bolt's own
        if self._stopping:
            return
        retry = {"x-slack-retry-num": str(req.retry_attempt)} if req.retry_attempt else {}
        with self._in_flight.one():
            answer = dispatch(self.app, mode="socket_mode", body=req.payload, headers=retry)
            send_response(client, req, answer, time.time())

    def start_serving(self) -> None:
        self.client.connect()

    def stop(self) -> None:
        self._stopping = True
        if not self._in_flight.wait_for_none(FINISH_SECONDS):
            log.warning("stop.requests_left")
        self._wake()
        self.client.close()

    def _wake(self) -> None:
        """End the wait for the next frame, which closing would otherwise sit out for three seconds."""
        self.client.auto_reconnect_enabled = False
        session = self.client.current_session
        if session is not None and session.sock is not None:
            with suppress(OSError):
                session.sock.shutdown(SHUT_RDWR)


class Http:
    """HTTP mode: Slack calls us, and signs each request. Bolt checks the signature and its age on every route."""

    def __init__(self, bolt: App, *, host: str, port: int) -> None:
        app = Starlette(
            routes=[
                Route("/slack/events", _slack(bolt), methods=["POST"]),
                Route("/healthz", _healthy, methods=["GET"]),
            ]
        )
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
                raise Misconfigured(["QABOT_HTTP_PORT: the HTTP server could not start. Is its port taken?"])
            time.sleep(0.01)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(FINISH_SECONDS + 1)


Front = Socket | Http


def front(qabot: Qabot, settings: Settings) -> Front:
    if settings.qabot_mode == "http":
        return Http(qabot.bolt, host=settings.qabot_http_host, port=settings.qabot_http_port)
    token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else ""
    return Socket(qabot.bolt, token, concurrency=settings.qabot_concurrency)


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
        serving.stop()
        qabot.runner.stop()
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
        return _response(await run_in_threadpool(dispatch, bolt, **asked))

    return endpoint


def _response(answer: BoltResponse) -> Response:
    response = Response(content=answer.body, status_code=answer.status)
    for name, values in answer.headers.items():
        for value in values:
            response.headers[name] = value
    return response


async def _healthy(_request: Request) -> Response:
    return PlainTextResponse("ok\n")
