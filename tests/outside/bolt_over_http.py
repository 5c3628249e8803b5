"""The app for notes with Bolt for Python, called over HTTP: `python -m tests.outside.bolt_over_http`."""

import os
import socket
from typing import Any

import uvicorn
from slack_bolt import Ack, App, Respond, Say
from slack_bolt.adapter.starlette import SlackRequestHandler
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.outside import content

Json = dict[str, Any]

app = App(
    client=WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"]),
    signing_secret=os.environ["SLACK_SIGNING_SECRET"],
)


@app.command("/note")
def note(command: Json, ack: Ack, client: WebClient) -> None:
    if command["text"] == "help":
        ack(content.HELP)
        return
    ack()
    if command["text"] == "export":
        client.files_upload_v2(channel=command["channel_id"], initial_comment=content.EXPORTED, **content.EXPORT)
        return
    view = client.views_open(trigger_id=command["trigger_id"], view=content.loading())["view"]
    client.views_update(view_id=view["id"], hash=view["hash"], view=content.form(command["channel_id"]))


@app.options("project")
def offer(options: Json, ack: Ack) -> None:
    ack(options=content.projects(options["value"]))


@app.view("note")
def save(view: Json, body: Json, ack: Ack, client: WebClient) -> None:
    if errors := content.errors(view):
        ack(response_action="errors", errors=errors)
        return
    ack()
    client.chat_postMessage(channel=view["private_metadata"], **content.note(view, body["user"]["id"]))


@app.action("done")
def done(body: Json, ack: Ack, respond: Respond) -> None:
    ack()
    respond(**content.finished(body["message"]["text"], body["user"]["id"]))


@app.message("hello")
def greet(message: Json, say: Say) -> None:
    say(text=content.greeting(message["user"]), thread_ts=message["ts"])


@app.event("app_home_opened")
def open_home(event: Json, client: WebClient) -> None:
    client.views_publish(user_id=event["user"], view=content.home())


def main() -> None:
    handler = SlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    site = Starlette(routes=[Route("/slack/events", events, methods=["POST"])])
    listening = socket.create_server(("127.0.0.1", 0))
    print(f"ready http://127.0.0.1:{listening.getsockname()[1]}/slack/events", flush=True)  # noqa: T201 - for the test
    uvicorn.Server(uvicorn.Config(site, lifespan="off", log_level="warning")).run([listening])


if __name__ == "__main__":
    main()
