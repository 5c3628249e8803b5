"""What people do. Each method is one thing that a person does, and its outcome is what they then see.

All of it runs on the sandbox's loop.
"""

from sandbox.model import Json
from sandbox.outcome import Outcome
from sandbox.workspace import Workspace


class Interact:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def command(self, user_id: str, channel_id: str, text: str) -> Outcome:
        """Type a slash command, "/name" and what follows it."""
        raise NotImplementedError

    async def message(self, user_id: str, channel_id: str, text: str, thread_ts: str | None = None) -> Outcome:
        """Write a message."""
        raise NotImplementedError

    async def click(
        self,
        user_id: str,
        *,
        block_id: str,
        action_id: str,
        channel_id: str | None = None,
        ts: str | None = None,
        view_id: str | None = None,
        value: Json | None = None,
        state: Json | None = None,
    ) -> Outcome:
        """Use an element of a message (channel_id, ts) or of a view (view_id: modal or Home).

        `value` is what was chosen: nothing for a button, {"selected_option": {"value": "x"}} for a select …;
        `state` is everything that the view holds now, {block_id: {action_id: {…}}}.
        """
        raise NotImplementedError

    async def options(
        self,
        user_id: str,
        view_id: str | None,
        block_id: str,
        action_id: str,
        query: str,
        *,
        channel_id: str | None = None,
        ts: str | None = None,
    ) -> list[Json]:
        """What an external select offers for `query`: options, or groups of them ({"label", "options"})."""
        raise NotImplementedError

    async def submit(self, user_id: str, view_id: str, state: Json) -> Outcome:
        """Submit a modal. Fields that are empty though required, too short or too long are refused before that."""
        raise NotImplementedError

    async def close(self, user_id: str, view_id: str, *, clear: bool = False) -> Outcome:
        """Close a modal, or with `clear` everything that is open."""
        raise NotImplementedError

    async def open_home(self, user_id: str) -> Outcome:
        """Look at the app's Home tab."""
        raise NotImplementedError

    async def shortcut(
        self, user_id: str, callback_id: str, channel_id: str | None = None, ts: str | None = None
    ) -> Outcome:
        """Choose a shortcut of the app; one for messages needs the message."""
        raise NotImplementedError
