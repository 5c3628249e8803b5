"""The real Slack behind the port; the only place that knows slack_sdk.

Retries of the SDK are off: after a reset connection it would post a message a second time and report success.
"""

import time
from collections.abc import Callable, Iterator
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient

from qabot.slack import files
from qabot.slack.faults import call, classify
from qabot.slack.guests import Guests
from qabot.slack.port import (
    Audience,
    File,
    Identity,
    Message,
    NotSent,
    Posted,
    RateLimited,
    Refused,
    SlackChannel,
    SlackUser,
    Unknown,
    Upload,
    View,
)

INTERACTIVE_SECONDS = 2
DELIVERY_SECONDS = 10
PAGE = 200
PATIENCE = 3
NO_FILE = ("file_not_found", "file_deleted")
# Our clock may have been set by an hour since: what is looked for in a history may be as much older.
CLOCKS_APART = 2 * 3600


class Gateway:
    """Calls that answer a person end within 2 seconds, the sender's within 10."""

    def __init__(self, token: str, *, base_url: str) -> None:
        self._token, self._api = token, urlsplit(base_url)
        self._interactive = web_client(token, base_url, INTERACTIVE_SECONDS)
        self._delivery = web_client(token, base_url, DELIVERY_SECONDS)
        self._guests = Guests(self.users)

    def identity(self) -> Identity:
        answer = call(self._delivery.auth_test)
        scopes = {name.lower(): value for name, value in answer.headers.items()}.get("x-oauth-scopes", "")
        return Identity(
            team_id=answer["team_id"],
            team=answer.get("team") or "",
            bot_id=answer.get("bot_id") or "",
            bot_user_id=answer["user_id"],
            scopes=frozenset(scope.strip() for scope in str(scopes).split(",") if scope.strip()),
            enterprise_id=answer.get("enterprise_id") or "",
        )

    def ask_for_socket(self) -> None:
        """Whether an app-level token is good for Socket Mode; a SlackFault says why it is not."""
        call(self._delivery.apps_connections_open, app_token=self._delivery.token)

    def open_view(self, trigger_id: str, view: View) -> None:
        call(self._interactive.views_open, trigger_id=trigger_id, view=view)

    def push_view(self, trigger_id: str, view: View) -> None:
        call(self._interactive.views_push, trigger_id=trigger_id, view=view)

    def update_view(self, view_id: str, view: View, *, view_hash: str | None = None) -> None:
        call(self._interactive.views_update, view_id=view_id, view=view, hash=view_hash)

    def publish_home(self, user_id: str, view: View) -> None:
        call(self._interactive.views_publish, user_id=user_id, view=view)

    def post(
        self, channel: str, message: Message, *, thread_ts: str | None = None, metadata: dict[str, Any] | None = None
    ) -> Posted:
        answer = call(
            self._delivery.chat_postMessage,
            channel=channel,
            text=message.text,
            blocks=message.blocks or None,
            thread_ts=thread_ts,
            metadata=metadata,
            # Of a link to a file Slack makes the file itself.
            unfurl_links=message.file is not None,
            unfurl_media=message.file is not None,
        )
        return Posted(answer["channel"], answer["ts"])

    def update(self, at: Posted, message: Message) -> None:
        call(self._delivery.chat_update, channel=at.channel, ts=at.ts, text=message.text, blocks=message.blocks or None)

    def begin_upload(self, file: File) -> Upload:
        size, alt_text = len(file.content), file.alt_text
        answer = call(self._delivery.files_getUploadURLExternal, filename=file.name, length=size, alt_txt=alt_text)
        return Upload(answer["file_id"], answer["upload_url"])

    def finish_upload(self, upload: Upload, file: File) -> None:
        if not files.is_slacks(upload.url, self._api):
            raise Refused("foreign_file")
        files.bring(upload.url, file.content, seconds=DELIVERY_SECONDS)
        named: list[dict[str, str | None]] = [{"id": upload.file_id, "title": file.title}]
        call(self._delivery.files_completeUploadExternal, files=named)

    def link_of_file(self, file_id: str) -> str | None:
        try:
            found = call(self._delivery.files_info, file=file_id)["file"]
        except Refused as fault:
            if fault.code in NO_FILE:
                return None
            raise
        if not found.get("mimetype"):
            # Slack is still looking at what we brought, and would not show it yet.
            raise NotSent("file_not_ready")
        return str(found["permalink"])

    def delete_file(self, file_id: str) -> None:
        call(self._delivery.files_delete, file=file_id)

    def respond(self, response_url: str, message: Message) -> None:
        hook = WebhookClient(response_url, timeout=INTERACTIVE_SECONDS, retry_handlers=[])
        try:
            answer = hook.send(
                text=message.text,
                blocks=message.blocks or None,
                response_type="ephemeral",
                replace_original=False,
            )
        except (OSError, SlackClientError, HTTPException) as error:
            raise Unknown("response_url") from error
        if answer.status_code != 200:
            raise Refused("response_url", str(answer.status_code))

    def open_direct_message(self, user_id: str) -> str:
        return str(call(self._delivery.conversations_open, users=user_id)["channel"]["id"])

    def delete(self, at: Posted) -> None:
        call(self._delivery.chat_delete, channel=at.channel, ts=at.ts)

    def find_posted(
        self, channel: str, *, since: float, event_type: str, key: str, thread_ts: str | None = None
    ) -> Posted | None:
        """Our message with this key in its metadata, posted since an instant (seconds since 1970)."""
        return next(self._copies(channel, since, event_type, key, thread_ts), None)

    def find_copies(
        self, channel: str, *, since: float, event_type: str, key: str, thread_ts: str | None = None
    ) -> list[Posted]:
        """Every message of ours with this key, the oldest first."""
        return sorted(self._copies(channel, since, event_type, key, thread_ts), key=lambda at: float(at.ts))

    def _copies(self, channel: str, since: float, event_type: str, key: str, thread_ts: str | None) -> Iterator[Posted]:
        place = self.open_direct_message(channel) if channel.startswith(("U", "W")) else channel
        asked: dict[str, Any] = {
            "channel": place,
            "oldest": f"{since - CLOCKS_APART:.6f}",
            "include_all_metadata": True,
        }
        read: Callable[..., SlackResponse] = self._delivery.conversations_history
        if thread_ts:
            asked["ts"] = thread_ts
            read = self._delivery.conversations_replies
        for message in _pages(read, "messages", **asked):
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == event_type and metadata.get("event_payload", {}).get("key") == key:
                yield Posted(place, message["ts"])

    def download(self, url: str, *, limit: int) -> bytes:
        """The bytes of a private file. The token goes nowhere but to where Slack keeps files."""
        if not files.is_slacks(url, self._api):
            raise Refused("foreign_file")
        return files.download(url, token=self._token, limit=limit, seconds=INTERACTIVE_SECONDS)

    def users(self) -> list[SlackUser]:
        ours = self.identity()
        return [_user(user, ours) for user in _pages(_patient(self._delivery.users_list), "members")]

    def channels(self) -> list[SlackChannel]:
        return [
            _channel(channel)
            for channel in _pages(
                _patient(self._delivery.conversations_list), "channels", types="public_channel,private_channel"
            )
        ]

    def channel(self, channel_id: str) -> SlackChannel:
        return _channel(call(self._interactive.conversations_info, channel=channel_id)["channel"])

    def audience(self, channel: str) -> Audience:
        """Who is in a channel now; whether somebody is a guest may have been looked up some minutes ago."""
        found = call(self._delivery.conversations_info, channel=channel)["channel"]
        members = _pages(self._delivery.conversations_members, "members", channel=channel)
        return Audience(_has_other_organisations(found), self._guests.among(members))


def _channel(told: dict[str, Any]) -> SlackChannel:
    return SlackChannel(
        channel_id=told["id"],
        name=told.get("name") or "",
        is_member=bool(told.get("is_member")),
        archived=bool(told.get("is_archived")),
        is_shared=_has_other_organisations(told),
    )


def web_client(token: str | None, base_url: str, seconds: int = DELIVERY_SECONDS) -> WebClient:
    return WebClient(token=token, base_url=base_url, timeout=seconds, retry_handlers=[])


def _user(user: dict[str, Any], ours: Identity) -> SlackUser:
    home = {user.get("team_id"), (user.get("enterprise_user") or {}).get("enterprise_id")}
    return SlackUser(
        user_id=user["id"],
        email=(user.get("profile") or {}).get("email") or "",
        is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        deleted=bool(user.get("deleted")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_foreign=bool(user.get("is_stranger")) or not home & {ours.team_id, ours.enterprise_id or ours.team_id},
    )


def _has_other_organisations(channel: dict[str, Any]) -> bool:
    # A channel that only the teams of one enterprise share has is_shared too, beside is_org_shared.
    return bool(
        channel.get("is_ext_shared")
        or channel.get("is_pending_ext_shared")
        or (channel.get("is_shared") and not channel.get("is_org_shared"))
    )


def _patient(method: Callable[..., SlackResponse]) -> Callable[..., SlackResponse]:
    """The same, but it waits as long as Slack asks: a long list would otherwise begin anew, and never end."""

    def asked(**arguments: Any) -> SlackResponse:
        for _ in range(PATIENCE):
            try:
                return method(**arguments)
            except SlackApiError as error:
                fault = classify(error)
                if not isinstance(fault, RateLimited):
                    raise
                time.sleep(fault.retry_after)
        return method(**arguments)

    return asked


def _pages(method: Callable[..., SlackResponse], key: str, **arguments: Any) -> Iterator[Any]:
    cursor: str | None = None
    while True:
        answer = call(method, limit=PAGE, cursor=cursor, **arguments)
        yield from answer[key]
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or None
        if cursor is None:
            return
