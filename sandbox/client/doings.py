"""What a person does in the browser, as JSON: each is one of Slack's own gestures."""

from sandbox.client import emoji
from sandbox.client.pages import Desk
from sandbox.client.reading import mark_read, mark_unread
from sandbox.client.serving import Deed
from sandbox.model import Json
from sandbox.outcome import Outcome

OFFERS_MOST = 8


async def say(there: Desk, body: Json) -> Outcome:
    return await there.sandbox.interact.message(
        there.me.id, body["channel"], str(body["text"]), body.get("thread") or None
    )


async def click(there: Desk, body: Json) -> Outcome:
    return await there.sandbox.interact.click(
        there.me.id,
        channel_id=body.get("channel"),
        ts=body.get("ts"),
        view_id=body.get("view"),
        block_id=body["block"],
        action_id=body["action"],
        value=body.get("value"),
        state=body.get("state"),
    )


async def options(there: Desk, body: Json) -> list[Json]:
    place = {"channel_id": body["channel"], "ts": body["ts"]} if body.get("ts") else {}
    found = await there.sandbox.interact.options(
        there.me.id, body.get("view"), body["block"], body["action"], str(body.get("query", "")), **place
    )
    return [_offered(one) for one in found]


def _offered(one: Json) -> Json:
    """An option or a group of them: what it is for the app, and the words to show for it."""
    if "options" in one:
        return {"label": emoji.replaced(one["label"]["text"]), "options": [_offered(inner) for inner in one["options"]]}
    note = emoji.replaced((one.get("description") or {}).get("text", ""))
    return {"option": one, "text": emoji.replaced(one["text"]["text"]), "note": note}


async def submit(there: Desk, body: Json) -> Outcome:
    return await there.sandbox.interact.submit(there.me.id, body["view"], body.get("state") or {})


async def close(there: Desk, body: Json) -> Outcome:
    return await there.sandbox.interact.close(there.me.id, body["view"], clear=bool(body.get("all")))


async def open_home(there: Desk, _body: Json) -> Outcome:
    return await there.sandbox.interact.open_home(there.me.id)


async def shortcut(there: Desk, body: Json) -> Outcome:
    return await there.sandbox.interact.shortcut(
        there.me.id, str(body["shortcut"]), body.get("channel"), body.get("ts") or None
    )


async def mention(there: Desk, body: Json) -> list[Json]:
    """Who, or which channel, could be meant by "@ma" or "#qa"."""
    mark, wanted = str(body["typed"])[:1], str(body["typed"])[1:].lower()
    offers = there.mentions() if mark == "@" else there.channel_mentions()
    fitting = [one for one in offers if wanted in f"{one['word'][1:]} {one['name']}".lower()]
    return sorted(fitting, key=lambda one: not one["word"][1:].lower().startswith(wanted))[:OFFERS_MOST]


async def read(there: Desk, body: Json) -> Outcome:
    """Everything up to this message has been seen."""
    mark_read(there.sandbox.workspace, there.see(body["channel"]), there.me.id, str(body["ts"]))
    return Outcome()


async def unread(there: Desk, body: Json) -> Outcome:
    mark_unread(there.sandbox.workspace, there.see(body["channel"]), there.me.id, str(body["ts"]))
    return Outcome()


DOINGS: dict[str, Deed] = {
    "say": say,
    "click": click,
    "options": options,
    "submit": submit,
    "close": close,
    "open_home": open_home,
    "shortcut": shortcut,
    "mention": mention,
    "read": read,
    "unread": unread,
}
