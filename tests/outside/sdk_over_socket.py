"""The app for notes with slack_sdk alone, over Socket Mode: `python -m tests.outside.sdk_over_socket`."""

import os
from threading import Event
from typing import Any

from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.webhook import WebhookClient

from tests.outside import content

Json = dict[str, Any]

web = WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])


def on_request(client: BaseSocketModeClient, request: SocketModeRequest) -> None:
    payload = request.payload
    answer = _answer(request.type, payload)
    client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload=answer))
    if answer is None:
        _follow_up(payload)


def _answer(kind: str, payload: Json) -> Json | None:
    """What goes back with the acknowledgement, if anything."""
    if kind == "slash_commands":
        return {"text": content.HELP} if payload["text"] == "help" else None
    if payload["type"] == "block_suggestion":
        return {"options": content.projects(payload["value"])}
    if payload["type"] == "view_submission" and (errors := content.errors(payload["view"])):
        return {"response_action": "errors", "errors": errors}
    return None


def _follow_up(payload: Json) -> None:
    if "command" in payload:
        _command(payload)
    elif payload["type"] == "view_submission":
        view = payload["view"]
        web.chat_postMessage(channel=view["private_metadata"], **content.note(view, payload["user"]["id"]))
    elif payload["type"] == "block_actions":
        text = content.finished(payload["message"]["text"], payload["user"]["id"])
        WebhookClient(payload["response_url"]).send(**text)
    elif payload["type"] == "event_callback":
        _event(payload["event"])


def _command(payload: Json) -> None:
    channel = payload["channel_id"]
    if payload["text"] == "export":
        web.files_upload_v2(channel=channel, initial_comment=content.EXPORTED, **content.EXPORT)
        return
    view = web.views_open(trigger_id=payload["trigger_id"], view=content.loading())["view"]
    web.views_update(view_id=view["id"], hash=view["hash"], view=content.form(channel))


def _event(event: Json) -> None:
    if event["type"] == "app_home_opened":
        web.views_publish(user_id=event["user"], view=content.home())
    elif event["type"] == "message" and "bot_id" not in event and "hello" in event["text"]:
        said = content.greeting(event["user"])
        web.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text=said)


def main() -> None:
    client = SocketModeClient(os.environ["SLACK_APP_TOKEN"], web_client=web)
    client.socket_mode_request_listeners.append(on_request)
    client.connect()
    print("ready", flush=True)  # noqa: T201 - for the test
    Event().wait()


if __name__ == "__main__":
    main()
