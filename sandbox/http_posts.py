"""Posts by HTTP over connections that are kept: as much of HTTP/1.1 as a delivery needs, so that it costs little."""

import asyncio
import contextlib
import ssl
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

import h11

CHUNK = 65_536
PORTS = {"http": 80, "https": 443}


class Origin(NamedTuple):
    scheme: str
    host: str
    port: int


@dataclass(frozen=True)
class Posted:
    """What came back; the names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Wire:
    """One connection. It serves one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._http = h11.Connection(our_role=h11.CLIENT)

    @property
    def lives(self) -> bool:
        return not (self._reader.at_eof() or self._writer.is_closing())

    async def post(self, target: str, headers: Mapping[str, str], body: bytes) -> Posted:
        asked = h11.Request(method="POST", target=target, headers=list(headers.items()))
        for part in (asked, h11.Data(data=body), h11.EndOfMessage()):
            self._writer.write(self._http.send(part) or b"")
        response, content = None, bytearray()
        while not isinstance(event := await self._next(), h11.EndOfMessage):
            if isinstance(event, h11.Response):
                response = event
            elif isinstance(event, h11.Data):
                content += event.data
        if response is None:
            raise h11.RemoteProtocolError("no answer")
        told = {name.decode("latin-1"): value.decode("latin-1") for name, value in response.headers}
        return Posted(response.status_code, told, bytes(content))

    def ready_again(self) -> bool:
        """Whether it can serve another request."""
        with contextlib.suppress(h11.LocalProtocolError):
            self._http.start_next_cycle()
            return self.lives
        return False

    def close(self) -> None:
        self._writer.close()

    async def _next(self) -> object:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._http.receive_data(await self._reader.read(CHUNK))
        if isinstance(event, h11.ConnectionClosed):
            raise h11.RemoteProtocolError("connection closed")
        return event


class Posts:
    def __init__(self) -> None:
        self._kept: defaultdict[Origin, list[Wire]] = defaultdict(list)

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Posted:
        """Raises OSError or h11.ProtocolError where no whole answer comes, ValueError where the URL is none."""
        parts = urlsplit(url)
        origin = _origin(parts)
        wire = self._living(origin) or await self._opened(origin)
        kept = False
        try:
            own = {"Host": parts.netloc, "Content-Length": str(len(body))}
            posted = await wire.post(_target(parts), {**own, **headers}, body)
            kept = wire.ready_again()
        finally:
            if kept:
                self._kept[origin].append(wire)
            else:
                wire.close()
        return posted

    def close(self) -> None:
        for wires in self._kept.values():
            while wires:
                wires.pop().close()

    def _living(self, origin: Origin) -> Wire | None:
        wires = self._kept[origin]
        while wires:
            if (wire := wires.pop()).lives:
                return wire
            wire.close()
        return None

    async def _opened(self, origin: Origin) -> Wire:
        tls = self._tls if origin.scheme == "https" else None
        return Wire(*await asyncio.open_connection(origin.host, origin.port, ssl=tls))

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()


def _origin(parts: SplitResult) -> Origin:
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("A request URL begins with http:// or https://.")
    return Origin(parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme])


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
