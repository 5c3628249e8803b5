"""What each block tells is in the page, whatever of it an app left out."""

import re
from typing import Any

import pytest

from sandbox.blocks import named
from sandbox.client import blockkit, charts
from sandbox.client.blockkit import Page
from tests.sandbox_client import blocks_gallery as gallery
from tests.sandbox_client.blocks_gallery import mrkdwn, plain, points, raw, rich, words
from tests.sandbox_client.seen import Names

Json = dict[str, Any]
PICTURE = "https://a.example/tiles.png"
ALL = [*gallery.texts(PICTURE, "U1"), *gallery.data(), *gallery.things(PICTURE)]


def shown(*blocks: Json) -> str:
    return str(blockkit.render(named(blocks), Page(Names(), files="/as/U1/file/")))


def text_of(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


@pytest.mark.parametrize("block", ALL, ids=[block["type"] for block in ALL])
def test_a_block_with_all_that_it_can_carry_is_shown(block: Json) -> None:
    assert "cannot be shown" not in shown(block)


@pytest.mark.parametrize("kind", sorted({block["type"] for block in ALL}))
def test_a_block_without_its_fields_does_not_take_the_page_with_it(kind: str) -> None:
    made = shown({"type": kind}, {"type": "section", "text": plain("Still here")})
    assert "Still here" in made


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([points("bullet", 0, "a"), points("bullet", 1, "b")], "a<ul><li>b</li></ul></li></ul>"),
        ([points("bullet", 0, "a"), points("ordered", 1, "b")], "a<ol><li>b</li></ol></li></ul>"),
        ([points("bullet", 1, "b"), points("bullet", 0, "a")], "<ul><li>b</li></ul><ul><li>a</li></ul>"),
        ([points("ordered", 0, "a"), points("bullet", 1, "b"), points("ordered", 0, "c")], "</ul></li><li>c</li></ol>"),
        ([points("bullet", 0, "a"), points("ordered", 0, "b")], "a</li></ul><ol><li>b</li></ol>"),
        ([points("ordered", 0, "a", offset=3)], "<ol><li>a</li></ol>"),
    ],
)
def test_lists_stand_within_each_other(parts: list[Json], expected: str) -> None:
    assert expected in re.sub(r"<(ul|ol|li)[^>]*>", r"<\1>", shown(rich(*parts)))


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ({"type": "text", "text": "a", "style": {"bold": True, "underline": True}}, "<u><strong>a</strong></u>"),
        ({"type": "link", "url": "https://a.example", "text": "x", "style": {"code": True}}, "x</a></code>"),
        ({"type": "link", "url": "javascript:alert(1)", "text": "x"}, "<p>x</p>"),
        ({"type": "emoji", "name": "own_one", "unicode": "1f44b-1f3fc"}, "👋🏼"),
        ({"type": "emoji", "name": "tada"}, "🎉"),
        ({"type": "emoji", "name": "nobody_knows", "unicode": "ffffff"}, ":nobody_knows:"),
        ({"type": "usergroup", "usergroup_id": "S1"}, ">@billing<"),
        ({"type": "broadcast", "range": "channel"}, ">@channel<"),
        ({"type": "channel", "channel_id": "C1"}, ">#general<"),
        ({"type": "color", "value": '#fff"onload='}, "#fff&#34;onload="),
        ({"type": "color", "value": "#F405B3"}, 'fill="#F405B3"'),
        ({"type": "date", "timestamp": 0, "format": "{date}", "fallback": "then"}, 'data-format="{date}">then</time>'),
        ({"type": "of_tomorrow"}, "[of_tomorrow]"),
    ],
)
def test_every_piece_of_rich_text_is_shown(piece: Json, expected: str) -> None:
    assert expected in shown(rich(words(piece)))


@pytest.mark.parametrize(
    "named_by", [{"id": "F0123ABCD"}, {"url": "https://files.a.example/files-pri/T1-F0123ABCD/x.png"}]
)
def test_a_picture_of_the_workspace_is_read_as_the_person(named_by: Json) -> None:
    assert 'src="/as/U1/file/F0123ABCD"' in shown({"type": "image", "alt_text": "x", "slack_file": named_by})


def test_the_first_row_of_a_table_is_its_header() -> None:
    settings = [{"align": "right"}, None]
    made = shown({"type": "table", "rows": [raw("a", "b"), raw("c", "d")], "column_settings": settings})
    assert '<th scope="col" class="right whole">a</th>' in made
    assert '<td class="left whole">d</td>' in made


def test_a_data_table_shows_its_first_page_and_knows_its_numbers() -> None:
    rows = [raw("Name", "Score"), *([*raw(f"P{one}"), gallery.number(one, f"{one} %")] for one in range(7))]
    made = shown({"type": "data_table", "caption": "Scores", "rows": rows, "page_size": 3})
    assert made.count("<tr hidden>") == 4
    assert 'data-number="6">6 %' in made
    assert '<th scope="row">P0</th>' in made


def test_states_and_levels_are_told_in_words() -> None:
    made = text_of(shown(*gallery.things(PICTURE)))
    for word in ("Not started", "In progress", "Done", "Failed", "Warning", "Error", "Success", "Connected as"):
        assert word in made


@pytest.mark.parametrize("values", [(0,), (-5, -1), (1e12, 3), (0.001, 0.002), (-3, 8)])
def test_the_axis_of_a_chart_holds_zero_and_every_value(values: tuple[float, ...]) -> None:
    data = [{"label": str(index), "value": value} for index, value in enumerate(values)]
    axes = {"categories": [one["label"] for one in data]}
    for kind in ("bar", "line", "area"):
        made = charts.drawn("T", {"type": kind, "series": [{"name": "s", "data": data}], "axis_config": axes}, "c")
        places = [float(y) for y in re.findall(r' y="([-\d.]+)"', str(made.svg))]
        assert all(0 <= y <= charts.HIGH for y in places)
        assert [row[1] for row in made.rows[1:]] == [charts.number(value) for value in values]


def test_a_pie_of_one_segment_is_whole() -> None:
    segments = [{"label": "All", "value": 3}]
    made = shown({"type": "data_visualization", "title": "One", "chart": {"type": "pie", "segments": segments}})
    assert "<circle" in made
    assert "All: 3 (100%)" in made


def test_blocks_within_a_container_and_a_card_have_their_elements() -> None:
    inside = [{"type": "section", "text": mrkdwn("In"), "accessory": gallery.button("Go", "go")}]
    made = shown({"type": "container", "title": plain("T"), "child_blocks": inside, "is_collapsible": True})
    assert re.search(r"<details[^>]* open>", made)
    assert 'data-action-id="go"' in made


# what is more than a beginning

LONG = mrkdwn("word " * 200)


def folded(block: Json, **more: Any) -> bool:
    made = blockkit.render(named([block]), Page(Names(), **more))
    return "See more" in made


def test_a_long_text_of_a_message_is_folded_unless_the_app_expands_it() -> None:
    long: Json = {"type": "section", "text": LONG}
    assert folded(long, folds=True)
    assert not folded({**long, "expand": True}, folds=True)
    assert not folded({"type": "section", "text": mrkdwn("Short")}, folds=True)
    assert not folded(long)


def test_code_keeps_the_name_of_its_language() -> None:
    code = {"type": "rich_text_preformatted", "language": "python", "elements": [{"type": "text", "text": "x = 1"}]}
    assert '<pre data-language="python">x = 1</pre>' in shown(rich(code))


def test_what_is_unknown_is_named_in_a_sentence() -> None:
    assert "A block of the type “hologram”" in shown({"type": "hologram"})
    made = shown({"type": "actions", "elements": [{"type": "dial", "action_id": "a"}]})
    assert "An element of the type “dial”" in made


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({"external_id": "F0KNOWN"}, 'href="/as/U1/file/F0KNOWN" target="_blank" rel="noreferrer noopener">Plan</a>'),
        ({"external_id": "x", "file_id": "F0KNOWN"}, ">Plan</a>"),
        ({"external_id": "x", "file": {"title": "Notes", "permalink": "https://a.example/n"}}, ">Notes</a>"),
        ({"external_id": "x", "file": {"title": "Notes", "permalink": "javascript:x"}}, '<p class="title">Notes</p>'),
        ({"external_id": "doc-7"}, "Its app knows it as doc-7"),
    ],
)
def test_a_file_elsewhere_has_its_title_where_it_is_known(block: Json, expected: str) -> None:
    titles = {"F0KNOWN": "Plan"}
    page = Page(Names(), files="/as/U1/file/", file_title=lambda file_id: titles.get(file_id, ""))
    assert expected in blockkit.render(named([{"type": "file", "source": "remote", **block}]), page)


@pytest.mark.parametrize(("name", "sign"), [("bug", "🐛"), ("of-tomorrow", "O")])
def test_a_card_shows_the_icon_it_names(name: str, sign: str) -> None:
    made = shown({"type": "card", "title": mrkdwn("T"), "slack_icon": {"type": "icon", "name": name}})
    assert f'title="{name}">{sign}</span>' in made


def test_what_stands_for_a_provider_elsewhere_is_shown_but_takes_no_clicks() -> None:
    fallback = [{"type": "actions", "elements": [gallery.button("Connect here", "connect")]}]
    made = shown({"type": "auth_provider", "value": "x", "name": plain("Wiki"), "fallback": fallback})
    assert "Connect here" in made.split("<div inert>")[1]
