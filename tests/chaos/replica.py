"""One replica: the bot as `qabot run` starts it, in a process of its own, with shortened times."""

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import SecretStr

from qabot import clock, serve, settings
from qabot.app import CARDS, TIMETABLE, Qabot, build, periods
from qabot.keeping.register import Register
from qabot.logs import configure
from qabot.settings import Settings
from scheduler.runner import Runner
from scheduler.timetable import heartbeats
from tests.chaos import things
from tests.chaos.pace import Pace
from tests.chaos.variants import VARIANTS

OURS = "ours"


@dataclass(frozen=True)
class Post:
    """Where a replica works: which database, which workspace, which way of sending."""

    database_url: str
    api_url: str
    bot_token: str
    app_token: str
    folder: Path
    pace: Pace
    variant: str = OURS


def main(post: Post, number: int) -> None:
    """The life of a replica; it ends by a signal."""
    _write_to(post.folder / f"replica-{number}.log")
    post.pace.set()
    held = _settings(post)
    with serve.running(_qabot(post, held), held):
        serve.until_stopped()


def _write_to(log: Path) -> None:
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(target, sys.stdout.fileno())
    os.dup2(target, sys.stderr.fileno())
    configure("info", "json")


def _settings(post: Post) -> Settings:
    return settings.read(None).model_copy(
        update={
            "slack_bot_token": SecretStr(post.bot_token),
            "slack_app_token": SecretStr(post.app_token),
            "slack_api_url": post.api_url,
            "qabot_mode": "socket",
            "qabot_database_url": post.database_url,
            "qabot_erasure_file": post.folder / "erasures.json",
            "qabot_metrics_port": 0,
        }
    )


def _qabot(post: Post, held: Settings) -> Qabot:
    """The real assembly, but for cards and Homes that tell a version, and for the pace."""
    made = build(held)
    sender = VARIANTS[post.variant](
        database=made.database,
        slack=made.slack,
        clock=clock.now,
        cards={**CARDS, things.CARD: things.card},
        home=things.home,
    )
    beats = heartbeats(
        database=made.database,
        slack=made.slack,
        clock=clock.now,
        sender=sender,
        timetable=TIMETABLE,
        register=Register(held.erasure_file),
        periods=periods(held),
        every=post.pace.beats,
    )
    # What is known to be wrong is seen as it is: nobody tidies up behind it.
    kept = [beat for beat in beats if post.variant == OURS or beat.name != "verifier"]
    return replace(made, sender=sender, runner=Runner(post.pace.hurried(kept)))
