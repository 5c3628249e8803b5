"""Socket Mode: the app asks for a URL, connects to it, and gets each payload as an envelope on one of its connections.

Up to ten connections at a time. A connection says hello first. When it is to be refreshed it gets no more payloads,
and is closed as soon as its successor is there. An ack may come over any connection: the one that brought the payload
may have been replaced meanwhile.
"""

import asyncio
import contextlib
import json
import secrets
import time
import uuid
from dataclasses import dataclass
from typing import Literal

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.faults import DeliveryFault
from sandbox.model import Json
from sandbox.transport import ACK_SECONDS, Ack, Delivery
from sandbox.wires import Wires

CONNECTIONS = 10
TICKET_SECONDS = 30.0
REFRESH_SECONDS = 3600 * 4
DisconnectReason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]


@dataclass(eq=False)
class Connection:
    socket: WebSocket
    retiring: bool = False


class SocketMode:
    def __init__(self, app_id: str, wires: Wires) -> None:
        self._app_id, self._wires = app_id, wires
        self._tickets: dict[str, float] = {}
        self._connections: list[Connection] = []
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._turn = 0
        self._leaving: asyncio.Task[None] | None = None

    @property
    def connected(self) -> int:
        return sum(not connection.retiring for connection in self._connections)

    def open_path(self) -> str:
        """The path of a URL that can be connected to once, within half a minute."""
        ticket = secrets.token_hex(16)
        self._tickets[ticket] = time.monotonic()
        return f"link/?ticket={ticket}&app_id={self._app_id}"

    def routes(self) -> list[WebSocketRoute]:
        return [WebSocketRoute("/link/", self._accept)]

    async def deliver(self, delivery: Delivery) -> Ack:
        connection = self._next()
        if connection is None:
            return Ack(failure="not_running")
        envelope_id, answer = str(uuid.uuid4()), asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = answer
        try:
            await self._hand_over(connection, _envelope(envelope_id, delivery), delivery.fault)
            return Ack(await asyncio.wait_for(answer, ACK_SECONDS))
        except TimeoutError:
            return Ack(failure="timeout")
        except (WebSocketDisconnect, RuntimeError):
            return Ack(failure="not_running", detail="connection lost")
        finally:
            self._waiting.pop(envelope_id, None)

    async def refresh(self, reason: DisconnectReason = "refresh_requested") -> None:
        """Ask every connection to be opened anew; the old ones get no more payloads."""
        for connection in list(self._connections):
            connection.retiring = reason != "warning"
            await _send(connection.socket, _disconnect(reason))

    def unlink(self) -> None:
        """The app is gone from the workspace: its connections end, once what is on its way has been taken."""
        self._leaving = asyncio.get_running_loop().create_task(self.refresh("link_disabled"))

    async def drop(self) -> None:
        """Cut every connection without a word."""
        for connection in list(self._connections):
            self._cut(connection, reset=True)

    async def _hand_over(self, connection: Connection, envelope: Json, fault: DeliveryFault | None) -> None:
        if fault == "drop_before":
            self._cut(connection, reset=True)
            raise RuntimeError("connection cut")
        await _send(connection.socket, envelope)
        if fault == "twice":
            await _send((self._next() or connection).socket, envelope)
        if fault == "drop_after":
            self._cut(connection, reset=False)

    def _cut(self, connection: Connection, *, reset: bool) -> None:
        connection.retiring = True
        self._wires.cut(connection.socket.client, reset=reset)

    def _next(self) -> Connection | None:
        open_now = [connection for connection in self._connections if not connection.retiring]
        if not open_now:
            return None
        self._turn += 1
        return open_now[self._turn % len(open_now)]

    async def _accept(self, socket: WebSocket) -> None:
        issued = self._tickets.pop(socket.query_params.get("ticket", ""), None)
        if issued is None or time.monotonic() - issued > TICKET_SECONDS:
            await socket.close(1008)
            return
        await socket.accept()
        if len(self._connections) >= CONNECTIONS:
            await _send(socket, _disconnect("too_many_websockets"))
            await socket.close()
            return
        await self._talk(Connection(socket))

    async def _talk(self, connection: Connection) -> None:
        self._connections.append(connection)
        try:
            await _send(connection.socket, self._hello())
            await self._close_retired()
            while True:
                self._take(await connection.socket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            self._connections.remove(connection)

    async def _close_retired(self) -> None:
        for connection in list(self._connections):
            if connection.retiring:
                with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                    await connection.socket.close()

    def _take(self, text: str) -> None:
        """An ack, or something that is of no interest: Slack ignores what it does not know."""
        try:
            message = json.loads(text)
        except ValueError:
            return
        answer = self._waiting.pop(str(message.get("envelope_id")), None) if isinstance(message, dict) else None
        if answer is not None and not answer.done():
            payload = message.get("payload")
            answer.set_result(payload if isinstance(payload, dict) else {})

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": REFRESH_SECONDS},
            "connection_info": {"app_id": self._app_id},
        }


def _envelope(envelope_id: str, delivery: Delivery) -> Json:
    envelope: Json = {
        "envelope_id": envelope_id,
        "type": delivery.kind,
        "accepts_response_payload": delivery.kind != "events_api",
        "payload": delivery.payload,
    }
    if delivery.kind == "events_api":
        envelope |= {"retry_attempt": delivery.attempt, "retry_reason": delivery.reason}
    return envelope


def _disconnect(reason: DisconnectReason) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}


async def _send(socket: WebSocket, message: Json) -> None:
    await socket.send_text(json.dumps(message))
