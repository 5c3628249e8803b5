"""The programme as files: the department, its people and scorecards, and the tickets that there are to audit."""

from qabot.programme.reading import InvalidProgramme, Programme, read_programme

__all__ = ["InvalidProgramme", "Programme", "read_programme"]
