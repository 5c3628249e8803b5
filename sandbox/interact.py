"""What people do. Each method is one thing that a person does, and its outcome is what they then see.

All of it runs on the sandbox's loop.
"""

import asyncio

from sandbox import submissions
from sandbox.answers import Answers
from sandbox.blocks import find_element
from sandbox.courier import Courier, subscribed_message
from sandbox.entries import faults
from sandbox.errors import SlackError
from sandbox.model import Channel, Json, Message, User, View
from sandbox.outcome import Outcome, refused
from sandbox.payloads import Payloads, Place
from sandbox.permits import ResponsePermit
from sandbox.selection import Selection
from sandbox.transport import Ack
from sandbox.typed import with_mentions
from sandbox.workspace import Workspace

CHANGED = "This has changed meanwhile. Look at it again, then try once more."
CLOSED = "This dialogue is no longer open. Start again."
NOT_HERE = "You are not in this conversation."


class Interact:
    def __init__(self, workspace: Workspace, payloads: Payloads, courier: Courier, answers: Answers) -> None:
        self._workspace, self._payloads = workspace, payloads
        self._courier, self._answers = courier, answers
        self._selection = Selection(workspace)

    async def command(self, user_id: str, channel_id: str, text: str) -> Outcome:
        """Type a slash command, "/name" and what follows it."""
        user, channel = self._person(user_id), self._workspace.channel(channel_id)
        name, _, rest = text.strip().partition(" ")
        known = self._workspace.app.command(name)
        if known is None:
            return refused(f"{name} is not a command here. Check its spelling.")
        if user.id not in channel.members:
            return refused(NOT_HERE)
        words = with_mentions(self._workspace, rest.strip()) if known.should_escape else rest.strip()
        payload = self._payloads.command(user, channel, name, words)
        ack = await self._courier.take("slash_commands", "slash_commands", payload)
        if ack.failure or not ack.body:
            return self._outcome(ack)
        return self._say(ResponsePermit(user.id, channel.id, 0), payload, ack.body)

    async def message(self, user_id: str, channel_id: str, text: str, thread_ts: str | None = None) -> Outcome:
        """Write a message; with a slash in front it is a command."""
        user, channel = self._person(user_id), self._workspace.channel(channel_id)
        if text.startswith("/"):
            in_thread = refused("Commands do not work in threads. Type it in the channel.")
            return in_thread if thread_ts else await self.command(user_id, channel_id, text)
        if problem := self._why_not(user, channel, text):
            return refused(problem)
        parent = self._workspace.message(channel.id, thread_ts) if thread_ts else None
        thread = (parent.thread_ts or parent.ts) if parent else None
        words = with_mentions(self._workspace, text.strip())
        message = self._workspace.add_message(channel.id, words, user=user.id, thread_ts=thread)
        acks = await asyncio.gather(*(self._courier.event(event) for event in self._events(channel, message)))
        failed = next((ack for ack in acks if ack.failure), Ack())
        return Outcome(problem=self._problem(failed) if channel.is_im else "")

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
        user, place = self._person(user_id), self._place(user_id, channel_id, ts, view_id)
        found = find_element(place.blocks, block_id, action_id) if place else None
        if place is None or found is None:
            return refused(CHANGED)
        chosen = self._selection.chosen(place, found, value)
        if chosen is None:
            return refused(CHANGED)
        values = self._selection.state(place, found, chosen, state or {})
        if place.view:
            self._workspace.views.enter(place.view, values)
        if self._selection.stays_here(found):
            return Outcome()
        payload = self._payloads.actions(user, place, self._selection.action(found, chosen), values)
        return self._outcome(await self._courier.take("interactive", "block_actions", payload))

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
        user, place = self._person(user_id), self._place(user_id, channel_id, ts, view_id)
        found = find_element(place.blocks, block_id, action_id) if place else None
        if place is None or found is None or len(query) < found[1].get("min_query_length", 3):
            return []
        payload = self._payloads.suggestion(user, place, block_id, action_id, query)
        ack = await self._courier.take("interactive", "block_suggestion", payload)
        if ack.failure:
            return []
        try:
            return self._selection.offered(place, found, ack.body)
        except SlackError as error:
            self._courier.refuse("block_suggestion", payload, error)
            return []

    async def submit(self, user_id: str, view_id: str, state: Json) -> Outcome:
        """Submit a modal. Fields that are empty though required, too short or too long are refused before that."""
        user, view = self._person(user_id), self._modal(user_id, view_id)
        if view is None or not view.body.get("submit"):
            return refused(CLOSED)
        values = self._selection.entered(Place(view=view), state)
        if values is None:
            return refused(CHANGED)
        self._workspace.views.enter(view, values)
        if wrong := faults(view.blocks, values):
            return Outcome(False, errors=wrong)
        self._selection.hand_over(values)
        payload = self._payloads.submission(user, view)
        ack = await self._courier.take("interactive", "view_submission", payload)
        return self._outcome(ack) if ack.failure else self._apply(view, payload, ack.body)

    async def close(self, user_id: str, view_id: str, *, clear: bool = False) -> Outcome:
        """Close a modal, or with `clear` everything that is open."""
        user, view = self._person(user_id), self._modal(user_id, view_id)
        if view is None:
            return Outcome()
        cleared = clear or bool(view.body.get("clear_on_close"))
        closing = self._workspace.modals(user_id) if cleared else [view]
        if cleared:
            self._workspace.views.clear(user_id)
        else:
            self._workspace.views.close(view)
        for one in reversed(closing):
            if one.body.get("notify_on_close"):
                payload = self._payloads.closed(user, one, cleared)
                await self._courier.take("interactive", "view_closed", payload)
        return Outcome()

    async def open_home(self, user_id: str) -> Outcome:
        """Look at the app's Home tab."""
        user, app = self._person(user_id), self._workspace.app
        if not app.home_tab:
            return refused(f"{app.name} has no Home tab.")
        if "app_home_opened" not in app.events:
            return Outcome()
        channel = self._workspace.open_direct(user.id)
        event = self._payloads.home_event(user, channel, self._workspace.home(user.id))
        return self._outcome(await self._courier.event(event))

    async def shortcut(
        self, user_id: str, callback_id: str, channel_id: str | None = None, ts: str | None = None
    ) -> Outcome:
        """Choose a shortcut of the app; one for messages needs the message."""
        user, shortcuts = self._person(user_id), self._workspace.app.shortcuts
        kind = "message" if ts else "global"
        if not any(one.callback_id == callback_id and one.type == kind for one in shortcuts):
            return refused(f"{self._workspace.app.name} has no such shortcut.")
        place = self._place(user_id, channel_id, ts, None) if ts else Place()
        if place is None:
            return refused(CHANGED)
        payload = self._payloads.shortcut(user, callback_id, place.channel, place.message)
        return self._outcome(await self._courier.take("interactive", payload["type"], payload))

    def _person(self, user_id: str) -> User:
        user = self._workspace.user(user_id)
        if user.deleted or user.is_bot:
            raise SlackError("user_not_found")
        return user

    def _why_not(self, user: User, channel: Channel, text: str) -> str:
        if user.id not in channel.members:
            return NOT_HERE
        if channel.archived:
            return "This channel is archived. Write somewhere else."
        if channel.is_im and self._workspace.app.messages_tab_read_only:
            return f"{self._workspace.app.name} does not read messages."
        return "" if text.strip() else "Write something first."

    def _place(self, user_id: str, channel_id: str | None, ts: str | None, view_id: str | None) -> Place | None:
        if view_id is not None:
            view = self._workspace.views.find(view_id)
            return Place(view=view) if view and view.user_id == user_id else None
        channel = self._workspace.channels.get(channel_id or "")
        if channel is None or user_id not in channel.members:
            return None
        message = channel.message(ts or "")
        if message is None or message.deleted or message.ephemeral_to not in (None, user_id):
            return None
        return Place(channel, message)

    def _modal(self, user_id: str, view_id: str) -> View | None:
        return next((view for view in self._workspace.modals(user_id) if view.id == view_id), None)

    def _events(self, channel: Channel, message: Message) -> list[Json]:
        app = self._workspace.app
        if app.user_id not in channel.members:
            return []
        event = self._payloads.message_event(channel, message)
        events = [event] if subscribed_message(app.events, channel) else []
        if "app_mention" in app.events and f"<@{app.user_id}>" in message.text and not channel.is_im:
            mention = {key: value for key, value in event.items() if key != "channel_type"}
            events.append({**mention, "type": "app_mention"})
        return events

    def _apply(self, view: View, payload: Json, answer: Json) -> Outcome:
        """The app may have closed the view itself meanwhile; then there is nothing left to apply an answer to."""
        if self._modal(view.user_id, view.id) is None:
            return Outcome()
        try:
            return submissions.apply(self._workspace.views, view, answer)
        except SlackError as error:
            return self._unfit("view_submission", payload, error)

    def _say(self, permit: ResponsePermit, payload: Json, answer: Json) -> Outcome:
        try:
            self._answers.say(permit, answer)
        except SlackError as error:
            return self._unfit("slash_commands", payload, error)
        return Outcome()

    def _unfit(self, name: str, payload: Json, error: SlackError) -> Outcome:
        self._courier.refuse(name, payload, error)
        return refused(f"{self._workspace.app.name} answered with something that Slack cannot show ({error.code}).")

    def _outcome(self, ack: Ack) -> Outcome:
        return refused(self._problem(ack)) if ack.failure else Outcome()

    def _problem(self, ack: Ack) -> str:
        name = self._workspace.app.name
        sentences = {
            "timeout": f"{name} did not respond in time. Try again.",
            "not_running": f"{name} is not running. Start it, then try again.",
            "error": f"{name} answered with an error. Try again.",
        }
        return sentences.get(ack.failure, "")
