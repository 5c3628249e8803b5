"""Assertions for tests, in words: what was said how often and where, who was asked for what.

Each fails with the whole story, so that one reads what happened in place of what was expected.
"""

from typing import TYPE_CHECKING

from sandbox.blocks import each_element
from sandbox.ledger import LedgerEntry
from sandbox.words import POSTS, Words, message_words

if TYPE_CHECKING:
    from sandbox.server import Sandbox


NOWHERE = ""


class Witness:
    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox, self._words = sandbox, Words(sandbox.workspace)

    def story(self) -> list[str]:
        """Everything that happened so far, a sentence each, oldest first."""
        return self._sandbox.read(lambda: [self._words.sentence(entry) for entry in self._sandbox.ledger.entries])

    def said(self, words: str, *, channel: str | None = None, to: str | None = None) -> list[LedgerEntry]:
        """The messages with these words that were accepted, in this channel or to this person. Updates do not count."""
        place = self._place(channel, to)
        return self._sandbox.read(lambda: [one for one in self._posts() if _tells(one, words, place)])

    def said_once(self, words: str, *, channel: str | None = None, to: str | None = None) -> None:
        self.said_times(1, words, channel=channel, to=to)

    def never_said(self, words: str, *, channel: str | None = None, to: str | None = None) -> None:
        self.said_times(0, words, channel=channel, to=to)

    def said_times(self, times: int, words: str, *, channel: str | None = None, to: str | None = None) -> None:
        found = len(self.said(words, channel=channel, to=to))
        if found != times:
            raise AssertionError(f"{words!r} was said {found} times, not {times}. {self._so_far()}")

    def asked(self, person: str, button: str) -> None:
        """This person has a message with a button of these words before them: "maya was asked to Acknowledge"."""
        if not self._buttons(person, button):
            raise AssertionError(f"{person} was not asked to {button!r}. {self._so_far()}")

    def not_asked(self, person: str, button: str) -> None:
        if self._buttons(person, button):
            raise AssertionError(f"{person} was asked to {button!r}. {self._so_far()}")

    def refused(self) -> list[str]:
        """What Slack did not accept, or the app did not answer, in words."""
        return self._sandbox.read(lambda: [self._words.sentence(entry) for entry in self._sandbox.ledger.refused()])

    def _posts(self) -> list[LedgerEntry]:
        entries = self._sandbox.ledger.entries
        return [one for one in entries if one.ok and (one.name in POSTS or one.name == "slash_commands")]

    def _place(self, channel: str | None, to: str | None) -> str | None:
        workspace = self._sandbox.workspace
        if to is not None:
            direct = workspace.direct_channel(workspace.find_user(to).id)
            return direct.id if direct else NOWHERE
        return workspace.find_channel(channel).id if channel else None

    def _buttons(self, person: str, button: str) -> bool:
        workspace = self._sandbox.workspace
        user_id = workspace.find_user(person).id

        def look() -> bool:
            return any(
                element.get("text", {}).get("text") == button
                for channel in workspace.channels_for(user_id)
                for message in workspace.visible_messages(channel.id, user_id)
                for _, element in each_element(message.blocks)
            )

        return self._sandbox.read(look)

    def _so_far(self) -> str:
        return "What happened:\n" + ("\n".join(self.story()) or "nothing")


def _tells(entry: LedgerEntry, words: str, place: str | None) -> bool:
    """An answer that replaces or deletes a message says nothing new."""
    told = entry.response if entry.kind == "delivery" else entry.request
    if place not in (None, entry.channel) or told.get("replace_original") or told.get("delete_original"):
        return False
    return words in message_words(told)
