"""The TCP connections that the sandbox holds, for whoever wants one of them to end without a word."""

import asyncio
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass

import uvicorn
from starlette.datastructures import Address

NO_LINGER = struct.pack("ii", 1, 0)


@dataclass
class Wires:
    server: Callable[[], uvicorn.Server | None]

    def cut(self, address: Address | None, *, reset: bool) -> None:
        """End the connection with this client; without `reset` what was written still arrives."""
        server = self.server()
        held = list(server.server_state.connections) if server else []
        for protocol in held:
            if address is not None and getattr(protocol, "client", None) == tuple(address):
                _end(protocol.transport, reset)


def _end(transport: asyncio.BaseTransport | None, reset: bool) -> None:
    if not isinstance(transport, asyncio.Transport):
        return
    if not reset:
        transport.close()
        return
    held = transport.get_extra_info("socket")
    if held is not None:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
    transport.abort()
