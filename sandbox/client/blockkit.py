"""Block Kit → HTML, as Slack would show it: with what has been entered so far, and with the errors at their fields."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, UndefinedError
from markupsafe import Markup

from sandbox.blocks import VALUES
from sandbox.client import charts, emoji, glyphs, mrkdwn, richtext
from sandbox.client.mrkdwn import Names
from sandbox.model import Json

FOLDER = Path(__file__).parent
ENV = Environment(loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
FILE_ID = re.compile(r"\bF[A-Z0-9]{6,}\b")
# Slack does not say where it folds a section; this is where it folds attachments.
FOLD_FROM = 700
# What goes wrong while a block that no rule has looked at is shown.
ODD = (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, UndefinedError, ValueError)


@dataclass(frozen=True)
class Place:
    """Where an element stands: its ids in the page, and what it holds."""

    uid: str
    label_id: str
    label: str
    input: bool
    dispatch: str
    value: Any
    error: str
    hint: bool


@dataclass(frozen=True)
class Conversation:
    """Somewhere that a person may choose: its name as it is shown, and what Slack's filters ask for."""

    id: str
    name: str
    kind: Literal["public", "private", "im"] = "public"
    is_shared: bool = False
    with_app: bool = False

    def fits(self, wanted: Json) -> bool:
        """Whether a conversations select with this `filter` offers it."""
        if wanted.get("exclude_external_shared_channels") and self.is_shared:
            return False
        if wanted.get("exclude_bot_users") and self.with_app:
            return False
        return self.kind in (wanted.get("include") or ("public", "private", "im"))


@dataclass(frozen=True)
class Page:
    """Everything that the templates ask for while they render one list of blocks.

    `files` is where a file is read and `file_title` its title for whoever may see it; where it `folds`, a long text
    shows its beginning first.
    """

    names: Names
    state: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    prefix: str = "b"
    zone: str = "UTC"
    files: str = ""
    file_title: Callable[[str], str] = lambda _: ""
    folds: bool = False
    people: tuple[tuple[str, str], ...] = ()
    conversations: tuple[Conversation, ...] = ()

    def place(self, block: Json, element: Json) -> Place:
        uid = f"{self.prefix}-{block['block_id']}-{element.get('action_id', '')}".replace(" ", "_")
        is_input = block["type"] == "input"
        return Place(
            uid=uid,
            label_id=f"{uid}-label" if is_input else "",
            label=block["label"]["text"] if is_input else "",
            input=is_input,
            dispatch=_dispatch(block, element),
            value=self._value(block, element),
            error=self.errors.get(block["block_id"], ""),
            hint=bool(block.get("hint")),
        )

    def choices(self, element: Json) -> list[Json]:
        """The options of a menu; people and channels are options too, for the browser."""
        if "users" in element["type"]:
            return [_option(name, value) for value, name in self.people]
        if "channels" in element["type"]:
            return [_option(one.name, one.id) for one in self.conversations if one.kind == "public"]
        if "conversations" in element["type"]:
            wanted = element.get("filter") or {}
            return [_option(one.name, one.id) for one in self.conversations if one.fits(wanted)]
        return list(element.get("options") or [])

    def when(self, value: Any) -> str:
        """A picker's value in the form that the browser's own picker takes, in the person's zone."""
        if not isinstance(value, int):
            return str(value or "")
        return f"{datetime.fromtimestamp(value, UTC).astimezone(ZoneInfo(self.zone)):%Y-%m-%dT%H:%M}"

    def _value(self, block: Json, element: Json) -> Any:
        key, initial, _ = VALUES.get(element["type"], ("", "", None))
        held = (self.state.get(block["block_id"]) or {}).get(element.get("action_id"))
        return held.get(key) if isinstance(held, dict) else element.get(initial)

    def mrkdwn_or_plain(self, text: Json) -> Markup:
        if text["type"] == "mrkdwn":
            return mrkdwn.to_html(text["text"], self.names)
        return Markup("<br>").join(mrkdwn.with_emoji(line) for line in text["text"].split("\n"))

    def shown_text(self, text: Json | str | None) -> Markup:
        """A text object, or the bare text that some blocks take in its place."""
        return self.mrkdwn_or_plain(text) if isinstance(text, dict) else mrkdwn.with_emoji(text or "")

    def spans(self, elements: Iterable[Json]) -> Markup:
        return richtext.spans(elements, self.names)

    def rich_text(self, block: Json) -> Markup:
        return richtext.html(block, self.names)

    def unique(self, block: Json) -> str:
        """An id for the page."""
        return f"{self.prefix}-{block.get('block_id', '')}".replace(" ", "_")

    def drawn(self, block: Json) -> charts.Drawing:
        name = hashlib.sha256(self.unique(block).encode()).hexdigest()[:12]
        return charts.drawn(block["title"], block["chart"], f"chart-{name}")

    def is_folded(self, section: Json) -> bool:
        """Whether only the beginning of its text is shown at first."""
        return self.folds and not section.get("expand") and len(section["text"]["text"]) > FOLD_FROM

    def remote_file(self, block: Json) -> tuple[str, str]:
        """The title and the address of the file that a block names, as far as they are known."""
        file_id = str(block.get("file_id") or block["external_id"])
        if title := self.file_title(file_id):
            return title, f"{self.files}{file_id}"
        told, address = block.get("file") or {}, str((block.get("file") or {}).get("permalink") or "")
        return str(told.get("title") or ""), address if address.startswith(mrkdwn.SCHEMES) else ""

    def image_url(self, image: Json) -> str:
        """Of a picture on the web or among the files of the workspace."""
        if "slack_file" not in image:
            return safe_image(image.get("image_url") or "")
        named = image["slack_file"]
        found = FILE_ID.search(named.get("id") or named.get("url") or "")
        return f"{self.files}{found[0]}" if found and self.files else ""


def render(blocks: list[Json], page: Page) -> Markup:
    """The blocks of a message or a view; one that cannot be shown says so, and the others are shown."""
    module = ENV.get_template("blocks.html").make_module(_helpers(page))
    return Markup("").join(_rendered(module, block) for block in blocks)


def _rendered(module: Any, block: Json) -> Markup:
    try:
        return Markup(module.block(block))  # noqa: S704 rendered with autoescape
    except ODD:
        return Markup(module.broken(block))  # noqa: S704 rendered with autoescape


def _helpers(page: Page) -> dict[str, Any]:
    here = (page.place, page.choices, page.when, page.mrkdwn_or_plain, page.shown_text, page.spans, page.rich_text)
    drawing = (page.unique, page.drawn, page.image_url, page.is_folded, page.remote_file)
    others = (values, pictured, described, fingerprint, safe_link, safe_image, mrkdwn.markdown)
    named = {one.__name__: one for one in (*here, *drawing, *others, glyphs.slack_icon)}
    return named | {"emoji": mrkdwn.with_emoji}


def fingerprint(block: Json) -> str:
    """What a block looks like, whatever is entered in it: while it stays the same, the browser leaves it alone.

    Initial values count only where a block is new, as in Slack.
    """
    return hashlib.sha256(json.dumps(_without_initial(block), sort_keys=True).encode()).hexdigest()[:12]


def _without_initial(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_initial(one) for one in value]
    if isinstance(value, dict):
        return {key: _without_initial(one) for key, one in value.items() if not key.startswith("initial_")}
    return value


def values(place: Place) -> list[str]:
    """The values that an element with options holds, whatever its kind."""
    held = place.value if isinstance(place.value, list) else [place.value]
    return [one["value"] if isinstance(one, dict) else one for one in held if one]


def pictured(place: Place) -> Json:
    """The texts of the options that an element holds, each with the words to show for it."""
    held = place.value if isinstance(place.value, list) else [place.value]
    texts = [one["text"]["text"] for one in held if isinstance(one, dict)]
    return {text: emoji.replaced(text) for text in texts}


def described(place: Place) -> Markup:
    """What a screen reader reads with a field: its hint and its error."""
    ids = [f"{place.uid}-hint"] * place.hint + [f"{place.uid}-error"] * place.input
    invalid = Markup(' aria-invalid="true"') if place.error else Markup("")
    return (Markup(' aria-describedby="{}"').format(" ".join(ids)) if ids else Markup("")) + invalid


def safe_link(url: str) -> str:
    return url if url.startswith(mrkdwn.SCHEMES) else "#"


def safe_image(url: str) -> str:
    return url if url.startswith(("https://", "http://")) else ""


def _dispatch(block: Json, element: Json) -> str:
    if block["type"] != "input":
        return "change"
    if not block.get("dispatch_action"):
        return ""
    if not element["type"].endswith("_input"):
        return "change"
    wanted = (element.get("dispatch_action_config") or {}).get("trigger_actions_on") or ["on_enter_pressed"]
    return " ".join(trigger.removeprefix("on_").split("_")[0] for trigger in wanted)


def _option(name: str, value: str) -> Json:
    return {"text": {"type": "plain_text", "text": name}, "value": value}
