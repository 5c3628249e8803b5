"""One story with an app for notes: what people do, and what they see then. The app may be written in anything."""

from sandbox import AppSeed, Sandbox, Seed
from sandbox.blocks import each_element
from sandbox.model import Json, Message, View
from sandbox.testing import Person, words

MANIFEST: Json = {
    "display_information": {"name": "notes"},
    "features": {
        "app_home": {"home_tab_enabled": True},
        "slash_commands": [{"command": "/note", "description": "Write a note", "usage_hint": "[help | export]"}],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write", "channels:history", "channels:read", "files:write"]}},
    "settings": {"event_subscriptions": {"bot_events": ["app_home_opened", "message.channels"]}},
}


def seed() -> Seed:
    return Seed("Outside", ["maya", "tom"], ["general"], AppSeed(manifest=MANIFEST))


def play(sandbox: Sandbox) -> None:
    maya, tom = sandbox.person("maya"), sandbox.person("tom")
    asks_for_help(maya)
    form = opens_the_form(sandbox, maya)
    looks_for_a_project(maya, form)
    is_told_what_is_wrong(maya, form)
    note = saves_the_note(sandbox, maya)
    marks_it_done(sandbox, tom, note)
    is_greeted(sandbox, tom)
    looks_at_home(sandbox, maya)
    gets_a_file(sandbox, maya, tom)
    assert sandbox.witness.refused() == []


def asks_for_help(maya: Person) -> None:
    assert maya.types("/note help").ok
    [answer] = maya.sees.ephemerals("general")
    assert words(answer) == "Type /note to write a note."


def opens_the_form(sandbox: Sandbox, maya: Person) -> View:
    assert maya.types("/note").ok
    form = sandbox.wait_for(lambda: _modal(maya, "Project"), "the form")
    assert len(maya.sees.views()) == 1
    assert "One moment" not in words(form)
    assert form.body["callback_id"] == "note"
    return form


def looks_for_a_project(maya: Person, form: View) -> None:
    offered = [option["text"]["text"] for option in maya.is_offered(form, "project", "pr")]
    assert offered == ["Printers", "Projectors"]
    assert maya.is_offered(form, "project", "x") == []


def is_told_what_is_wrong(maya: Person, form: View) -> None:
    assert maya.fills(form, {"title": "ab", "project": "Printers"}).ok
    outcome = maya.submits(form)
    assert not outcome.ok
    assert outcome.errors == {"title": "Write at least three letters."}
    assert maya.sees.view().id == form.id


def saves_the_note(sandbox: Sandbox, maya: Person) -> Message:
    assert maya.fills(maya.sees.view(), {"title": "Buy toner"}).ok
    assert maya.submits().ok
    assert maya.sees.views() == []
    note = sandbox.wait_for(lambda: _message(maya, "Buy toner"), "the note")
    assert note.text == f"<@{maya.id}> noted for Printers: Buy toner"
    assert _buttons(note) == ["Done"]
    return note


def marks_it_done(sandbox: Sandbox, tom: Person, note: Message) -> None:
    assert tom.clicks(note, "Done").ok
    done = sandbox.wait_for(lambda: _message(tom, "done by"), "the change")
    assert done.ts == note.ts
    assert f"(done by <@{tom.id}>)" in done.text
    assert _buttons(done) == []


def is_greeted(sandbox: Sandbox, tom: Person) -> None:
    assert tom.says("general", "hello everybody").ok
    said = _message(tom, "hello everybody")
    assert said is not None
    [_, reply] = sandbox.wait_for(lambda: _thread(tom, said), "the greeting")
    assert reply.text == f"Hello <@{tom.id}>."


def looks_at_home(sandbox: Sandbox, maya: Person) -> None:
    assert maya.opens_home().ok
    home = sandbox.wait_for(maya.sees.home, "the Home tab")
    assert words(home) == "Your notes"


def gets_a_file(sandbox: Sandbox, maya: Person, tom: Person) -> None:
    assert maya.types("/note export").ok
    shared = sandbox.wait_for(lambda: _message(tom, "Here they are."), "the file")
    [file_id] = shared.files
    files = sandbox.workspace.files
    file, content = sandbox.read(lambda: (files.get(file_id), files.content(file_id)))
    assert (file.name, file.title, content) == ("notes.csv", "All notes", b"title,project\n")


def _modal(person: Person, text: str) -> View | None:
    return next((view for view in person.sees.views() if text in words(view)), None)


def _message(person: Person, text: str) -> Message | None:
    return next((message for message in person.sees.messages("general") if text in message.text), None)


def _thread(person: Person, parent: Message) -> list[Message]:
    """Parent and answers, as soon as there is one."""
    thread = person.sees.messages("general", parent.ts)
    return thread if len(thread) > 1 else []


def _buttons(message: Message) -> list[str]:
    return [element["text"]["text"] for _, element in each_element(message.blocks)]
