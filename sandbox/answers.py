"""What an app says beside the Web API: the text in an ack, and what it posts to a response URL."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.blocks import named
from sandbox.errors import SlackError
from sandbox.message_changes import MessageChanges
from sandbox.mishaps import Call, Mishaps
from sandbox.model import Json
from sandbox.permits import Permits, ResponsePermit
from sandbox.rules import TEXT_CUT, check_message
from sandbox.telling import Telling

STATUS = {"no_such_url": 404, "used_url": 404, "expired_url": 404}


class Answers:
    def __init__(self, telling: Telling, permits: Permits, mishaps: Mishaps) -> None:
        self._telling, self._permits, self._mishaps = telling, permits, mishaps
        self._workspace, self._changes = telling.workspace, MessageChanges(telling)

    def routes(self) -> list[BaseRoute]:
        return [Route("/response/{token:path}", self._receive, methods=["POST"])]

    def say(self, permit: ResponsePermit, body: Json) -> None:
        """Show this answer: as a new message, or in place of the one that it is about."""
        if body.get("delete_original"):
            self._delete(permit.channel_id, _original(permit))
            return
        text, blocks = _content(body)
        if body.get("replace_original"):
            self._replace(permit.channel_id, _original(permit), text, blocks)
        else:
            self._post(permit, body, text, blocks)

    def _delete(self, channel_id: str, ts: str) -> None:
        if self._workspace.message(channel_id, ts).ephemeral_to:
            self._workspace.delete_message(channel_id, ts)
        else:
            self._changes.delete(self._workspace.channel(channel_id), ts)

    def _replace(self, channel_id: str, ts: str, text: str, blocks: list[Json]) -> None:
        if self._workspace.message(channel_id, ts).ephemeral_to:
            self._workspace.edit_message(channel_id, ts, text, blocks, None)
        else:
            self._changes.edit(self._workspace.channel(channel_id), ts, text, blocks)

    def _post(self, permit: ResponsePermit, body: Json, text: str, blocks: list[Json]) -> None:
        app = self._workspace.app
        posted = self._workspace.add_message(
            permit.channel_id,
            text,
            user=app.user_id,
            bot_id=app.bot_id,
            blocks=blocks,
            thread_ts=body.get("thread_ts") or permit.thread_ts,
            ephemeral_to=None if body.get("response_type") == "in_channel" else permit.user_id,
        )
        if not posted.ephemeral_to:
            self._telling.said(self._workspace.channel(permit.channel_id), posted)

    async def _receive(self, request: Request) -> Response:
        token = request.path_params["token"]
        call, known = Call("response_url"), self._permits.response(token)
        if known:
            call.channel, call.user = known.channel_id, known.user_id
        try:
            call.arguments = await _posted(request)
        except SlackError as refusal:
            return self._shown(call, refusal.body())
        return await self._mishaps.carry(call, request, lambda: self._shown(call, self._said(token, call.arguments)))

    def _said(self, token: str, body: Json) -> Json:
        try:
            self.say(self._permits.use_response(token), body)
        except SlackError as refusal:
            return refusal.body()
        return {"ok": True}

    def _shown(self, call: Call, answer: Json) -> Response:
        self._mishaps.note(call, answer)
        return PlainTextResponse("ok") if answer["ok"] else JSONResponse(answer, STATUS.get(answer["error"], 400))


def _original(permit: ResponsePermit) -> str:
    if permit.ts is None:
        raise SlackError("no_original_message")
    return permit.ts


def _content(body: Json) -> tuple[str, list[Json]]:
    text: Any = body.get("text") or ""
    blocks: Any = body.get("blocks") or []
    check_message(blocks)
    if not text and not blocks:
        raise SlackError("no_text")
    return str(text)[:TEXT_CUT], named(blocks)


async def _posted(request: Request) -> Json:
    try:
        body = json.loads(await request.body())
    except ValueError:
        raise SlackError("invalid_payload") from None
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    return body
