"""What an app says beside the Web API: the text in an ack, and what it posts to a response URL."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.blocks import named
from sandbox.errors import SlackError
from sandbox.ledger import Ledger, LedgerEntry
from sandbox.model import Json
from sandbox.permits import Permits, ResponsePermit
from sandbox.rules import TEXT_CUT, check_message
from sandbox.workspace import Workspace

STATUS = {"no_such_url": 404, "used_url": 404, "expired_url": 404}


class Answers:
    def __init__(self, workspace: Workspace, permits: Permits, ledger: Ledger) -> None:
        self._workspace, self._permits, self._ledger = workspace, permits, ledger

    def routes(self) -> list[BaseRoute]:
        return [Route("/response/{token:path}", self._receive, methods=["POST"])]

    def say(self, permit: ResponsePermit, body: Json) -> None:
        """Show this answer: as a new message, or in place of the one that it is about."""
        if body.get("delete_original"):
            self._workspace.delete_message(permit.channel_id, _original(permit))
            return
        text, blocks = _content(body)
        if body.get("replace_original"):
            self._workspace.edit_message(permit.channel_id, _original(permit), text, blocks, None)
        else:
            self._post(permit, body, text, blocks)

    def _post(self, permit: ResponsePermit, body: Json, text: str, blocks: list[Json]) -> None:
        app = self._workspace.app
        self._workspace.add_message(
            permit.channel_id,
            text,
            user=app.user_id,
            bot_id=app.bot_id,
            blocks=blocks,
            thread_ts=body.get("thread_ts") or permit.thread_ts,
            ephemeral_to=None if body.get("response_type") == "in_channel" else permit.user_id,
        )

    async def _receive(self, request: Request) -> Response:
        body: Json = {}
        permit: ResponsePermit | None = None
        try:
            permit = self._permits.use_response(request.path_params["token"])
            body = await _posted(request)
            self.say(permit, body)
            answer: Json = {"ok": True}
        except SlackError as refusal:
            answer = refusal.body()
        self._note(permit, body, answer)
        if answer["ok"]:
            return PlainTextResponse("ok")
        return JSONResponse(answer, STATUS.get(answer["error"], 400))

    def _note(self, permit: ResponsePermit | None, body: Json, answer: Json) -> None:
        channel, user = (permit.channel_id, permit.user_id) if permit else (None, None)
        now = self._workspace.now()
        self._ledger.add(LedgerEntry(now, "call", "response_url", body, answer, answer["ok"], 0.0, channel, user))


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
