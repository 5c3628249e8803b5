"""The app's manifest, as Slack is given it: what the app may do there, and what it is called."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

PATH = Path(__file__).resolve().parent.parent / "manifest.yml"


def read(path: Path = PATH) -> dict[str, Any]:
    held: dict[str, Any] = YAML(typ="safe").load(path.read_text())
    return held


def wanted_scopes(path: Path = PATH) -> frozenset[str]:
    """The permissions that the bot needs."""
    return frozenset(read(path)["oauth_config"]["scopes"]["bot"])
