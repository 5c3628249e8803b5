"""For tests of your own Slack app: say `pytest_plugins = ["sandbox.pytest_plugin"]` in your topmost conftest.py.

A test that asks for `slack_sandbox` gets a running workspace that no other test has seen. Your own fixture `slack_seed`
says who and what is in it. A test that needs several workspaces, or an unusual one, asks for `start_slack_sandbox`.
Where a test fails, its report says what happened in Slack.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack

import pytest

from sandbox.seed import Seed
from sandbox.server import Sandbox

StartSandbox = Callable[[Seed], Sandbox]


@pytest.fixture
def slack_seed() -> Seed:
    """People, channels and app of the workspace; define it anew where yours are others."""
    return Seed()


@pytest.fixture
def start_slack_sandbox() -> Iterator[StartSandbox]:
    """Starts a workspace for a seed; it stops after the test."""
    with ExitStack() as running:
        yield lambda seed: running.enter_context(Sandbox(seed))


@pytest.fixture
def slack_sandbox(start_slack_sandbox: StartSandbox, slack_seed: Seed) -> Sandbox:
    """A running workspace for this test alone."""
    return start_slack_sandbox(slack_seed)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    sandbox = getattr(item, "funcargs", {}).get("slack_sandbox")
    if report.when == "call" and report.failed and isinstance(sandbox, Sandbox):
        report.sections.append(("What happened in Slack", "\n".join(sandbox.witness.story()) or "nothing"))
    return report
