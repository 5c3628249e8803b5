"""What an operator types: everything is done or nothing, and each fault is a line that can be acted on."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from qabot.audit.models import Ticket
from qabot.db import Database
from qabot.dev import EXAMPLES
from qabot.journal import chain
from qabot.people.models import Person
from qabot.settings import Settings
from sandbox import Sandbox
from tests import databases


class Shell:
    """A folder in which somebody runs qabot, with nothing but these settings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {"PATH": "", "QABOT_DATABASE_URL": f"sqlite:///{folder}/qabot.db"}

    def run(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "qabot", *words],
            cwd=self.folder,
            env=self.env | settings | {"PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            text=True,
            timeout=60,
        )

    def count(self, table: type) -> int:
        database = Database(self.env["QABOT_DATABASE_URL"])
        with database.reading() as session:
            return session.execute(select(func.count()).select_from(table)).scalar_one()

    def seal(self) -> None:
        """What the running bot does all the time."""
        database = Database(self.env["QABOT_DATABASE_URL"])
        with database.transaction() as session:
            assert chain.seal(session) > 0

    def change(self, statement: str) -> None:
        database = Database(self.env["QABOT_DATABASE_URL"])
        with database.transaction() as session:
            session.execute(text(statement))

    def tamper(self) -> None:
        database = Database(self.env["QABOT_DATABASE_URL"])
        with database.transaction() as session:
            session.execute(text("DROP TRIGGER journal_no_update"))
            session.execute(text("UPDATE journal SET thing_id = 999 WHERE id = 1"))


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def ready(shell: Shell) -> Iterator[Shell]:
    """With a database, and a programme of one's own."""
    yield from (_furnished(shell) for _ in databases.fresh("sqlite", shell.folder))


def _furnished(shell: Shell) -> Shell:
    text = (EXAMPLES / "programme.yml").read_text(encoding="utf-8")
    (shell.folder / "programme.yml").write_text(text.replace("example: true\n", ""), encoding="utf-8")
    shutil.copytree(EXAMPLES / "scorecards", shell.folder / "scorecards")
    return shell


def test_a_programme_and_its_tickets_are_loaded(ready: Shell) -> None:
    assert "people: 41 added" in ready.run("import", "programme.yml").stdout
    assert "tickets: 200 added" in ready.run("import", str(EXAMPLES / "tickets.csv")).stdout
    assert (ready.count(Person), ready.count(Ticket)) == (41, 200)


def test_a_dry_run_tells_and_changes_nothing(ready: Shell) -> None:
    told = ready.run("import", "programme.yml", "--dry-run").stdout
    assert "people: 41 added" in told
    assert "Nothing was changed" in told
    assert ready.count(Person) == 0


def test_what_was_changed_in_slack_is_shown_and_taken_back_only_if_told_to(ready: Shell) -> None:
    ready.run("import", "programme.yml")
    ready.change("UPDATE person SET title = 'Lead', edited = '[\"title\"]' WHERE key = 'maya-lindqvist'")
    difference = "~ person maya-lindqvist: title: Lead → Senior QA Specialist"
    assert f"{difference} (changed in Slack)" in ready.run("import", "programme.yml", "--dry-run").stdout
    refused = ready.run("import", "programme.yml")
    assert refused.returncode == 1
    assert difference in refused.stderr
    assert "--overwrite" in refused.stderr
    assert "people: 1 changed" in ready.run("import", "programme.yml", "--overwrite").stdout
    assert "Traceback" not in refused.stderr


def test_a_line_of_business_with_one_lead_is_warned_of(ready: Shell) -> None:
    path = ready.folder / "programme.yml"
    text = path.read_text(encoding="utf-8").replace("role: qa_lead, line_of_business: trust", "role: trainer", 1)
    path.write_text(text, encoding="utf-8")
    imported = ready.run("import", "programme.yml")
    assert imported.returncode == 0
    assert "warning Trust and Complaints: Tendai Moyo is the only QA lead" in imported.stdout
    assert ready.count(Person) == 41


def test_channels_are_held_against_slack_where_there_is_a_token(ready: Shell) -> None:
    with Sandbox() as sandbox:
        slack = {"SLACK_BOT_TOKEN": sandbox.seed.app.bot_token, "SLACK_API_URL": sandbox.api_url}
        ended = ready.run("import", "programme.yml", **slack)
    assert ended.returncode == 1
    assert "#consumer-care: I can't see this channel" in ended.stderr
    assert "programme.yml:" in ended.stderr
    assert ready.count(Person) == 0


def test_a_fault_in_the_file_stops_all_of_it(ready: Shell) -> None:
    path = ready.folder / "programme.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("role: manager", "role: boss"), encoding="utf-8")
    ended = ready.run("import", "programme.yml")
    assert ended.returncode == 1
    assert "programme.yml:" in ended.stderr
    assert "boss" in ended.stderr
    assert ready.count(Person) == 0


def test_example_data_stays_out_of_a_real_database(ready: Shell) -> None:
    ended = ready.run("import", str(EXAMPLES / "programme.yml"))
    assert ended.returncode == 1
    assert "example data" in ended.stderr
    assert ready.count(Person) == 0


def test_tickets_that_are_not_text(ready: Shell) -> None:
    (ready.folder / "t.csv").write_bytes(b"reference,link\n\xff\xfe")
    ended = ready.run("import", "t.csv")
    assert ended.returncode == 1
    assert "UTF-8" in ended.stderr


def test_an_import_before_the_first_migration(shell: Shell) -> None:
    ended = shell.run("import", str(EXAMPLES / "programme.yml"))
    assert ended.returncode == 1
    assert "qabot migrate" in ended.stderr


def test_the_start_is_stopped_by_faulty_settings_with_a_line_each(shell: Shell) -> None:
    ended = shell.run("run", QABOT_MODE="pigeon", QABOT_HTTP_PORT="many")
    assert ended.returncode == 1
    assert [line.split()[1] for line in ended.stderr.splitlines()] == ["QABOT_MODE:", "QABOT_HTTP_PORT:"]


def test_the_start_is_stopped_by_a_missing_token(shell: Shell) -> None:
    ended = shell.run("run", SLACK_BOT_TOKEN="xoxb-1")
    assert ended.returncode == 1
    assert "SLACK_APP_TOKEN is missing" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_slack_that_cannot_be_reached_is_no_stack_trace(shell: Shell) -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": "http://127.0.0.1:9/api/"}
    ended = shell.run("run", **tokens)
    assert ended.returncode == 1
    assert "qabot doctor" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_doctor_ends_with_a_fault_where_there_is_one(shell: Shell) -> None:
    ended = shell.run("doctor")
    assert ended.returncode == 1
    assert "qabot migrate" in ended.stdout
    shell.run("migrate")
    assert shell.run("doctor").returncode == 0


def test_a_port_that_is_taken_is_said_in_words(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = shell.run("dev", QABOT_SANDBOX_PORT=str(port))
    assert ended.returncode == 1
    assert f"port {port} is taken" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_that_is_not_there_is_said_in_words(shell: Shell) -> None:
    ended = shell.run("migrate", QABOT_DATABASE_URL="postgresql://nobody:hunter2@127.0.0.1:1/none")
    assert ended.returncode == 1
    assert "QABOT_DATABASE_URL" in ended.stderr
    assert "hunter2" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_every_setting_can_come_from_a_file(shell: Shell) -> None:
    (shell.folder / ".env").write_text("QABOT_MODE=pigeon\n")
    assert "QABOT_MODE" in shell.run("doctor").stderr
    assert "qabot_mode" in Settings.model_fields


def test_the_journal_is_checked_against_a_head_that_was_kept(ready: Shell) -> None:
    assert ready.run("import", "programme.yml").returncode == 0
    ready.seal()
    kept = ready.run("journal", "head").stdout.strip()
    checked = ready.run("journal", "verify", "--head", kept)
    assert checked.returncode == 0
    assert "The journal is as it was written" in checked.stdout
    ready.tamper()
    broken = ready.run("journal", "verify")
    assert broken.returncode == 1
    assert "The journal is broken at position 1, row 1" in broken.stderr
    assert "looks like" in ready.run("journal", "verify", "--head", "nonsense").stderr


def test_a_scorecard_is_compared_imported_and_published(ready: Shell) -> None:
    assert ready.run("import", "programme.yml").returncode == 0
    path = ready.folder / "scorecards" / "conversation.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("weight: 12", "weight: 15"), encoding="utf-8")
    assert ready.run("scorecard", "diff", str(path)).stdout == ("Finds what the customer really asks: weight 12 → 15\n")
    assert "dry run" in ready.run("scorecard", "import", str(path), "--dry-run").stdout
    assert "draft" not in ready.run("scorecard", "list").stdout
    imported = ready.run("scorecard", "import", str(path))
    assert "Version 2 of “Chat and e-mail quality” is a draft now." in imported.stdout
    published = ready.run("scorecard", "publish", "conversation")
    assert "weight 12 → 15" in published.stdout
    assert "is published now" in published.stdout
    listed = ready.run("scorecard", "list").stdout
    assert "conversation version 2, published" in listed
    assert "conversation version 1, retired" in listed
    assert "is retired now" in ready.run("scorecard", "retire", "conversation").stdout
    nothing = ready.run("scorecard", "publish", "conversation")
    assert nothing.returncode == 1
    assert "There is no draft version of “conversation”" in nothing.stderr


def test_each_fault_of_a_scorecard_is_told_with_its_line(ready: Shell) -> None:
    path = ready.folder / "scorecards" / "conversation.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("weight: 12", "weight: heavy"), encoding="utf-8")
    ended = ready.run("scorecard", "import", str(path))
    assert ended.returncode == 1
    assert "conversation.yml:11: sections" in ended.stderr
    assert "this has to be a number" in ended.stderr
