"""The sandbox by itself: `python -m sandbox --manifest manifest.yml` serves a workspace for your app until Ctrl-C."""

import argparse
import contextlib
import errno
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sandbox.model import Json
from sandbox.seed import DEFAULT_MANIFEST, AppSeed, Seed, UserSeed
from sandbox.server import Sandbox

PORT = 8765
INTRODUCTION = """\
Slack runs on this machine. Open it, and choose who you are:

  {url}

Your app needs these:

  SLACK_API_URL={api_url}
  SLACK_BOT_TOKEN={app.bot_token}
  {way}

Press Ctrl-C to stop it.
"""


def main(words: Sequence[str] | None = None) -> None:
    parser = _parser()
    asked = parser.parse_args(words)
    try:
        sandbox = made(asked)
    except (OSError, ValueError) as fault:
        parser.error(str(fault))
    sys.stdout.write(introduction(sandbox))
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):
        sandbox.serve()


def made(asked: argparse.Namespace) -> Sandbox:
    """Raises OSError or ValueError, with a sentence, where that is impossible."""
    manifest = read_manifest(asked.manifest) if asked.manifest else DEFAULT_MANIFEST
    app = AppSeed(manifest=manifest, request_url=asked.request_url)
    seed = Seed(asked.team, [_user(entry) for entry in asked.people], asked.channels, app)
    try:
        return Sandbox(seed, asked.port, asked.state, rates=not asked.no_rate_limits)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise OSError(f"Port {asked.port} is taken. Choose another one with --port.") from error


def read_manifest(path: Path) -> Json:
    """An app's manifest, as its settings page shows it: YAML, of which JSON is a part."""
    try:
        manifest = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is neither YAML nor JSON. {error}") from error
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}.") from error
    if not isinstance(manifest, dict):
        raise ValueError(f"{path} is no manifest. Copy yours from your app's settings, App Manifest.")
    plain: Json = json.loads(json.dumps(manifest, default=str))
    return plain


def introduction(sandbox: Sandbox) -> str:
    app = sandbox.seed.app
    over_http = f"SLACK_SIGNING_SECRET={app.signing_secret}\n\n  It is called at {app.request_url}."
    way = over_http if app.request_url else f"SLACK_APP_TOKEN={app.app_token}"
    return INTRODUCTION.format(url=sandbox.url, api_url=sandbox.api_url, app=app, way=way)


def _user(entry: str) -> UserSeed:
    name, _, real_name = entry.partition("=")
    return UserSeed(name, real_name)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="Slack on your own machine, for your app.")
    parser.add_argument("--manifest", type=Path, metavar="FILE", help="your app's manifest, YAML or JSON")
    people = 'who is there: a name, or "name=Real Name"'
    parser.add_argument("--people", nargs="+", default=["maya", "tom"], metavar="NAME", help=people)
    parser.add_argument("--channels", nargs="+", default=["general", "random"], metavar="NAME", help="all are in them")
    parser.add_argument("--team", default="Sandbox", metavar="NAME", help="the workspace's name")
    parser.add_argument("--port", type=int, default=PORT, help="%(default)s; 0 is any that is free")
    url = "where your app takes Slack's requests; without it, it connects over Socket Mode"
    parser.add_argument("--request-url", metavar="URL", help=url)
    parser.add_argument(
        "--state", type=Path, metavar="FILE", help="keep the workspace here, and go on with it next time"
    )
    parser.add_argument("--no-rate-limits", action="store_true", help="answer however often your app calls")
    return parser
