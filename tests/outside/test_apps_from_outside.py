"""Apps that know nothing of the sandbox: only the address of Slack's API is set in them."""

from collections.abc import Iterator

import pytest

from sandbox import Sandbox
from tests.outside import story
from tests.outside.node import FOLDER, node
from tests.outside.running import python, running


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(story.seed()) as started:
        yield started


@pytest.mark.parametrize("over_http", [False, True], ids=["socket", "http"])
def test_bolt_for_javascript(sandbox: Sandbox, over_http: bool) -> None:
    with running(sandbox, [node(), str(FOLDER / "app.mjs")], over_http=over_http):
        story.play(sandbox)


def test_bolt_for_python_over_signed_http(sandbox: Sandbox) -> None:
    with running(sandbox, python("bolt_over_http"), over_http=True):
        story.play(sandbox)


def test_slack_sdk_alone_over_socket_mode(sandbox: Sandbox) -> None:
    with running(sandbox, python("sdk_over_socket"), over_http=False):
        story.play(sandbox)
