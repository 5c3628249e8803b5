"""Structured logs. They tell what happened with ids and codes; no token, address or typed text is ever put in one.

What libraries log goes through the same end, and everything passes a last net that cuts out Slack's tokens and e-mail
addresses, because an exception of a library may quote what it was given.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

SECRET = re.compile(r"xox[a-z]-[\w-]+|xapp-[\w-]+|[\w.+-]+@[\w-]+\.[\w.-]+|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")
QUIET = ("slack_bolt", "slack_sdk", "apscheduler.executors", "uvicorn.access", "uvicorn.error", "httpx", "alembic")


def configure(level: str, form: str) -> None:
    """Send all logs to standard error: `console` for people, `json` one object a line."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _exception_without_messages,
        _without_secrets,
    ]
    last: Processor = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=_is_terminal())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # A beat that comes while the last one still works is left out; that is how it should be.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))


def _exception_without_messages(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Where it happened and of what kind; never an exception's message: databases and parsers quote what was typed."""
    told = event.pop("exc_info", None)
    error = sys.exc_info()[1] if told is True else told[1] if isinstance(told, tuple) else told
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(_links(error))
    return event


def _links(error: BaseException) -> Iterator[str]:
    """The chain of causes, the first one first."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _links(cause)
    yield "".join(traceback.format_tb(error.__traceback__)) + _kind(error)


def _kind(error: BaseException) -> str:
    where = type(error).__module__
    # Our own errors carry codes that are made to be logged; a database's state is five letters and digits.
    code = getattr(error, "code", None) if where.startswith("qabot.") else getattr(error, "sqlstate", None)
    return f"{where}.{type(error).__qualname__}" + (f" ({code})" if code else "")


def without_secrets(text: str) -> str:
    return SECRET.sub("[removed]", text)


def _without_secrets(_logger: Any, _method: str, event: EventDict) -> EventDict:
    return {name: without_secrets(value) if isinstance(value, str) else value for name, value in event.items()}


def _is_terminal() -> bool:
    return sys.stderr.isatty()
