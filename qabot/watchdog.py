"""A half-dead connection goes silent without an error. Whoever is silent for too long gets a new socket.

slack_sdk looks after its socket itself; this is for when that has got stuck, and runs beside it.
"""

import threading
import time
from contextlib import suppress
from socket import SHUT_RDWR

import structlog
from slack_sdk.socket_mode.builtin import SocketModeClient

from qabot import metrics

log = structlog.get_logger()
EVERY_SECONDS = 5.0
SILENT_SECONDS = 30.0


def wake(client: SocketModeClient) -> None:
    """End the wait for the next frame, which closing would otherwise sit out."""
    session = client.current_session
    sock = session.sock if session is not None else None
    if sock is not None:
        with suppress(OSError):
            sock.shutdown(SHUT_RDWR)


class Watchdog:
    """Looks at the age of the last ping; `since` is when it began to count where there was none yet."""

    def __init__(
        self, client: SocketModeClient, *, every: float = EVERY_SECONDS, silent: float = SILENT_SECONDS
    ) -> None:
        self._client, self._every, self._silent = client, every, silent
        self._since = time.time()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()

    def connected(self) -> bool:
        """Whether Slack has answered on this socket lately."""
        return self._client.is_connected() and time.time() - self._heard() <= self._silent

    def look(self) -> None:
        """Replace a socket that is gone or silent. What fails now is tried again at the next look."""
        if time.time() - self._heard() <= self._silent:
            return
        log.warning("socket.silent")
        metrics.RECONNECTS.inc()
        self._since = time.time()
        wake(self._client)
        self._client.connect_to_new_endpoint(force=True)

    def _heard(self) -> float:
        session = self._client.current_session
        last = session.last_ping_pong_time if session is not None else None
        return max(last or 0.0, self._since)

    def _watch(self) -> None:
        while not self._stopped.wait(self._every):
            try:
                self.look()
            except Exception:
                log.exception("socket.not_connected")
