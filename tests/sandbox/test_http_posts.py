"""Posts over kept connections: reused while they live, opened anew when they do not, and never a half answer."""

import asyncio
from collections.abc import Awaitable, Callable

import h11
import pytest

from sandbox.http_posts import Posted, Posts

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n1\r\n!\r\n0\r\n\r\n"
CLOSING = b"HTTP/1.1 500 Oh\r\nConnection: close\r\nX-Word: Yes\r\n\r\nsorry"


class Server:
    """Answers each request with the same bytes; knows how many connections there were and what came."""

    def __init__(self, answer: bytes, *, ends: bool = False) -> None:
        self.answer, self.ends = answer, ends
        self.connections, self.heads = 0, list[bytes]()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                self.heads.append(await reader.readuntil(b"\r\n\r\n"))
                await reader.readexactly(4)
                writer.write(self.answer)
                if self.ends:
                    return
        except asyncio.IncompleteReadError:
            return
        finally:
            writer.close()


def with_posts(server: Server, story: Callable[[Posts, str], Awaitable[None]]) -> None:
    async def play() -> None:
        listening = await asyncio.start_server(server.talk, "127.0.0.1", 0)
        posts = Posts()
        async with listening, asyncio.timeout(5):
            await story(posts, f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/events?x=1")
            posts.close()

    asyncio.run(play())


async def post(posts: Posts, url: str) -> Posted:
    return await posts.post(url, {"X-Own": "1"}, b"body")


def test_one_connection_serves_one_request_after_the_other() -> None:
    server = Server(OK)

    async def story(posts: Posts, url: str) -> None:
        assert [(await post(posts, url)).body for _ in range(3)] == [b"hi"] * 3

    with_posts(server, story)
    assert server.connections == 1
    head = server.heads[0].decode().lower()
    assert head.startswith("post /events?x=1 http/1.1")
    assert "x-own: 1" in head
    assert "host: 127.0.0.1:" in head


def test_several_at_once_have_a_connection_each() -> None:
    server = Server(CHUNKED)

    async def story(posts: Posts, url: str) -> None:
        answers = await asyncio.gather(*(post(posts, url) for _ in range(3)))
        assert [answer.body for answer in answers] == [b"hi!"] * 3

    with_posts(server, story)
    assert server.connections == 3


def test_what_ends_with_its_connection_is_whole_and_not_used_again() -> None:
    server = Server(CLOSING, ends=True)

    async def story(posts: Posts, url: str) -> None:
        for _ in range(2):
            answer = await post(posts, url)
            assert (answer.status, answer.headers["x-word"], answer.body) == (500, "Yes", b"sorry")

    with_posts(server, story)
    assert server.connections == 2


@pytest.mark.parametrize("answer", [b"", OK[:-1], b"no HTTP\r\n\r\n"])
def test_less_than_an_answer_is_none(answer: bytes) -> None:
    async def story(posts: Posts, url: str) -> None:
        with pytest.raises((h11.ProtocolError, OSError)):
            await post(posts, url)

    with_posts(Server(answer, ends=True), story)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "http://", "events"])
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="begins with http"):
        asyncio.run(post(Posts(), url))
