"""The other side, in a process of its own so that it costs the measured one nothing: `python -m bench.sandbox_peer`.

listen API_URL TOKEN   ten WebSocket connections that acknowledge whatever they get
answer                 a site that says 200 to whatever is posted
call PORT TOKEN …      calls of chat.postMessage
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from websockets.asyncio.client import connect

from bench.sandbox_load import Posts, content_length, flood

CONNECTIONS = 10
ACK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def listening(url: str, token: str) -> Iterator[None]:
    """An app that acknowledges everything; it asks an API for its sockets, or has their address (ws://…)."""
    with _process("listen", url, token):
        yield


@contextmanager
def answering() -> Iterator[str]:
    """The request URL of an app that acknowledges everything."""
    with _process("answer") as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/slack/events"


def calling(port: int, token: str, channel: str, count: int, in_flight: int) -> float:
    """The seconds that so many calls take."""
    with _process("call", str(port), token, channel, str(count), str(in_flight)) as process:
        assert process.stdout is not None
        return float(process.stdout.readline())


@contextmanager
def _process(*words: str) -> "Iterator[subprocess.Popen[str]]":
    command = [sys.executable, "-m", "bench.sandbox_peer", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ))  # noqa: S603 - ourselves
    try:
        yield process
    finally:
        process.terminate()
        process.wait(10)


async def listen(url: str, token: str) -> None:
    await asyncio.gather(*(_acknowledge(url, token) for _ in range(CONNECTIONS)))


async def _acknowledge(url: str, token: str) -> None:
    async with connect(url if url.startswith("ws") else await _socket_url(url, token), compression=None) as socket:
        async for message in socket:
            if envelope_id := json.loads(message).get("envelope_id"):
                await socket.send(json.dumps({"envelope_id": envelope_id}))


async def _socket_url(api_url: str, token: str) -> str:
    posts = Posts(urlsplit(api_url).port or 80)
    answer = await posts.post("/api/apps.connections.open", f"Authorization: Bearer {token}\r\n", b"")
    posts.close()
    return str(json.loads(answer)["url"])


async def answer() -> None:
    server = await asyncio.start_server(_say_fine, "127.0.0.1", 0)
    _say(str(server.sockets[0].getsockname()[1]))
    await server.serve_forever()


async def _say_fine(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            await reader.readexactly(content_length(await reader.readuntil(b"\r\n\r\n")))
            writer.write(ACK)
    except asyncio.IncompleteReadError:
        writer.close()


async def call(port: int, token: str, channel: str, count: int, in_flight: int) -> None:
    posts = Posts(port)
    headers = f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
    body = json.dumps({"channel": channel, "text": "A message of a usual length, to be posted often."}).encode()

    async def one() -> None:
        if b'"ok":true' not in await posts.post("/api/chat.postMessage", headers, body):
            raise RuntimeError("a call was refused")

    _say(str(await flood(one, count, in_flight)))
    posts.close()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(what: str, *words: str) -> None:
    if what == "listen":
        asyncio.run(listen(*words))
    elif what == "answer":
        asyncio.run(answer())
    else:
        port, token, channel, count, in_flight = words
        asyncio.run(call(int(port), token, channel, int(count), int(in_flight)))


if __name__ == "__main__":
    main(*sys.argv[1:])
