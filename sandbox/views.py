"""The views that are open: each person's stack of modals, and each person's Home tab.

At most three modals lie on each other. What a person has entered survives an update only where block and action keep
their ids, and only a view that is still open can be updated.
"""

import secrets

from sandbox.blocks import state_values
from sandbox.errors import SlackError
from sandbox.model import App, Json, View
from sandbox.notices import Notices

STACK_LIMIT = 3


def _new_id() -> str:
    return "V" + secrets.token_hex(5).upper()


def _new_hash() -> str:
    return f"{secrets.randbelow(10**10):010d}.{secrets.token_hex(4)}"


class Views:
    def __init__(self, app: App, team_id: str, notices: Notices) -> None:
        self._app, self._team_id, self._notices = app, team_id, notices
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, user_id: str) -> list[View]:
        return list(self._stacks.get(user_id, []))

    def home(self, user_id: str) -> View | None:
        return self._homes.get(user_id)

    def homes(self) -> dict[str, View]:
        return dict(self._homes)

    def find(self, view_id: str) -> View | None:
        return next((view for view in self._all() if view.id == view_id), None)

    def get(self, view_id: str) -> View:
        if (found := self.find(view_id)) is None:
            raise SlackError("not_found")
        return found

    def get_external(self, external_id: str) -> View:
        found = next((view for view in self._all() if external_id and view.external_id == external_id), None)
        if found is None:
            raise SlackError("not_found")
        return found

    def open(self, user_id: str, body: Json) -> View:
        """A new stack with this view only."""
        self._check_external(body, replaced=None)
        view = self._made(user_id, body)
        self._stacks[user_id] = [view]
        self._notices.tell("modal", user=user_id)
        return view

    def push(self, user_id: str, body: Json) -> View:
        """One view more on top."""
        stack = self._stacks.get(user_id, [])
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= STACK_LIMIT:
            raise SlackError("push_limit_reached")
        self._check_external(body, replaced=None)
        view = self._made(user_id, body, root=stack[0].root_view_id, previous=stack[-1].id)
        stack.append(view)
        self._notices.tell("modal", user=user_id)
        return view

    def update(self, view: View, body: Json, expected_hash: str | None = None) -> View:
        """The same view with another content and a new hash."""
        if expected_hash and expected_hash != view.hash:
            raise SlackError("hash_conflict")
        self._check_external(body, replaced=view)
        view.state = state_values(body["blocks"], view.blocks, view.state)
        view.body, view.hash = body, _new_hash()
        self._tell(view)
        return view

    def publish(self, user_id: str, body: Json, expected_hash: str | None = None) -> View:
        """The Home tab of this person."""
        if (view := self._homes.get(user_id)) is not None:
            return self.update(view, body, expected_hash)
        self._check_external(body, replaced=None)
        view = self._made(user_id, body)
        self._homes[user_id] = view
        self._notices.tell("home", user=user_id)
        return view

    def restore_home(self, view: View) -> None:
        self._homes[view.user_id] = view

    def enter(self, view: View, state: Json) -> None:
        """Keep what the person has entered; it comes from the browser, the app has not seen it yet."""
        view.state = state

    def close(self, view: View) -> None:
        """This view and whatever lies on it."""
        stack = self._stacks.get(view.user_id, [])
        if view in stack:
            del stack[stack.index(view) :]
        self._notices.tell("modal", user=view.user_id)

    def clear(self, user_id: str) -> None:
        self._stacks.pop(user_id, None)
        self._notices.tell("modal", user=user_id)

    def _all(self) -> list[View]:
        return [*(view for stack in self._stacks.values() for view in stack), *self._homes.values()]

    def _check_external(self, body: Json, replaced: View | None) -> None:
        wanted = body.get("external_id")
        if wanted and any(view.external_id == wanted and view is not replaced for view in self._all()):
            raise SlackError("duplicate_external_id")

    def _made(self, user_id: str, body: Json, root: str = "", previous: str | None = None) -> View:
        view = View(_new_id(), _new_hash(), body, user_id, self._app.id, self._app.bot_id, self._team_id)
        view.root_view_id, view.previous_view_id = root or view.id, previous
        view.state = state_values(body["blocks"])
        return view

    def _tell(self, view: View) -> None:
        self._notices.tell("home" if view.type == "home" else "modal", user=view.user_id)
