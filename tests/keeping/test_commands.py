"""`qabot privacy …` as an operator types it, with a programme and a database of their own."""

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from qabot.db import Database
from qabot.keeping.models import LegalHold, PrivacyOrder
from qabot.people.models import Person
from tests.cli.test_cli import Shell, ready, shell

__all__ = ["ready", "shell"]


@pytest.fixture
def office(ready: Shell) -> Shell:
    assert ready.run("import", "programme.yml").returncode == 0
    return ready


def people(shell: Shell) -> list[str]:
    database = Database(shell.env["QABOT_DATABASE_URL"])
    with database.reading() as session:
        return list(session.execute(select(Person.name)).scalars())


def somebody(shell: Shell) -> tuple[str, str]:
    """Key and name of the first person."""
    database = Database(shell.env["QABOT_DATABASE_URL"])
    with database.reading() as session:
        key, name = session.execute(select(Person.key, Person.name).order_by(Person.id).limit(1)).one()
    return key, name


def test_an_export_is_a_file_for_its_owner_only(office: Shell) -> None:
    key, name = somebody(office)
    told = office.run("privacy", "export", key, "--reason", "They asked.", "--out", "they.json")
    assert told.returncode == 0, told.stderr
    written = office.folder / "they.json"
    assert json.loads(written.read_text())["person"]["name"] == name
    assert written.stat().st_mode & 0o077 == 0
    assert "exists already" in office.run("privacy", "export", key, "--reason", "x", "--out", "they.json").stderr
    assert office.count(PrivacyOrder) == 1


def test_a_dry_run_writes_nothing(office: Shell) -> None:
    key, name = somebody(office)
    for words in (
        ("export", key, "--reason", "x", "--out", "they.json"),
        ("erase", key, "--reason", "asked"),
        ("hold", key, "--reason", "x"),
        ("retention",),
        ("reapply",),
    ):
        told = office.run("privacy", *words, "--dry-run")
        assert told.returncode == 0, told.stderr
        assert "dry run" in told.stdout
    assert not (office.folder / "they.json").exists()
    assert (office.count(PrivacyOrder), office.count(LegalHold)) == (0, 0)
    assert name in people(office)


def test_an_export_without_a_reason(office: Shell) -> None:
    told = office.run("privacy", "export", somebody(office)[0], "--reason", " ", "--out", "they.json")
    assert told.returncode == 1
    assert "Please write a reason." in told.stderr
    assert not (office.folder / "they.json").exists()


def test_somebody_who_is_not_there(office: Shell) -> None:
    told = office.run("privacy", "erase", "nobody", "--reason", "asked", "--yes")
    assert told.returncode == 1
    assert "nobody with the key or e-mail address “nobody”" in told.stderr


def test_an_erasure_outlives_a_restored_backup_and_an_import(office: Shell, tmp_path: Path) -> None:
    key, name = somebody(office)
    backup = tmp_path / "backup.db"
    shutil.copyfile(office.folder / "qabot.db", backup)
    told = office.run("privacy", "erase", key, "--reason", "left", "--yes")
    assert told.returncode == 0, told.stderr
    assert "Former member 1" in told.stdout
    assert name not in people(office)

    for leftover in office.folder.glob("qabot.db*"):
        leftover.unlink()
    shutil.copyfile(backup, office.folder / "qabot.db")
    assert name in people(office)
    assert "1 people would be erased again" in office.run("privacy", "reapply", "--dry-run").stdout
    assert "erased again" in office.run("migrate").stdout
    assert name not in people(office)
    assert "Everybody in the register is erased." in office.run("privacy", "reapply").stdout

    again = office.run("import", "programme.yml")
    assert f"“{key}” was erased and is left out" in again.stdout
    assert name not in people(office)
    assert "Former member 1" in people(office)


def test_a_lost_register_is_told_of_when_a_programme_is_imported(office: Shell) -> None:
    assert office.run("privacy", "erase", somebody(office)[0], "--reason", "left", "--yes").returncode == 0
    (office.folder / "qabot.erasures.json").unlink()
    assert "1 erased people cannot be recognised" in office.run("import", "programme.yml", "--dry-run").stdout


def test_somebody_who_comes_back_gets_a_new_key(office: Shell) -> None:
    key, name = somebody(office)
    office.run("privacy", "erase", key, "--reason", "left", "--yes")
    path = office.folder / "programme.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(key, f"{key}-again"), encoding="utf-8")
    told = office.run("import", "programme.yml")
    assert "left out" not in told.stdout
    assert name in people(office)


def test_a_hold_is_asked_for_and_listed(office: Shell) -> None:
    key, name = somebody(office)
    told = office.run("privacy", "hold", key, "--reason", "A claim.")
    assert told.returncode == 0, told.stderr
    assert "It holds as soon as" in told.stdout
    assert f"1: all data of {name}, waiting to be confirmed" in office.run("privacy", "holds").stdout
    assert "waiting to be confirmed" in office.run("privacy", "release", "1", "--reason", "x").stderr


def test_a_hold_on_a_ticket_without_an_audit(office: Shell) -> None:
    told = office.run("privacy", "hold", "--ticket", "T-1", "--reason", "A claim.")
    assert told.returncode == 1
    assert "There are 0 audits of ticket T-1." in told.stderr


def test_retention_says_what_went(office: Shell) -> None:
    told = office.run("privacy", "retention")
    assert "Drafts of audits that nobody works on: 90 days, 0 due" in told.stdout
    assert "What was due is gone." in told.stdout
