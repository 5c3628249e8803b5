"""The container files name what is there: checked by reading, no image is built."""

import re
from pathlib import Path

from ruamel.yaml import YAML

from qabot.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
KNOWN = {name.upper() for name in Settings.model_fields}


def test_compose_sets_only_settings_that_there_are() -> None:
    services = YAML(typ="safe").load((ROOT / "compose.yml").read_text())["services"]
    assert set(services) == {"database", "migrate", "qabot"}
    for name in ("migrate", "qabot"):
        assert set(services[name]["environment"]) <= KNOWN
        assert set(services[name]["depends_on"]) <= set(services)


def test_the_image_copies_what_there_is_and_sets_what_is_known() -> None:
    text = (ROOT / "Dockerfile").read_text()
    copied = [name for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.M) for name in line.split()]
    assert all((ROOT / name).exists() for name in copied)
    assert set(re.findall(r"(QABOT_\w+)=", text)) <= KNOWN
    assert "USER qabot" in text


def test_secrets_stay_out_of_the_image() -> None:
    assert {".env", ".qabot", ".git"} <= set((ROOT / ".dockerignore").read_text().split())
