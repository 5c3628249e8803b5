"""Names that the outside relies on: our packages are ours, ids are unique, the README tells everything."""

import ast
from collections import Counter
from pathlib import Path

import handlers
import scheduler
from qabot.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def test_handlers_and_scheduler_are_ours() -> None:
    for package in (handlers, scheduler):
        assert package.__file__ is not None
        assert Path(package.__file__).is_relative_to(ROOT)


def test_action_and_callback_ids_are_unique() -> None:
    """Every id is a constant like `ACKNOWLEDGE = "audit.acknowledge"` in the messages of a slice."""
    found = Counter(value for path in (ROOT / "qabot").rglob("messages*.py") for value in _constants(path))
    assert len(found) > 5
    assert [value for value, times in found.items() if times > 1] == []


def test_the_readme_documents_each_setting() -> None:
    readme = (ROOT / "README.md").read_text()
    assert [name for name in Settings.model_fields if f"`{name.upper()}`" not in readme] == []


def test_the_readme_documents_each_command() -> None:
    from ruamel.yaml import YAML

    from qabot.cli import cli

    readme = (ROOT / "README.md").read_text()
    manifest = YAML(typ="safe").load((ROOT / "manifest.yml").read_text())
    slash = [command["command"] for command in manifest["features"]["slash_commands"]]
    lines = [
        f"qabot {command.name or command.callback.__name__}" for command in cli.registered_commands if command.callback
    ]
    assert [name for name in (*slash, *lines) if f"`{name}" not in readme] == []


def test_each_rung_of_the_ladder_exists() -> None:
    import tomllib

    held = tomllib.loads((ROOT / "pyproject.toml").read_text())
    ladder = held["tool"]["importlinter"]["contracts"][0]
    names = {name.strip() for layer in ladder["layers"] for name in layer.replace("|", ":").split(":")}
    modules = {path.stem for path in (ROOT / "qabot").glob("*.py")} | {
        path.name for path in (ROOT / "qabot").iterdir() if (path / "__init__.py").exists()
    }
    assert modules - {"__init__"} == names


def _constants(path: Path) -> list[str]:
    return [
        str(node.value.value)
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and "." in str(node.value.value)
        and " " not in str(node.value.value)
    ]
