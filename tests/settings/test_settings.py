"""A missing or malformed setting stops the start, with a line for each fault that a person can act on."""

from pathlib import Path

import pytest

from qabot import settings
from qabot.errors import Misconfigured
from qabot.settings import Settings

BOT, APP, SECRET = "xoxb-1-abc", "xapp-1-abc", "0123456789abcdef"


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def env(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "env"
    path.write_text("\n".join(lines))
    return path


def faults(tmp_path: Path, *lines: str) -> list[str]:
    with pytest.raises(Misconfigured) as stopped:
        settings.read(env(tmp_path, *lines))
    return stopped.value.faults


def test_nothing_is_needed_for_the_local_workspace(tmp_path: Path) -> None:
    held = settings.read(env(tmp_path))
    assert not held.has_slack
    assert held.qabot_database_url.startswith("sqlite:///")


def test_socket_mode_needs_two_tokens(tmp_path: Path) -> None:
    assert settings.read(env(tmp_path, f"SLACK_BOT_TOKEN={BOT}", f"SLACK_APP_TOKEN={APP}")).faults() == []
    [fault] = settings.read(env(tmp_path, f"SLACK_BOT_TOKEN={BOT}")).faults()
    assert fault.startswith("SLACK_APP_TOKEN is missing")


def test_http_mode_needs_the_signing_secret(tmp_path: Path) -> None:
    held = settings.read(env(tmp_path, f"SLACK_BOT_TOKEN={BOT}", "QABOT_MODE=http"))
    assert [fault.split()[0] for fault in held.faults()] == ["SLACK_SIGNING_SECRET"]


def test_two_tokens_in_each_others_place_are_noticed(tmp_path: Path) -> None:
    held = settings.read(env(tmp_path, f"SLACK_BOT_TOKEN={APP}", f"SLACK_APP_TOKEN={BOT}"))
    assert [fault.split()[0] for fault in held.faults()] == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]


def test_each_fault_is_a_line_of_its_own(tmp_path: Path) -> None:
    found = faults(tmp_path, "QABOT_HTTP_PORT=many", "QABOT_MODE=pigeon", "QABOT_DATABASE_URL=mysql://x/y")
    assert [line.split(":")[0] for line in found] == ["QABOT_MODE", "QABOT_DATABASE_URL", "QABOT_HTTP_PORT"]
    assert "only sqlite and postgresql are supported" in found[1]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("QABOT_REMIND_FIRST_HOURS=14", "QABOT_REMIND_SECOND_HOURS: has to be more than QABOT_REMIND_FIRST_HOURS."),
        ("QABOT_REMIND_LEAD_HOURS=14", "QABOT_REMIND_LEAD_HOURS: has to be more than QABOT_REMIND_SECOND_HOURS."),
        ("QABOT_REMIND_FIRST_HOURS=0", "QABOT_REMIND_FIRST_HOURS: Input should be greater than or equal to 1."),
    ],
)
def test_reminders_come_one_after_the_other(tmp_path: Path, line: str, fault: str) -> None:
    assert faults(tmp_path, line) == [fault]


def test_an_address_without_encryption_is_refused(tmp_path: Path) -> None:
    [fault] = faults(tmp_path, "SLACK_API_URL=http://slack.example/api/")
    assert "https://" in fault


def test_no_fault_repeats_a_value(tmp_path: Path) -> None:
    found = faults(tmp_path, "QABOT_DATABASE_URL=mysql://me:hunter2@db/qabot", f"SLACK_BOT_TOKEN={BOT}")
    assert not [line for line in found if "hunter2" in line or BOT in line]


def test_a_secret_is_not_shown_by_accident(tmp_path: Path) -> None:
    held = settings.read(env(tmp_path, f"SLACK_BOT_TOKEN={BOT}", f"SLACK_SIGNING_SECRET={SECRET}"))
    assert BOT not in repr(held)
    assert SECRET not in repr(held)


def test_each_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
