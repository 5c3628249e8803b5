"""Files of a form in a real browser: chosen or dropped, kept through updates, and sent in Slack's own shape."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Route, expect
from slack_sdk import WebClient

from sandbox.testing import Person
from tests.sandbox.conftest import plain
from tests.sandbox_client.elements_app import OpenForm, Shown, open_form, send, told
from tests.sandbox_client.gallery import form, one

__all__ = ["open_form", "told"]

pytestmark = pytest.mark.browser

DROP = """area => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(["Dropped."], "dropped.txt", { type: "text/plain" }));
  for (const kind of ["dragover", "drop"]) {
    area.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
  }
}"""


def choose(dialog: Locator, *paths: Path) -> None:
    dialog.locator("input[type=file]").set_input_files(list(paths))


def write(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text(f"This is {name}.")
    return path


def test_files_are_uploaded_and_sent_as_slack_shows_them(told: Shown, open_form: OpenForm, tmp_path: Path) -> None:
    dialog = open_form(one("files"))
    choose(dialog, write(tmp_path, "plan.txt"), write(tmp_path, "costs.pdf"))
    expect(dialog.get_by_role("listitem")).to_contain_text(["plan.txt", "costs.pdf"])
    expect(dialog.get_by_role("progressbar")).to_have_count(0)
    dialog.get_by_role("button", name="Remove costs.pdf").click()
    send(dialog)
    value = told.submitted("files")
    assert value["type"] == "file_input"
    [file] = value["files"]
    assert (file["name"], file["mimetype"], file["size"]) == ("plan.txt", "text/plain", len("This is plan.txt."))
    assert file["url_private_download"]


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        (["virus.exe"], "virus.exe is of another kind. Choose pdf, png, txt."),
        (["1.txt", "2.txt", "3.txt"], "At most 2 files. Remove one first."),
    ],
)
def test_a_file_that_does_not_fit_is_told_at_the_field(
    names: list[str], problem: str, open_form: OpenForm, tmp_path: Path
) -> None:
    dialog = open_form(one("files"))
    choose(dialog, *(write(tmp_path, name) for name in names))
    expect(dialog.get_by_role("alert")).to_have_text(problem)
    expect(dialog.get_by_role("listitem")).to_have_count(len(names) - 1)


def test_files_stay_while_the_app_updates(
    told: Shown, web: WebClient, maya: Person, open_form: OpenForm, tmp_path: Path
) -> None:
    dialog = open_form(one("files"))
    choose(dialog, write(tmp_path, "plan.txt"))
    expect(dialog.get_by_text("17 bytes")).to_be_visible()
    block = {**one("files"), "hint": plain("Two at most.")}
    web.views_update(view_id=maya.sees.view().id, view=form(block))
    expect(dialog.get_by_text("Two at most.")).to_be_visible()
    send(dialog)
    assert [file["name"] for file in told.submitted("files")["files"]] == ["plan.txt"]


def test_a_file_is_dropped(told: Shown, open_form: OpenForm) -> None:
    dialog = open_form(one("files"))
    dialog.locator(".files__drop").evaluate(DROP)
    expect(dialog.get_by_text("8 bytes")).to_be_visible()
    send(dialog)
    assert [file["name"] for file in told.submitted("files")["files"]] == ["dropped.txt"]


def test_a_form_waits_for_a_file_that_is_on_its_way(told: Shown, open_form: OpenForm, tmp_path: Path) -> None:
    dialog = open_form(one("files"))
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    dialog.page.route("**/upload", hold)
    choose(dialog, write(tmp_path, "plan.txt"))
    expect(dialog.get_by_role("progressbar", name="Uploading plan.txt")).to_be_visible()
    send(dialog)
    expect(dialog.get_by_role("alert")).to_have_text("Wait until the file is uploaded, then send it again.")
    held[0].continue_()
    expect(dialog.get_by_text("17 bytes")).to_be_visible()
    expect(dialog.get_by_role("alert")).to_be_hidden()
    send(dialog)
    assert [file["name"] for file in told.submitted("files")["files"]] == ["plan.txt"]


def test_a_file_that_is_too_large_is_told_before_it_travels(open_form: OpenForm, tmp_path: Path) -> None:
    dialog = open_form(one("files"))
    large = tmp_path / "big.txt"
    large.write_bytes(b"x" * (20 * 1024 * 1024 + 1))
    choose(dialog, large)
    expect(dialog.get_by_role("alert")).to_have_text("big.txt is too large: 20 MB at most.")
