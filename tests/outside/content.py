"""What the two Python apps say and show: plain JSON, as Slack takes it."""

from typing import Any

Json = dict[str, Any]

HELP = "Type /note to write a note."
TOO_SHORT = "Write at least three letters."
PROJECTS = ("Printers", "Projectors", "Coffee")
EXPORT: Json = {"content": "title,project\n", "filename": "notes.csv", "title": "All notes"}
EXPORTED = "Here they are."


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def loading() -> Json:
    return {"type": "modal", "title": plain("New note"), "blocks": [section("One moment…")]}


def form(channel: str) -> Json:
    """`channel` is where the note will be posted."""
    title = {"type": "plain_text_input", "action_id": "title"}
    project = {"type": "external_select", "action_id": "project", "min_query_length": 1}
    fields = [
        {"type": "input", "block_id": "title", "label": plain("Title"), "element": title},
        {"type": "input", "block_id": "project", "label": plain("Project"), "element": project},
    ]
    more = {"callback_id": "note", "submit": plain("Save"), "private_metadata": channel}
    return {"type": "modal", "title": plain("New note"), "blocks": fields, **more}


def projects(query: str) -> list[Json]:
    found = [name for name in PROJECTS if name.lower().startswith(query.lower())]
    return [{"text": plain(name), "value": name.lower()} for name in found]


def errors(view: Json) -> dict[str, str]:
    return {"title": TOO_SHORT} if len(view["state"]["values"]["title"]["title"]["value"]) < 3 else {}


def note(view: Json, user: str) -> Json:
    values = view["state"]["values"]
    project = values["project"]["project"]["selected_option"]["text"]["text"]
    text = f"<@{user}> noted for {project}: {values['title']['title']['value']}"
    done = {"type": "button", "action_id": "done", "text": plain("Done"), "style": "primary", "value": "note"}
    return {"text": text, "blocks": [section(text), {"type": "actions", "block_id": "buttons", "elements": [done]}]}


def finished(text: str, user: str) -> Json:
    words = f"{text} (done by <@{user}>)"
    return {"replace_original": True, "text": words, "blocks": [section(words)]}


def greeting(user: str) -> str:
    return f"Hello <@{user}>."


def home() -> Json:
    return {"type": "home", "blocks": [section("Your notes")]}
