"""Emoji codes as Slack names them; an unknown one is shown as it was written."""

import re

import emoji

from sandbox.client import slack_emoji
from sandbox.client.slack_emoji import TONES

CODE = re.compile(r":([a-z0-9_+'-]+):(?::skin-tone-([2-6]):)?")
FLAG = re.compile(r"flag-([a-z]{2})")
REGION_A = 0x1F1E6


def _names() -> dict[str, str]:
    full = emoji.STATUS["fully_qualified"]
    known = {char: data for char, data in emoji.EMOJI_DATA.items() if data["status"] <= full}
    found = {name.strip(":"): char for char, data in known.items() for name in (data["en"], *data.get("alias", ()))}
    return found | slack_emoji.names()


EMOJI = _names()


def find(name: str) -> str | None:
    """The picture with this name; flags of countries are `flag-` and the country's two letters."""
    if name in EMOJI:
        return EMOJI[name]
    flag = FLAG.fullmatch(name)
    return "".join(chr(REGION_A + ord(letter) - ord("a")) for letter in flag[1]) if flag else None


def replaced(text: str) -> str:
    """The text with pictures for codes, `:wave::skin-tone-3:` in its tone."""
    return CODE.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    picture = find(found[1])
    if picture is None:
        return found[0]
    # A tone takes the place of the mark that asks for a coloured picture.
    return picture[0] + TONES[int(found[2])] + picture[1:].removeprefix("\ufe0f") if found[2] else picture
