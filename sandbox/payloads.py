"""The payloads that Slack sends to an app, key by key."""

import time
import uuid
from dataclasses import dataclass

from sandbox.blocks import each_element
from sandbox.model import Channel, Json, Message, User, View
from sandbox.permits import Permits, ResponsePermit
from sandbox.render import message_json, view_json
from sandbox.seed import AppSeed, make_id
from sandbox.workspace import Workspace

CHANNEL_NAMES = {"im": "directmessage", "group": "privategroup"}


@dataclass
class Place:
    """Where an element was used: in a message or in a view."""

    channel: Channel | None = None
    message: Message | None = None
    view: View | None = None

    @property
    def blocks(self) -> list[Json]:
        if self.view:
            return self.view.blocks
        return self.message.blocks if self.message else []


@dataclass
class Payloads:
    workspace: Workspace
    permits: Permits
    app_seed: AppSeed
    base_url: str

    def command(self, user: User, channel: Channel, name: str, text: str) -> Json:
        """A form: every value is text."""
        team = self.workspace.team
        return {
            "token": self.app_seed.verification_token,
            "team_id": team.id,
            "team_domain": team.domain,
            "channel_id": channel.id,
            "channel_name": CHANNEL_NAMES.get(channel.kind, channel.name),
            "user_id": user.id,
            "user_name": user.name,
            "command": name,
            "text": text,
            "api_app_id": self.workspace.app.id,
            "is_enterprise_install": "false",
            "response_url": self._response_url(ResponsePermit(user.id, channel.id, self.permits.clock())),
            "trigger_id": self.permits.issue_trigger(user.id, channel_id=channel.id),
        }

    def actions(self, user: User, place: Place, action: Json, state: Json) -> Json:
        view_id = place.view.id if place.view and place.view.type == "modal" else None
        return {
            **self._interaction("block_actions", user),
            "trigger_id": self.permits.issue_trigger(user.id, view_id, place.channel.id if place.channel else None),
            **self._place(user, place, state),
            "actions": [{**action, "action_ts": f"{time.time():.6f}"}],
        }

    def suggestion(self, user: User, place: Place, block_id: str, action_id: str, query: str) -> Json:
        asked = {"action_id": action_id, "block_id": block_id, "value": query}
        spot = self._place(user, place, {})
        for absent in ("response_url", "state"):
            spot.pop(absent, None)
        return {**self._interaction("block_suggestion", user), **asked, **spot}

    def submission(self, user: User, view: View) -> Json:
        return {
            **self._interaction("view_submission", user),
            "trigger_id": self.permits.issue_trigger(user.id, view.id),
            "view": view_json(view),
            "response_urls": self._response_urls(user, view),
        }

    def closed(self, user: User, view: View, cleared: bool) -> Json:
        return {**self._interaction("view_closed", user), "view": view_json(view), "is_cleared": cleared}

    def shortcut(self, user: User, callback_id: str, channel: Channel | None, message: Message | None) -> Json:
        kind = "message_action" if message else "shortcut"
        shared = {
            **self._interaction(kind, user),
            "action_ts": f"{time.time():.6f}",
            "callback_id": callback_id,
            "trigger_id": self.permits.issue_trigger(user.id, channel_id=channel.id if channel else None),
        }
        if channel is None or message is None:
            return shared
        return shared | {
            "channel": self._channel(channel),
            "message_ts": message.ts,
            "message": message_json(self.workspace, channel, message),
            "response_url": self._response_url(ResponsePermit(user.id, channel.id, self.permits.clock(), message.ts)),
        }

    def event(self, event: Json, event_id: str) -> Json:
        team, app = self.workspace.team, self.workspace.app
        place = event.get("channel")
        channel = self.workspace.channels.get(place) if isinstance(place, str) else None
        authorization = {
            "enterprise_id": None,
            "team_id": team.id,
            "user_id": app.user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": self.app_seed.verification_token,
            "team_id": team.id,
            "context_team_id": team.id,
            "context_enterprise_id": None,
            "api_app_id": app.id,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(float(event["event_ts"])),
            "authorizations": [authorization],
            "is_ext_shared_channel": channel.is_ext_shared if channel else False,
            "event_context": f"4-{make_id('', event_id)}",
        }

    def message_event(self, channel: Channel, message: Message) -> Json:
        shown = message_json(self.workspace, channel, message, with_metadata=True)
        for absent in ("reply_count", "reply_users", "reply_users_count", "latest_reply"):
            shown.pop(absent, None)
        if message.bot_id is None:
            shown["client_msg_id"] = str(uuid.uuid4())
        return shown | {"channel": channel.id, "event_ts": message.ts, "channel_type": channel.kind}

    def home_event(self, user: User, channel: Channel, view: View | None) -> Json:
        event: Json = {
            "type": "app_home_opened",
            "user": user.id,
            "channel": channel.id,
            "tab": "home",
            "event_ts": self.workspace.next_ts(),
        }
        return event | ({"view": view_json(view)} if view else {})

    def _interaction(self, kind: str, user: User) -> Json:
        team = self.workspace.team
        return {
            "type": kind,
            "team": {"id": team.id, "domain": team.domain},
            "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": team.id},
            "api_app_id": self.workspace.app.id,
            "token": self.app_seed.verification_token,
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _place(self, user: User, place: Place, state: Json) -> Json:
        if place.view:
            return {"container": {"type": "view", "view_id": place.view.id}, "view": view_json(place.view)}
        channel, message = place.channel, place.message
        if channel is None or message is None:
            raise ValueError("an element is used in a message or in a view")
        spot: Json = {
            "container": self._container(channel, message),
            "channel": self._channel(channel),
            "state": {"values": state},
            "response_url": self._response_url(self._answer_to(user, channel, message)),
        }
        return spot if message.ephemeral_to else {**spot, "message": message_json(self.workspace, channel, message)}

    def _container(self, channel: Channel, message: Message) -> Json:
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.ephemeral_to is not None,
        }
        return container | ({"thread_ts": message.thread_ts} if message.thread_ts else {})

    def _answer_to(self, user: User, channel: Channel, message: Message) -> ResponsePermit:
        return ResponsePermit(user.id, channel.id, self.permits.clock(), message.ts, message.thread_ts)

    def _channel(self, channel: Channel) -> Json:
        return {"id": channel.id, "name": CHANNEL_NAMES.get(channel.kind, channel.name)}

    def _response_urls(self, user: User, view: View) -> list[Json]:
        """One for each conversation that was chosen in an element that asks for it."""
        return [
            {
                "block_id": block["block_id"],
                "action_id": element["action_id"],
                "channel_id": channel_id,
                "response_url": self._response_url(ResponsePermit(user.id, channel_id, self.permits.clock())),
            }
            for block, element in each_element(view.blocks)
            if element.get("response_url_enabled")
            and (channel_id := _chosen_channel(view.state.get(block["block_id"], {}).get(element["action_id"], {})))
        ]

    def _response_url(self, permit: ResponsePermit) -> str:
        return f"{self.base_url}/{self.permits.issue_response(permit)}"


def _chosen_channel(held: Json) -> str | None:
    return held.get("selected_conversation") or held.get("selected_channel")
