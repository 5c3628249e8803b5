"""What the sandbox's README says is so: its methods are all there, and its example runs."""

import re
import subprocess
import sys
from pathlib import Path

from sandbox.methods.table import METHODS
from tests.outside.running import ROOT

README = (ROOT / "sandbox" / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```python\n# (\w+\.py)\n(.*?)```", re.DOTALL)


def pytest_in(folder: Path) -> str:
    """What pytest says to the tests in this folder."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


def test_every_method_is_named_and_no_other() -> None:
    table = README.split("| family | methods |")[1].split("\n\n")[0]
    assert set(re.findall(r"`([a-zA-Z.]+)`", table)) == set(METHODS)


def test_the_example_runs(tmp_path: Path) -> None:
    examples = BLOCK.findall(README)
    assert [name for name, _ in examples] == ["conftest.py", "test_hello.py"]
    for name, code in examples:
        (tmp_path / name).write_text(code)
    assert "1 passed" in pytest_in(tmp_path)


def test_a_failed_test_tells_what_happened_in_slack(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["sandbox.pytest_plugin"]\n')
    wrong = 'def test_wrong(slack_sandbox):\n    assert slack_sandbox.person("maya").types("/test").ok\n'
    (tmp_path / "test_wrong.py").write_text(wrong)
    said = pytest_in(tmp_path)
    assert "1 failed" in said
    assert "What happened in Slack" in said
    assert "/test" in said.split("What happened in Slack")[1]
