"""The programme as files: the department, its people and scorecards, and the tickets that there are to audit."""

from qabot.programme.channels import check_channels
from qabot.programme.reading import InvalidProgramme, Programme, read_programme, read_scorecard
from qabot.programme.report import Done, ImportReport, WouldUndo
from qabot.programme.service import import_programme
from qabot.programme.tickets import import_tickets

__all__ = [
    "Done",
    "ImportReport",
    "InvalidProgramme",
    "Programme",
    "WouldUndo",
    "check_channels",
    "import_programme",
    "import_tickets",
    "read_programme",
    "read_scorecard",
]
