"""Settings, read once from the environment and `.env`, and passed in. Each fault is one readable line."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError, ValidationInfo
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from qabot.errors import Misconfigured

SLACK_API = "https://slack.com/api/"
ERASURES = Path(".qabot/erasures.json")


def _database_url(value: str) -> str:
    try:
        backend = make_url(value).get_backend_name()
    except ArgumentError as error:
        raise ValueError("is not a database URL such as sqlite:///qabot.db or postgresql://user@host/qabot") from error
    if backend not in ("sqlite", "postgresql"):
        raise ValueError(f"names {backend}, but only sqlite and postgresql are supported")
    return value


def _owner_url(value: SecretStr | None) -> SecretStr | None:
    if value is not None:
        _database_url(value.get_secret_value())
    return value


def _api_url(value: str) -> str:
    if not value.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]")):
        raise ValueError("has to begin with https://, or be on this machine")
    return value if value.endswith("/") else value + "/"


def _later_than(other: str) -> Callable[[int, ValidationInfo], int]:
    """The validator of a number of hours that comes after another setting's."""

    def check(value: int, info: ValidationInfo) -> int:
        if other in info.data and value <= info.data[other]:
            raise ValueError(f"has to be more than {other.upper()}")
        return value

    return check


class Settings(BaseSettings):
    """Every setting has the name of its field, in upper case, as an environment variable or a line of `.env`."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True, str_strip_whitespace=True)

    slack_bot_token: SecretStr | None = Field(
        None, description="Bot token (`xoxb-…`), from *OAuth & Permissions*. Without it, the local workspace starts."
    )
    slack_app_token: SecretStr | None = Field(
        None, description="App-level token (`xapp-…`) with `connections:write`, for Socket Mode."
    )
    slack_signing_secret: SecretStr | None = Field(
        None, description="Signing secret, from *Basic Information*, for HTTP mode."
    )
    slack_api_url: Annotated[str, AfterValidator(_api_url)] = Field(
        SLACK_API, description="Where Slack's Web API is; only a test or another local workspace changes it."
    )
    qabot_mode: Literal["socket", "http"] = Field(
        "socket", description="How Slack reaches the bot: `socket` needs no public address, `http` needs one."
    )
    qabot_database_url: Annotated[str, AfterValidator(_database_url)] = Field(
        "sqlite:///.qabot/qabot.db", description="SQLite file or PostgreSQL database that holds all state."
    )
    qabot_database_owner_url: Annotated[SecretStr | None, AfterValidator(_owner_url)] = Field(
        None,
        description="The same PostgreSQL database as the role that owns its tables; it migrates, and the bot's own "
        "role can then not change the journal.",
    )
    qabot_http_host: str = Field("127.0.0.1", description="Address that HTTP mode listens on.")
    qabot_http_port: int = Field(3000, ge=1, le=65535, description="Port that HTTP mode listens on.")
    qabot_sandbox_port: int = Field(8765, ge=0, le=65535, description="Port of the local workspace in the browser.")
    qabot_concurrency: int = Field(
        10, ge=1, le=100, description="How many requests are served at once; the database pool has four more."
    )
    qabot_heartbeat_seconds: float = Field(
        0.5, ge=0.05, le=60, description="How often the sender looks for messages to send."
    )
    qabot_erasure_file: Path | None = Field(
        None,
        description="File with the numbers of erased people: a restored backup is erased again by it. "
        "Without it, beside the SQLite file, else `.qabot/erasures.json`.",
    )
    qabot_keep_audit_texts_days: int = Field(
        730, ge=30, description="How long comments and reasons in audits and disputes are kept."
    )
    qabot_keep_drafts_days: int = Field(90, ge=7, description="How long drafts that nobody touches are kept.")
    qabot_keep_messages_days: int = Field(14, ge=2, description="How long the texts of sent messages are kept.")
    qabot_keep_reasons_days: int = Field(
        730, ge=30, description="How long reasons of exports and of holds that are over are kept."
    )
    qabot_remind_first_hours: int = Field(
        8, ge=1, le=200, description="Working hours until an associate is reminded to acknowledge a result."
    )
    qabot_remind_second_hours: Annotated[int, AfterValidator(_later_than("qabot_remind_first_hours"))] = Field(
        14, ge=1, le=200, validate_default=True, description="Working hours until they are reminded again."
    )
    qabot_remind_lead_hours: Annotated[int, AfterValidator(_later_than("qabot_remind_second_hours"))] = Field(
        16, ge=1, le=200, validate_default=True, description="Working hours until their team lead is told."
    )
    qabot_operators_channel: str | None = Field(
        None,
        pattern=r"^[CG][A-Z0-9]{2,}$",
        description="Id (`C…`) of the channel that hears what could not be said; without it, the admins do.",
    )
    qabot_metrics_port: int = Field(
        0,
        ge=0,
        le=65535,
        description="Port for /healthz, /readyz and /metrics in Socket Mode, on QABOT_HTTP_HOST; 0 is off.",
    )
    qabot_log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="What is logged.")
    qabot_log_format: Literal["console", "json"] = Field(
        "console", description="`console` for people, `json` for a log collector."
    )

    @property
    def has_slack(self) -> bool:
        return self.slack_bot_token is not None

    @property
    def owner_url(self) -> str | None:
        """The URL with which the database is migrated, where that is not the bot's own."""
        return self.qabot_database_owner_url.get_secret_value() if self.qabot_database_owner_url else None

    @property
    def erasure_file(self) -> Path:
        """Where the register of erasures is. It belongs to one database."""
        url = make_url(self.qabot_database_url)
        if self.qabot_erasure_file is not None:
            return self.qabot_erasure_file
        if url.get_backend_name() == "sqlite" and url.database:
            return Path(url.database).with_suffix(".erasures.json")
        return ERASURES

    def faults(self) -> list[str]:
        """What is missing for the chosen mode, one line each."""
        found = []
        bot, app, secret = (
            held.get_secret_value() if held else ""
            for held in (self.slack_bot_token, self.slack_app_token, self.slack_signing_secret)
        )
        if not bot.startswith("xoxb-"):
            found.append("SLACK_BOT_TOKEN is missing or does not begin with xoxb-: copy it from OAuth & Permissions.")
        if self.qabot_mode == "socket" and not app.startswith("xapp-"):
            found.append(
                "SLACK_APP_TOKEN is missing or does not begin with xapp-: Socket Mode needs one with the scope "
                "connections:write, from Basic Information, App-Level Tokens."
            )
        if self.qabot_mode == "http" and not secret:
            found.append("SLACK_SIGNING_SECRET is missing: HTTP mode needs it, from Basic Information.")
        return found


def read(env_file: Path | None = Path(".env")) -> Settings:
    """The settings of this installation. Raises Misconfigured with a line for each fault, never with a value."""
    try:
        return Settings(_env_file=env_file)  # type: ignore[call-arg]  # a keyword of pydantic-settings, not a field
    except ValidationError as error:
        raise Misconfigured([_line(fault["loc"], fault["msg"]) for fault in error.errors()]) from error


def _line(place: tuple[int | str, ...], reason: str) -> str:
    name = ".".join(str(part) for part in place).upper()
    return f"{name}: {reason.removeprefix('Value error, ')}."
