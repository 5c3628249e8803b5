"""files.*: an upload in three steps, where a file is then seen, and who may download it."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient

from sandbox import Sandbox
from sandbox.model import Message
from tests.sandbox.conftest import (
    Json,
    channel_id,
    client_of,
    error_of,
    ids_by_name,
    make_seed,
    manifest_with,
    section,
)
from tests.sandbox.hearing import heard, hearing_seed

CSV = b"name,score\nmaya,97\n"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(hearing_seed()) as running:
        yield running


@pytest.fixture
def general(sandbox: Sandbox) -> str:
    return channel_id(sandbox, "general")


def post(url: str, content: bytes, kind: str = "application/octet-stream") -> tuple[int, str]:
    try:
        with urlopen(Request(url, content, {"content-type": kind})) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        return refused.code, refused.read().decode()


def get(url: str, token: str = "") -> tuple[str, bytes, str]:
    """Where it led, what was there, and its type."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    with urlopen(Request(url, headers=headers)) as answer:
        return answer.url, answer.read(), answer.headers["content-type"]


def uploaded(web: WebClient, content: bytes = CSV, **more: str) -> str:
    """The id of a file whose bytes are there, and whose upload is not complete."""
    ticket = web.files_getUploadURLExternal(filename="scores.csv", length=len(content), **more)
    assert post(ticket["upload_url"], content) == (200, f"OK - {len(content)}")
    return str(ticket["file_id"])


def test_three_steps_make_one_message(sandbox: Sandbox, web: WebClient, general: str) -> None:
    ids = [uploaded(web, alt_txt="Scores of the week"), uploaded(web)]
    files: list[dict[str, str | None]] = [{"id": ids[0], "title": "Scores"}, {"id": ids[1]}]
    done = web.files_completeUploadExternal(files=files, channel_id=general, initial_comment="Here")
    assert [file["title"] for file in done["files"]] == ["Scores", "scores.csv"]
    [message] = web.conversations_history(channel=general)["messages"]
    assert (message["text"], message["user"], message["upload"]) == ("Here", sandbox.workspace.app.user_id, True)
    first = message["files"][0]
    assert [file["id"] for file in message["files"]] == ids
    assert (first["mimetype"], first["filetype"], first["size"]) == ("text/csv", "csv", len(CSV))
    assert first["alt_txt"] == "Scores of the week"
    assert heard(sandbox, "file_shared", file_id=ids[0])["channel_id"] == general
    event = heard(sandbox, "message", subtype="file_share")
    assert [file["id"] for file in event["files"]] == ids


def test_the_wrapper_of_slack_sdk(sandbox: Sandbox, web: WebClient, general: str) -> None:
    top = str(web.chat_postMessage(channel=general, text="Top")["ts"])
    done = web.files_upload_v2(
        channel=general, filename="scores.csv", content=CSV.decode(), title="Scores", thread_ts=top, alt_txt="Scores"
    )
    [shared] = web.conversations_replies(channel=general, ts=top)["messages"][1:]
    assert shared["files"][0]["id"] == done["file"]["id"]
    info = web.files_info(file=done["file"]["id"])["file"]
    [share] = info["shares"]["public"][general]
    assert (share["ts"], share["thread_ts"], share["channel_name"]) == (shared["ts"], top, "general")
    assert (info["channels"], info["is_public"]) == ([general], True)


def test_to_several_conversations(sandbox: Sandbox, web: WebClient, general: str) -> None:
    ids = ids_by_name(sandbox)
    wanted = f"{general},{ids['qa-team']},{ids['maya']}"
    asked = {"files": json.dumps([{"id": uploaded(web)}]), "channels": wanted}
    file = web.api_call("files.completeUploadExternal", data=asked)["files"][0]
    info = web.files_info(file=file["id"])["file"]
    assert info["channels"] == [general, ids["qa-team"]]
    assert len(info["ims"]) == 1
    assert len(sandbox.person("maya").sees.dm()) == 1


def test_unshared_without_a_channel(sandbox: Sandbox, web: WebClient, general: str) -> None:
    file_id = uploaded(web)
    assert error_of(lambda: web.files_info(file=file_id)) == "file_not_found"
    web.files_completeUploadExternal(files=[{"id": file_id}])
    info = web.files_info(file=file_id)["file"]
    assert (info["shares"], info["is_public"]) == ({}, False)
    assert web.conversations_history(channel=general)["messages"] == []


def test_a_link_to_a_file_shares_it(sandbox: Sandbox, web: WebClient, general: str) -> None:
    file = web.files_upload_v2(filename="scores.csv", content=CSV.decode())["file"]
    text, about = f"Scores: <{file['permalink']}|scores.csv>", {"event_type": "note", "event_payload": {"key": "1"}}
    said = web.chat_postMessage(channel=general, text=text, metadata=about, unfurl_links=True)
    assert [one["id"] for one in said["message"]["files"]] == [file["id"]]
    [message] = web.conversations_history(channel=general, include_all_metadata=True)["messages"]
    assert (message["metadata"], [one["id"] for one in message["files"]]) == (about, [file["id"]])
    assert list(web.files_info(file=file["id"])["file"]["shares"]["public"]) == [general]
    assert heard(sandbox, "file_shared", file_id=file["id"])["channel_id"] == general


@pytest.mark.parametrize("flag", ["unfurl_links", "unfurl_media"])
def test_a_link_that_is_not_to_unfurl_shares_nothing(web: WebClient, general: str, flag: str) -> None:
    link = web.files_upload_v2(filename="scores.csv", content=CSV.decode())["file"]["permalink"]
    said = web.api_call("chat.postMessage", json={"channel": general, "text": link, flag: False})
    assert "files" not in said["message"]


def test_nor_does_a_link_beside_blocks_or_to_what_the_app_cannot_see(
    sandbox: Sandbox, web: WebClient, general: str
) -> None:
    link = web.files_upload_v2(filename="scores.csv", content=CSV.decode())["file"]["permalink"]
    said = web.chat_postMessage(channel=general, text=link, blocks=[section("Scores")])
    assert "files" not in said["message"]
    ids = ids_by_name(sandbox)

    async def share() -> str:
        message = sandbox.deeds.upload(ids["ida"], ids["secret"], "secret.txt", b"Secret", mimetype="text/plain")
        assert isinstance(message, Message)
        return message.files[0]

    hidden = f"https://{sandbox.workspace.team.domain}.slack.com/files/{ids['ida']}/{sandbox.run(share())}/secret.txt"
    assert "files" not in web.chat_postMessage(channel=general, text=hidden)["message"]


def test_blocks_in_place_of_a_comment(web: WebClient, general: str) -> None:
    complete = partial(web.api_call, "files.completeUploadExternal")
    asked: Json = {"files": [{"id": uploaded(web)}], "channel_id": general, "blocks": [section("*Scores*")]}
    assert complete(json=asked)["ok"]
    [message] = web.conversations_history(channel=general)["messages"]
    assert message["blocks"][0]["text"]["text"] == "*Scores*"
    for block, code in [
        ({"type": "markdown", "text": "**Scores**"}, "internal_error"),
        ({"type": "party"}, "invalid_blocks"),
    ]:
        wrong = {**asked, "files": [{"id": uploaded(web)}], "blocks": [block]}
        assert error_of(partial(complete, json=wrong)) == code


def test_the_bytes_must_be_as_many_as_announced(web: WebClient) -> None:
    ticket = web.files_getUploadURLExternal(filename="scores.csv", length=5)
    assert post(ticket["upload_url"], b"four")[0] == 400
    assert error_of(lambda: web.files_completeUploadExternal(files=[{"id": ticket["file_id"]}])) == "file_not_found"
    assert post(ticket["upload_url"], b"fives")[0] == 200
    assert web.files_completeUploadExternal(files=[{"id": ticket["file_id"]}])["ok"]
    assert post(ticket["upload_url"], b"fives")[0] == 404
    assert error_of(lambda: web.files_completeUploadExternal(files=[{"id": ticket["file_id"]}])) == "file_not_found"


def test_bytes_may_come_as_a_form(web: WebClient) -> None:
    ticket = web.files_getUploadURLExternal(filename="scores.csv", length=len(CSV))
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="scores.csv"\r\n\r\n' + CSV + b"\r\n--x--\r\n"
    assert post(ticket["upload_url"], part, "multipart/form-data; boundary=x")[0] == 200


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"length": 5}, "invalid_arguments"),
        ({"filename": "a.txt"}, "invalid_arguments"),
        ({"filename": "a.txt", "length": 0}, "missing_argument"),
        ({"filename": "a.txt", "length": 5, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
        ({"filename": "a.txt", "length": 1_000_001, "snippet_type": "text"}, "snippet_too_large"),
    ],
)
def test_what_cannot_be_announced(web: WebClient, asked: Json, code: str) -> None:
    assert error_of(lambda: web.api_call("files.getUploadURLExternal", params=asked)) == code


@pytest.mark.parametrize(
    ("channel", "code"),
    [
        ("C0NOWHERE", "channel_not_found"),
        ("secret", "channel_not_found"),
        ("elsewhere", "not_in_channel"),
        ("attic", "posting_to_channel_denied"),
    ],
)
def test_where_it_cannot_be_shared(sandbox: Sandbox, web: WebClient, channel: str, code: str) -> None:
    file_id, wanted = uploaded(web), ids_by_name(sandbox).get(channel, channel)
    assert error_of(lambda: web.files_completeUploadExternal(files=[{"id": file_id}], channel_id=wanted)) == code
    assert error_of(lambda: web.files_info(file=file_id)) == "file_not_found"


def test_a_hundred_channels_at_most(web: WebClient) -> None:
    wanted = ",".join(f"C{number}" for number in range(101))
    asked = {"files": json.dumps([{"id": uploaded(web)}]), "channels": wanted}
    assert error_of(lambda: web.api_call("files.completeUploadExternal", data=asked)) == "channels_limit_exceeded"


@pytest.mark.parametrize("files", ["[]", "{", '[{"title": "x"}]', '[{"id": "F0NOTHING"}]'])
def test_files_must_be_named(web: WebClient, files: str) -> None:
    code = "file_not_found" if "F0" in files else "invalid_arguments"
    assert error_of(lambda: web.api_call("files.completeUploadExternal", data={"files": files})) == code


def test_private_download(sandbox: Sandbox, web: WebClient, general: str) -> None:
    done = web.files_upload_v2(channel=general, filename="scores & more.csv", content=CSV.decode())["file"]
    token = sandbox.seed.app.bot_token
    for name in ("url_private", "url_private_download"):
        assert get(done[name], token)[1:] == (CSV, "text/csv; charset=utf-8")
    for wrong in ("", "xoxb-wrong"):
        where, page, kind = get(done["url_private"], wrong)
        assert where.startswith(f"{sandbox.url}/?redir=")
        assert kind.startswith("text/html")
        assert CSV not in page


def test_download_needs_its_scope() -> None:
    with Sandbox(make_seed(manifest_with("files:write", "chat:write"))) as sandbox:
        done = client_of(sandbox).files_upload_v2(filename="scores.csv", content=CSV.decode())["file"]
        where, _, _ = get(done["url_private"], sandbox.seed.app.bot_token)
        assert where.startswith(f"{sandbox.url}/?redir=")


def test_what_others_share_elsewhere_is_not_for_the_app(sandbox: Sandbox, web: WebClient) -> None:
    ids = ids_by_name(sandbox)

    async def share() -> str:
        message = sandbox.deeds.upload(ids["ida"], ids["secret"], "secret.txt", b"Secret", mimetype="text/plain")
        assert isinstance(message, Message)
        return message.files[0]

    file_id = sandbox.run(share())
    assert error_of(lambda: web.files_info(file=file_id)) == "file_not_found"
    url = f"{sandbox.url}/files-pri/{sandbox.workspace.team.id}-{file_id}/secret.txt"
    with pytest.raises(HTTPError, match="404"):
        get(url, sandbox.seed.app.bot_token)


def test_delete(sandbox: Sandbox, web: WebClient, general: str) -> None:
    file_id = web.files_upload_v2(channel=general, filename="scores.csv", content=CSV.decode())["file"]["id"]
    assert web.files_delete(file=file_id)["ok"]
    assert heard(sandbox, "file_deleted")["file_id"] == file_id
    assert error_of(lambda: web.files_info(file=file_id)) == "file_deleted"
    [message] = web.conversations_history(channel=general)["messages"]
    assert message["files"] == [{"id": file_id, "mode": "tombstone"}]


def test_a_restart_keeps_files(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    with Sandbox(make_seed(), state_file=state) as first:
        web, general = client_of(first), channel_id(first, "general")
        web.files_upload_v2(channel=general, filename="scores.csv", content=CSV.decode())
    with Sandbox(make_seed(), state_file=state) as second:
        [message] = client_of(second).conversations_history(channel=general)["messages"]
        assert get(message["files"][0]["url_private"], second.seed.app.bot_token)[1] == CSV
