"""Files in the browser: who may see them, how they are served, and what a message shows of them."""

import pytest
from httpx import Response

from sandbox.client.files import LARGEST
from sandbox.client.previews import size_words
from sandbox.model import File, Share
from tests.sandbox_client.test_pages import ORIGIN, Client, client

__all__ = ["client"]

PNG = b"\x89PNG\r\n\x1a\n0000"


def bring(client: Client, content: bytes, name: str = "plot.png", kind: str = "image/png", **headers: str) -> Response:
    sent = {"x-file-name": name, "content-type": kind, "origin": ORIGIN} | headers
    answer: Response = client.http.post(client.address("maya", "upload"), content=content, headers=sent)
    return answer


def share(client: Client, channel: str, name: str, content: bytes, **more: str) -> File:
    """A file of Tom's in a message of his."""
    workspace = client.sandbox.workspace
    file = workspace.files.add(name, content, user_id=client.ids["tom"], **more)
    said = workspace.add_message(client.ids[channel], "", user=client.ids["tom"], files=[file.id])
    file.shares.append(Share(client.ids[channel], said.ts))
    return file


def fetch(client: Client, person: str, file: File) -> Response:
    answer: Response = client.http.get(client.address(person, f"file/{file.id}"))
    return answer


def shown(client: Client, channel: str = "general") -> str:
    return client.sees("maya", f"fragment/messages?channel={client.ids[channel]}")


# bringing


def test_a_file_is_brought_and_nobody_else_sees_it_yet(client: Client) -> None:
    told = bring(client, PNG, "r%C3%A9sum%C3%A9%20final.png").json()
    assert (told["name"], told["mimetype"], told["size"]) == ("résumé final.png", "image/png", len(PNG))
    file = client.sandbox.workspace.files.get(told["id"])
    assert fetch(client, "maya", file).content == PNG
    assert fetch(client, "tom", file).status_code == 404


@pytest.mark.parametrize("name", ["..%2F..%2Fetc%2Fpasswd", "C%3A%5Cplots%5Cpasswd", "/etc/passwd"])
def test_only_the_last_part_of_a_path_is_a_name(client: Client, name: str) -> None:
    assert bring(client, PNG, name).json()["name"] == "passwd"


def test_a_file_without_a_name_or_too_large_is_refused(client: Client) -> None:
    assert bring(client, PNG, "").status_code == 400
    assert bring(client, b"0" * (LARGEST + 1)).status_code == 413
    assert not client.sandbox.workspace.files.all()


def test_another_site_brings_nothing(client: Client) -> None:
    assert bring(client, PNG, origin="http://evil.example").status_code == 403


# who sees it


def test_a_shared_file_is_for_those_who_see_the_message(client: Client) -> None:
    file = share(client, "secret", "plan.txt", b"hush")
    assert fetch(client, "ida", file).status_code == 200
    assert fetch(client, "maya", file).status_code == 404
    client.sandbox.workspace.delete_message(client.ids["secret"], file.shares[0].ts)
    assert fetch(client, "ida", file).status_code == 404


def test_a_file_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.http.get(client.address("maya", "file/F0")).status_code == 404


# how it is served


def test_a_picture_is_shown_and_everything_else_is_downloaded(client: Client) -> None:
    picture = fetch(client, "maya", share(client, "general", "plot.png", PNG))
    assert picture.headers["content-type"] == "image/png"
    assert picture.headers["content-disposition"].startswith("inline")
    for name in ("page.html", "drawing.svg", "report.pdf", "script.js", "notes.txt"):
        other = fetch(client, "maya", share(client, "general", name, b"<script>alert(1)</script>"))
        assert other.headers["content-type"] == "application/octet-stream"
        assert other.headers["content-disposition"].startswith("attachment")
        assert other.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in other.headers["content-security-policy"]


def test_a_name_cannot_add_headers(client: Client) -> None:
    answer = fetch(client, "maya", share(client, "general", 'a"\r\nx-evil: 1.png', PNG, mimetype="image/png"))
    assert "x-evil" not in answer.headers
    assert "%0D%0A" in answer.headers["content-disposition"]


# what a message shows


def test_a_picture_has_its_words_for_who_cannot_see_it(client: Client) -> None:
    share(client, "general", "plot.png", PNG, alt_text="12 audits, 3 below 80 %")
    assert 'alt="12 audits, 3 below 80 %"' in shown(client)


def test_a_text_shows_its_beginning_and_stays_text(client: Client) -> None:
    share(client, "general", "notes.txt", b"<b>one</b>\n" + b"more\n" * 40)
    page = shown(client)
    assert "&lt;b&gt;one&lt;/b&gt;" in page
    assert page.count("more\n") == 11


def test_a_table_shows_its_first_rows(client: Client) -> None:
    share(client, "general", "scores.csv", b"name,score\n" + b"Tom,90\n" * 9, mimetype="text/csv")
    page = shown(client)
    assert '<th scope="col">score</th>' in page
    assert page.count("<td>90</td>") == 5
    assert "More rows are in the file." in page


def test_what_cannot_be_previewed_has_name_and_size(client: Client) -> None:
    share(client, "general", "report.pdf", b"0" * 1500)
    assert "report.pdf</a> <small>1.5 kB</small>" in shown(client)


def test_a_file_that_was_removed_is_not_shown(client: Client) -> None:
    file = share(client, "general", "report.pdf", b"0")
    client.sandbox.workspace.files.remove(file.id)
    assert "report.pdf" not in shown(client)


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (20_000_000, "20 MB")]
)
def test_sizes_in_words(size: int, words: str) -> None:
    assert size_words(size) == words
