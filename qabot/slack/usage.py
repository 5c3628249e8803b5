"""What a command answers to `help`, and to a word that it does not know."""

from collections.abc import Sequence
from dataclasses import dataclass

from qabot.slack import blocks
from qabot.slack.port import Message


@dataclass(frozen=True)
class Usage:
    """What a command is for, each of its words on a line, and what else there is to know of it."""

    command: str
    purpose: str
    lines: Sequence[str]
    about: str

    def message(self, unknown: str = "", meant: str = "") -> Message:
        """All of it; says first which word was not known, and which one was probably meant."""
        lines = [self._first(unknown, meant), *(f"• {line}" for line in self.lines), self.about]
        return Message("\n".join(lines), blocks.paragraphs(lines))

    def _first(self, unknown: str, meant: str) -> str:
        if not unknown:
            return self.purpose
        question = f" Did you mean `{self.command} {meant}`?" if meant else ""
        return f"I don't know “{blocks.escape(blocks.clip(unknown, 80))}”.{question} This is what I can do:"
