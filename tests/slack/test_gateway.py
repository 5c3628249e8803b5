"""The gateway against the local workspace, and against a Slack that misbehaves on the wire.

How a call ended decides whether a message is said again: to take one for the other loses it or doubles it.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from qabot.slack import blocks
from qabot.slack.gateway import Gateway
from qabot.slack.port import (
    Audience,
    File,
    Message,
    NotSent,
    Posted,
    RateLimited,
    Refused,
    SlackFault,
    Unauthorised,
    Unknown,
    Upload,
)
from sandbox import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as started:
        yield started


@pytest.fixture
def gateway(sandbox: Sandbox) -> Gateway:
    return Gateway(sandbox.seed.app.bot_token, base_url=sandbox.api_url)


class TestWithSlack:
    def test_it_says_who_it_is(self, gateway: Gateway, sandbox: Sandbox) -> None:
        identity = gateway.identity()
        assert identity.team_id == sandbox.workspace.team.id
        assert identity.bot_user_id == sandbox.workspace.app.user_id

    def test_a_message_to_a_person_is_posted_and_updated(self, gateway: Gateway, sandbox: Sandbox) -> None:
        maya = sandbox.person("maya")
        at = gateway.post(maya.id, Message("Hello", [blocks.section("Hello *you*")]))
        gateway.update(at, Message("Changed"))
        [shown] = maya.sees.dm()
        assert shown.text == "Changed"

    def test_a_file_reaches_a_person(self, gateway: Gateway, sandbox: Sandbox) -> None:
        maya = sandbox.person("maya")
        file = File("export.json", "Export", "What is kept", b'{"name": "Maya"}')
        upload = gateway.begin_upload(file)
        assert gateway.link_of_file(upload.file_id) is None
        gateway.finish_upload(upload, file)
        link = gateway.link_of_file(upload.file_id)
        assert maya.sees.dm() == []
        gateway.post(maya.id, Message(f"Here it is: <{link}|Export>", file=file))
        [shown] = maya.sees.dm()
        [kept] = sandbox.workspace.files.all()
        assert shown.files == [kept.id] == [upload.file_id]
        assert (kept.name, kept.title, kept.alt_text) == ("export.json", "Export", "What is kept")
        assert sandbox.workspace.files.content(kept.id) == file.content
        gateway.delete_file(kept.id)
        assert gateway.link_of_file(kept.id) is None

    def test_bytes_go_nowhere_but_to_slack(self, gateway: Gateway) -> None:
        file = File("export.json", "Export", "What is kept", b"{}")
        with pytest.raises(Refused, match="foreign_file"):
            gateway.finish_upload(Upload("F1", "https://files.example.com/upload"), file)

    def test_a_message_is_found_again_by_its_key(self, gateway: Gateway, sandbox: Sandbox) -> None:
        maya = sandbox.person("maya")
        metadata = {"event_type": "note", "event_payload": {"key": "audit:7"}}
        before = sandbox.now()
        at = gateway.post(maya.id, Message("Hello"), metadata=metadata)
        assert gateway.find_posted(maya.id, since=before, event_type="note", key="audit:7") == at
        assert gateway.find_posted(maya.id, since=before, event_type="note", key="audit:8") is None

    def test_a_clock_that_was_an_hour_ahead_of_slack_hides_nothing(self, gateway: Gateway, sandbox: Sandbox) -> None:
        metadata = {"event_type": "note", "event_payload": {"key": "audit:7"}}
        at = gateway.post(sandbox.person("maya").id, Message("Hello"), metadata=metadata)
        ahead = sandbox.now() + 3600
        assert gateway.find_posted(at.channel, since=ahead, event_type="note", key="audit:7") == at

    def test_each_copy_is_found_and_can_be_deleted(self, gateway: Gateway, sandbox: Sandbox) -> None:
        maya = sandbox.person("maya")
        metadata = {"event_type": "note", "event_payload": {"key": "audit:7"}}
        before = sandbox.now()
        first, second = (gateway.post(maya.id, Message("Hello"), metadata=metadata) for _ in range(2))
        found = partial(gateway.find_copies, first.channel, since=before, event_type="note", key="audit:7")
        assert found() == [first, second]
        gateway.delete(second)
        assert found() == [first]
        with pytest.raises(Refused):
            gateway.delete(second)

    def test_people_are_listed_with_their_addresses(self, gateway: Gateway) -> None:
        people = {user.email: user for user in gateway.users() if not user.is_bot}
        assert all("@" in address for address in people)
        assert len(people) == 2

    def test_a_long_list_goes_on_where_slack_asked_to_wait(self, gateway: Gateway, sandbox: Sandbox) -> None:
        sandbox.faults.add("rate_limited", "users.list", times=1, seconds=1)
        assert len([user for user in gateway.users() if not user.is_bot]) == 2
        assert [entry.ok for entry in sandbox.ledger.calls("users.list")] == [False, True]

    def test_channels_are_listed_with_whether_we_are_in_them(self, gateway: Gateway) -> None:
        assert {channel.name: channel.is_member for channel in gateway.channels()} == {"general": True, "qa-team": True}

    def test_guests_and_other_organisations_are_told_of_a_channel(self, gateway: Gateway, sandbox: Sandbox) -> None:
        general = sandbox.read(lambda: next(c for c in sandbox.workspace.channels.values() if c.name == "general"))
        assert gateway.audience(general.id) == Audience()
        general.is_ext_shared = True
        tom = sandbox.person("tom").id
        sandbox.workspace.users[tom].is_restricted = True
        again = Gateway(sandbox.seed.app.bot_token, base_url=sandbox.api_url)
        assert again.audience(general.id) == Audience(organisations=True, guests=1)

    def test_a_channel_tells_who_reads_it(self, gateway: Gateway, sandbox: Sandbox) -> None:
        known = {channel.name: channel.channel_id for channel in gateway.channels()}
        assert not gateway.channel(known["qa-team"]).is_shared
        sandbox.workspace.channel(known["qa-team"]).is_ext_shared = True
        assert gateway.channel(known["qa-team"]).is_shared
        with pytest.raises(Refused, match="channel_not_found"):
            gateway.channel("C0NOWHERE")

    def test_a_home_is_published(self, gateway: Gateway, sandbox: Sandbox) -> None:
        maya = sandbox.person("maya")
        gateway.publish_home(maya.id, blocks.home([blocks.section("Your things")]))
        shown = maya.sees.home()
        assert shown is not None
        assert "Your things" in str(shown.body)

    def test_what_slack_refuses_is_refused_with_its_reason(self, gateway: Gateway, sandbox: Sandbox) -> None:
        twice = [blocks.divider() | {"block_id": "same"}] * 2
        with pytest.raises(Refused) as refused:
            gateway.post(sandbox.person("maya").id, Message("Hello", twice))
        assert refused.value.code == "invalid_blocks"

    def test_a_channel_that_is_not_there(self, gateway: Gateway) -> None:
        with pytest.raises(Refused, match="channel_not_found"):
            gateway.post("C0NOWHERE", Message("Hello"))

    def test_a_message_that_is_not_there(self, gateway: Gateway, sandbox: Sandbox) -> None:
        channel = sandbox.workspace.find_channel("general").id
        with pytest.raises(Refused, match="message_not_found"):
            gateway.update(Posted(channel, "1.000001"), Message("Hello"))

    def test_an_old_trigger(self, gateway: Gateway) -> None:
        with pytest.raises(Refused, match="trigger"):
            gateway.open_view("1.2.3", blocks.modal("Title", [blocks.section("x")], callback_id="x"))

    def test_a_wrong_token(self, sandbox: Sandbox) -> None:
        with pytest.raises(Unauthorised, match="invalid_auth"):
            Gateway("xoxb-wrong", base_url=sandbox.api_url).identity()


OK = b'{"ok": true, "channel": "C1", "ts": "1.000001"}'


def http(status: str, body: bytes, *headers: str) -> bytes:
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers])
    return f"{head}\r\nContent-Type: application/json\r\n\r\n".encode() + body


@pytest.fixture
def wire() -> Iterator[Callable[[bytes | None], str]]:
    """A Slack that answers one request with these bytes, or resets the connection; counts what it was asked."""
    servers: list[socket.socket] = []

    def listen(answer: bytes | None) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)
        threading.Thread(target=_answer, args=(server, answer), daemon=True).start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/api/"

    yield listen
    for server in servers:
        server.close()


def _answer(server: socket.socket, answer: bytes | None) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        connection.recv(65536)
        if answer is None:
            # A reset, not an orderly end: what was sent may or may not have been taken.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        else:
            connection.sendall(answer)
        connection.close()


def fault(base_url: str) -> SlackFault:
    with pytest.raises(SlackFault) as raised:
        Gateway("xoxb-test", base_url=base_url).post("C1", Message("Hello"))
    return raised.value


class TestOnTheWire:
    def test_an_answer_is_taken(self, wire: Callable[[bytes | None], str]) -> None:
        assert Gateway("xoxb-test", base_url=wire(http("200 OK", OK))).post("C1", Message("x")) == Posted(
            "C1", "1.000001"
        )

    def test_too_many_requests_say_how_long_to_wait(self, wire: Callable[[bytes | None], str]) -> None:
        busy = http("429 Too Many Requests", b'{"ok": false, "error": "ratelimited"}', "Retry-After: 17")
        ended = fault(wire(busy))
        assert isinstance(ended, RateLimited)
        assert ended.retry_after == 17

    @pytest.mark.parametrize(
        "answer",
        [
            http("500 Internal Server Error", b"<html>"),
            http("503 Service Unavailable", b'{"ok": false, "error": "service_unavailable"}'),
            http("200 OK", b'{"ok": false, "error": "internal_error"}'),
            http("200 OK", b'{"ok": false, "error": "some_new_error"}'),
            http("200 OK", b"not json"),
            None,
        ],
        ids=["500", "503", "internal", "new error", "garbage", "reset"],
    )
    def test_what_may_have_been_accepted_is_unknown(
        self, wire: Callable[[bytes | None], str], answer: bytes | None
    ) -> None:
        assert isinstance(fault(wire(answer)), Unknown)

    def test_nobody_listening_is_certainly_not_accepted(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        assert isinstance(fault(f"http://127.0.0.1:{port}/api/"), NotSent)

    @pytest.mark.parametrize("code", ["token_revoked", "invalid_auth", "account_inactive"])
    def test_a_token_that_does_not_work(self, wire: Callable[[bytes | None], str], code: str) -> None:
        assert isinstance(fault(wire(http("200 OK", f'{{"ok": false, "error": "{code}"}}'.encode()))), Unauthorised)


class TestAFile:
    def shared(self, sandbox: Sandbox, content: bytes = b"key: card") -> str:
        """A file that somebody showed to the app, and where Slack says that it is."""
        maya = sandbox.person("maya")
        file = sandbox.workspace.files.add("card.yml", content, user_id=maya.id)
        maya.tells_app("Look")
        return f"{sandbox.url}/files-pri/{sandbox.workspace.team.id}-{file.id}/card.yml"

    def test_of_somewhere_else_never_gets_the_token(self, gateway: Gateway) -> None:
        for url in ("https://evil.example/a", "http://files.slack.com/a", "https://files.slack.com.evil.example/", ""):
            with pytest.raises(Refused, match="foreign_file"):
                gateway.download(url, limit=10)

    def test_that_is_not_shown_to_the_app_is_refused(self, gateway: Gateway, sandbox: Sandbox) -> None:
        with pytest.raises(Refused):
            gateway.download(self.shared(sandbox), limit=10)

    def test_that_slack_does_not_hand_out_leads_nowhere(self, sandbox: Sandbox) -> None:
        stranger = Gateway("xoxb-other", base_url=sandbox.api_url)
        with pytest.raises(Refused, match="302"):
            stranger.download(self.shared(sandbox), limit=10)

    def test_of_a_busy_slack_may_be_asked_for_again(self, gateway: Gateway, sandbox: Sandbox) -> None:
        url = self.shared(sandbox)
        sandbox.faults.add("rate_limited", "file_download", times=1, seconds=7)
        with pytest.raises(RateLimited) as busy:
            gateway.download(url, limit=10)
        assert busy.value.retry_after == 7
