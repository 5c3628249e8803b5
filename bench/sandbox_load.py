"""Many of the same at a time."""

import asyncio
import time
from collections.abc import Awaitable, Callable


async def flood(do: Callable[[], Awaitable[None]], count: int, in_flight: int) -> float:
    """Do it so often, so many at once; returns the seconds that it took."""
    todo = iter(range(count))

    async def worker() -> None:
        for _ in todo:
            await do()

    started = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(in_flight)))
    return time.perf_counter() - started


class Posts:
    """Keep-alive connections to one port, with nothing on top: a request is written, an answer is read."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def post(self, path: str, headers: str, body: bytes) -> bytes:
        reader, writer = self._idle.pop() if self._idle else await asyncio.open_connection("127.0.0.1", self._port)
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        answer = await _answer(reader)
        self._idle.append((reader, writer))
        return answer

    def close(self) -> None:
        for _, writer in self._idle:
            writer.close()


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200 "):
        raise RuntimeError(f"answered with {head[:40]!r}")
    return await reader.readexactly(content_length(head))


def content_length(head: bytes) -> int:
    name = b"content-length:"
    return int(next((line[len(name) :] for line in head.lower().split(b"\r\n") if line.startswith(name)), b"0"))
