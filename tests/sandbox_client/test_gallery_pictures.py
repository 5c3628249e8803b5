"""Every picture of blocks and elements is shown in the gallery, with words for whoever does not see it."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
SHOWN = re.compile(r'<img src="images/([^"]+)" width="\d+" alt="[^"]{12,}">|!\[[^\]]{12,}\]\(images/([^)]+)\)')


def test_the_gallery_shows_every_picture_with_words() -> None:
    text = (DOCS / "sandbox-gallery.md").read_text(encoding="utf-8")
    kept = {one.name for kind in ("blocks", "elements") for one in (DOCS / "images").glob(f"{kind}*.png")}
    assert {whole or plain for whole, plain in SHOWN.findall(text)} == kept
