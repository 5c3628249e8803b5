"""People for tests: `maya = sandbox.person("maya")`, then `maya.types("/test")`, `maya.sees.view()` and so on.

Synchronous, for another thread than the sandbox's own. What is asked for must be there: a test that names a button
that nobody shows fails at once, with what is shown instead.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from sandbox.blocks import VALUES, each_element, options_of
from sandbox.model import Channel, Json, Message, User, View
from sandbox.outcome import Outcome
from sandbox.words import texts

if TYPE_CHECKING:
    from sandbox.server import Sandbox

Shown = Message | View
T = TypeVar("T")
Found = tuple[Json, Json]


def words(shown: Shown) -> str:
    """Every text that is to be read in it, a line each."""
    content = [shown.body] if isinstance(shown, View) else shown.blocks
    lines = [*texts(content)]
    return "\n".join(lines if isinstance(shown, View) else [shown.text, *lines])


class Sight:
    """What one person has before their eyes."""

    def __init__(self, sandbox: "Sandbox", user: User) -> None:
        self._sandbox, self._user = sandbox, user

    def messages(self, channel: str, thread_ts: str | None = None) -> list[Message]:
        """What everybody sees there."""
        return [message for message in self._all(channel, thread_ts) if not message.ephemeral_to]

    def ephemerals(self, channel: str, thread_ts: str | None = None) -> list[Message]:
        """What only this person sees there."""
        return [message for message in self._all(channel, thread_ts) if message.ephemeral_to]

    def dm(self) -> list[Message]:
        """The conversation with the app."""
        workspace, user_id = self._sandbox.workspace, self._user.id

        def look() -> list[Message]:
            channel = workspace.direct_channel(user_id)
            return workspace.visible_messages(channel.id, user_id) if channel else []

        return self._sandbox.read(look)

    def view(self) -> View:
        """The modal on top."""
        views = self.views()
        assert views, f"{self._user.name} sees no modal"  # noqa: S101 - this is a test's own tool
        return views[-1]

    def views(self) -> list[View]:
        return self._sandbox.read(lambda: self._sandbox.workspace.modals(self._user.id))

    def home(self) -> View | None:
        return self._sandbox.read(lambda: self._sandbox.workspace.home(self._user.id))

    def _all(self, channel: str, thread_ts: str | None) -> list[Message]:
        workspace = self._sandbox.workspace
        found = workspace.find_channel(channel)
        return self._sandbox.read(lambda: workspace.visible_messages(found.id, self._user.id, thread_ts))


class Person:
    def __init__(self, sandbox: "Sandbox", name: str) -> None:
        self._sandbox, self._do = sandbox, sandbox.interact
        self.user = sandbox.workspace.find_user(name)
        self.id, self.name = self.user.id, self.user.name
        self.sees = Sight(sandbox, self.user)

    def types(self, text: str, channel: str = "general") -> Outcome:
        """A message, or with a slash in front a command."""
        return self.says(channel, text)

    def says(self, channel: str, text: str, thread_ts: str | None = None) -> Outcome:
        return self._sandbox.run(self._do.message(self.id, self._channel(channel).id, text, thread_ts))

    def tells_app(self, text: str) -> Outcome:
        """Write in the direct messages with the app."""
        channel = self._sandbox.read(lambda: self._sandbox.workspace.open_direct(self.id))
        return self.says(channel.id, text)

    def opens_home(self) -> Outcome:
        return self._sandbox.run(self._do.open_home(self.id))

    def chooses(self, callback_id: str, message: Message | None = None) -> Outcome:
        """A shortcut of the app."""
        where = self._where(message) if message else {}
        return self._sandbox.run(self._do.shortcut(self.id, callback_id, **where))

    def reacts(self, message: Message, emoji: str) -> Message:
        """With the name of an emoji, such as "eyes"."""
        where = self._where(message)
        return self._deed(lambda: self._sandbox.deeds.react(self.id, where["channel_id"], where["ts"], emoji))

    def joins(self, channel: str) -> Channel:
        return self._deed(lambda: self._sandbox.deeds.join(self.id, self._channel(channel).id))

    def leaves(self, channel: str) -> Channel:
        return self._deed(lambda: self._sandbox.deeds.leave(self.id, self._channel(channel).id))

    def invites(self, who: str, channel: str) -> Channel:
        """Another person, or the app by its name."""
        invited = self._sandbox.workspace.find_user(who)
        return self._deed(lambda: self._sandbox.deeds.invite(self.id, self._channel(channel).id, invited.id))

    def shares_file(self, channel: str, name: str, content: bytes, comment: str = "") -> Message:
        """A message with a file."""
        place = self._channel(channel).id
        shared = self._deed(lambda: self._sandbox.deeds.upload(self.id, place, name, content, comment=comment))
        assert isinstance(shared, Message)  # noqa: S101 - with a channel it is one
        return shared

    def _deed(self, do: Callable[[], T]) -> T:
        return self._sandbox.read(do)

    def clicks(self, shown: Shown, what: str, value: object = None) -> Outcome:
        """Use the element with this action_id or this text; `value` is what is chosen in it."""
        return self._use(shown, self._find(shown, what), value)

    def fills(self, view: View, entries: Mapping[str, object]) -> Outcome:
        """Enter values by block_id, in this order, as a person does; stops at the first one that is refused."""
        for block_id, value in entries.items():
            outcome = self._use(view, self._find_block(view, block_id), value)
            if not outcome.ok:
                return outcome
        return Outcome()

    def submits(self, view: View | None = None) -> Outcome:
        return self._sandbox.run(self._do.submit(self.id, (view or self.sees.view()).id, {}))

    def closes(self, view: View | None = None, *, everything: bool = False) -> Outcome:
        return self._sandbox.run(self._do.close(self.id, (view or self.sees.view()).id, clear=everything))

    def is_offered(self, view: View, block_id: str, query: str) -> list[Json]:
        """What an external select offers for these letters; groups are laid flat."""
        block, element = self._find_block(view, block_id)
        asked = self._do.options(self.id, view.id, block["block_id"], element["action_id"], query)
        offered = self._sandbox.run(asked)
        return [one for entry in offered for one in entry.get("options", [entry])]

    def _use(self, shown: Shown, found: Found, value: object) -> Outcome:
        block, element = found
        chosen = self._value(shown, found, value)
        return self._sandbox.run(
            self._do.click(
                self.id,
                block_id=block["block_id"],
                action_id=element["action_id"],
                value=chosen,
                **self._where(shown),
            )
        )

    def _where(self, shown: Shown) -> dict[str, Any]:
        if isinstance(shown, View):
            return {"view_id": shown.id}
        return {"channel_id": self._channel_of(shown).id, "ts": shown.ts}

    def _channel(self, name: str) -> Channel:
        return self._sandbox.workspace.find_channel(name)

    def _channel_of(self, message: Message) -> Channel:
        channels = self._sandbox.read(lambda: list(self._sandbox.workspace.channels.values()))
        return next(channel for channel in channels if message in channel.messages)

    def _find(self, shown: Shown, what: str) -> Found:
        pairs = list(each_element(shown.blocks))
        for block, element in pairs:
            if what in (element["action_id"], element.get("text", {}).get("text")):
                return block, element
        offered = [element["action_id"] for _, element in pairs]
        raise AssertionError(f"no element {what!r} here, only {offered}")

    def _find_block(self, shown: Shown, block_id: str) -> Found:
        pairs = list(each_element(shown.blocks))
        for block, element in pairs:
            if block_id in (block["block_id"], element["action_id"]):
                return block, element
        raise AssertionError(f"no block {block_id!r} here, only {[block['block_id'] for block, _ in pairs]}")

    def _value(self, shown: Shown, found: Found, value: object) -> Json:
        element = found[1]
        if element["type"] == "overflow":
            return {"selected_option": self._option(shown, found, value)}
        if element["type"] not in VALUES:
            return {} if value is None else {"value": value}
        key = VALUES[element["type"]][0]
        if value is None or isinstance(value, dict):
            return {key: value}
        if key == "selected_option":
            return {key: self._option(shown, found, value)}
        if key == "selected_options":
            return {key: [self._option(shown, found, one) for one in _listed(value)]}
        if "user" in key or "channel" in key:
            return {key: self._ids(key, value)}
        return {key: str(value) if key == "value" else value}

    def _ids(self, key: str, value: object) -> str | list[str]:
        workspace = self._sandbox.workspace
        find = workspace.find_user if "user" in key else workspace.find_channel
        return [find(str(one)).id for one in _listed(value)] if key.endswith("s") else find(str(value)).id

    def _option(self, shown: Shown, found: Found, wanted: object) -> Json:
        """By its value or by its text."""
        options = options_of(found[1])
        if found[1]["type"].endswith("external_select") and isinstance(shown, View):
            options = self.is_offered(shown, found[0]["block_id"], str(wanted))
        for option in options:
            if wanted in (option["value"], option["text"]["text"]):
                return option
        raise AssertionError(f"no option {wanted!r} here, only {[option['value'] for option in options]}")


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple | set) else [value]
