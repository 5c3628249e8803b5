"""Rich text → HTML: its pieces with their styles, and lists that stand within each other."""

import re
from collections.abc import Callable, Iterable
from functools import partial

from markupsafe import Markup, escape

from sandbox.client import emoji, mrkdwn
from sandbox.client.mrkdwn import Names
from sandbox.model import Json

TAGS = {"bold": "strong", "italic": "em", "strike": "s", "underline": "u", "code": "code", "highlight": "mark"}
HEX_COLOR = re.compile(r"#[0-9A-Fa-f]{3,8}")
CODE_POINTS = re.compile(r"[0-9a-fA-F]{2,6}(-[0-9a-fA-F]{2,6})*")
HOLDERS = {
    "rich_text_section": "p",
    "rich_text_quote": "blockquote",
    "rich_text_preformatted": "pre",
}
DEEPEST = 8


def html(block: Json, names: Names) -> Markup:
    """A whole block of rich text."""
    made, run = Markup(""), list[Json]()
    for part in block.get("elements") or []:
        if part.get("type") == "rich_text_list":
            run.append(part)
            continue
        made += _lists(run, names) + _part(part, names)
        run = []
    return made + _lists(run, names)


def spans(pieces: Iterable[Json], names: Names) -> Markup:
    return Markup("").join(_styled(piece, names) for piece in pieces or [])


def _part(part: Json, names: Names) -> Markup:
    tag = HOLDERS.get(part.get("type", ""), "p")
    mark = Markup(' class="bordered"') if part.get("border") else Markup("")
    if tag == "pre" and part.get("language"):
        mark += Markup(' data-language="{}"').format(part["language"])
    return _tagged(tag, spans(part.get("elements") or [], names), mark)


def _tagged(tag: str, inside: Markup, attributes: str | Markup = "") -> Markup:
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(tag), attributes, inside)  # noqa: S704 a tag of a table


def _lists(run: list[Json], names: Names) -> Markup:
    """Lists that follow each other: one that is indented further belongs to the entry above it."""
    made, open_lists = Markup(""), list[tuple[int, str]]()
    for part in run:
        here = (min(int(part.get("indent") or 0), DEEPEST), "ol" if part.get("style") == "ordered" else "ul")
        while open_lists and (open_lists[-1][0] > here[0] or (open_lists[-1][0] == here[0] and open_lists[-1] != here)):
            made += Markup("</li></{}>").format(Markup(open_lists.pop()[1]))  # noqa: S704 ol or ul
        if here in open_lists:
            made += Markup("</li>")
        else:
            made += _opening(part, here, nested=bool(open_lists))
            open_lists.append(here)
        made += Markup("</li>").join(Markup("<li>") + _item(item, names) for item in part.get("elements") or [{}])
    for _, tag in reversed(open_lists):
        made += Markup("</li></{}>").format(Markup(tag))  # noqa: S704 ol or ul
    return made


def _opening(part: Json, here: tuple[int, str], *, nested: bool) -> Markup:
    indent, tag = here
    classes = ["bordered"] * bool(part.get("border")) + [f"indent-{indent}"] * (not nested)
    start = Markup(' start="{}"').format(int(part["offset"]) + 1) if tag == "ol" and part.get("offset") else Markup("")
    name = Markup(' class="{}"').format(" ".join(classes)) if classes else Markup("")
    return Markup("<{}{} data-depth={}>").format(Markup(tag), start + name, indent % 3)  # noqa: S704 ol or ul


def _item(item: Json, names: Names) -> Markup:
    return spans(item.get("elements") or [], names)


def _styled(piece: Json, names: Names) -> Markup:
    made = _piece(piece, names)
    wanted = piece.get("style") or {}
    for style, tag in TAGS.items():
        if wanted.get(style) or (style == "highlight" and wanted.get("client_highlight")):
            made = _tagged(tag, made)
    return made


def _piece(piece: Json, names: Names) -> Markup:
    known: dict[str, Callable[[], Markup]] = {
        "text": lambda: escape(piece.get("text", "")),
        "link": lambda: mrkdwn.link(str(piece.get("url", "")), piece.get("text") or piece.get("url", "")),
        "emoji": lambda: _emoji(piece),
        "user": lambda: mrkdwn.mention("@", names.user(piece.get("user_id", ""))),
        "usergroup": lambda: mrkdwn.mention("@", names.user_group(piece.get("usergroup_id", ""))),
        "channel": lambda: mrkdwn.mention("#", names.channel(piece.get("channel_id", ""))),
        "team": lambda: mrkdwn.mention("@", piece.get("team_id", "")),
        "broadcast": lambda: mrkdwn.mention("@", piece.get("range", "")),
        "color": lambda: _color(str(piece.get("value", ""))),
        "date": partial(_date, piece),
    }
    found = known.get(piece.get("type", ""))
    return found() if found else escape(piece.get("text") or piece.get("fallback") or f"[{piece.get('type')}]")


def _date(piece: Json) -> Markup:
    fallback, address = piece.get("fallback") or "a date", piece.get("url") or ""
    return mrkdwn.date(str(piece.get("timestamp")), piece.get("format", ""), fallback, address)


def _emoji(piece: Json) -> Markup:
    points = str(piece.get("unicode") or "")
    if CODE_POINTS.fullmatch(points) and all(int(point, 16) < 0x110000 for point in points.split("-")):
        return escape("".join(chr(int(point, 16)) for point in points.split("-")))
    name = str(piece.get("name", ""))
    tone = f":skin-tone-{piece['skin_tone']}:" if piece.get("skin_tone") else ""
    return escape(emoji.replaced(f":{name}:{tone}"))


def _color(value: str) -> Markup:
    if not HEX_COLOR.fullmatch(value):
        return escape(value)
    swatch = '<span class="color"><svg viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" fill="{0}"/>'
    return Markup(swatch + "</svg>{0}</span>").format(value)  # noqa: S704 written here
