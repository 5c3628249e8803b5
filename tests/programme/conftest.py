"""A small programme in files that a test can spoil."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from qabot.programme import InvalidProgramme, Programme, read_programme

PROGRAMME = """\
name: Small department
scorecards: [card.yml]
sites:
  - {key: berlin, name: Berlin, kind: in_house, time_zone: Europe/Berlin}
  - {key: manila, name: Manila, kind: vendor, time_zone: Asia/Manila}
lines_of_business:
  - key: accounts
    name: Accounts
    queues:
      - {key: login, name: Login, scorecard: card}
      - {key: recovery, name: Recovery, scorecard: card}
  - key: payments
    name: Payments
    queues: [{key: refunds, name: Refunds, scorecard: card}]
teams:
  - {key: north, name: North, line_of_business: accounts, site: berlin}
people:
  - key: maya
    name: Maya Lindqvist
    email: Maya@Example.com
    title: Associate
    site: berlin
    team: north
    roles: [{role: associate, queues: [login, recovery]}]
  - key: arun
    name: Arun Rao
    email: arun@example.com
    title: Auditor
    site: manila
    roles:
      - {role: auditor, line_of_business: accounts}
channels:
  - name: qa-team
    members: {roles: [auditor]}
  - name: accounts
    members: {lines_of_business: [accounts]}
"""
CARD = """\
key: card
name: Support quality
pass_mark: 80
sections:
  - key: answer
    name: The answer
    criteria:
      - {key: right, name: It is right, weight: 60, levels: ["No", "Yes"], critical: customer}
      - {key: kind, name: It is kind, weight: 40, levels: [Cold, Neutral, Warm], may_be_na: true, help: Be kind.}
"""


@dataclass
class Files:
    """The two files of a programme, as text until they are read."""

    folder: Path
    programme: str = PROGRAMME
    card: str = CARD

    @property
    def path(self) -> Path:
        return self.folder / "programme.yml"

    def change(self, old: str, new: str) -> None:
        """Put `new` in the place of the first `old`, in whichever file has it."""
        assert old in self.programme or old in self.card, f"neither file has {old!r}"
        if old in self.programme:
            self.programme = self.programme.replace(old, new, 1)
        else:
            self.card = self.card.replace(old, new, 1)

    def read(self) -> Programme:
        self.path.write_text(self.programme, encoding="utf-8")
        (self.folder / "card.yml").write_text(self.card, encoding="utf-8")
        return read_programme(self.path)

    def faults(self) -> list[str]:
        """What is wrong with them, without the name of the folder."""
        with pytest.raises(InvalidProgramme) as refused:
            self.read()
        return [fault.replace(f"{self.folder}/", "") for fault in refused.value.faults]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)
