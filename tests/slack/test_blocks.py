"""What the block builders make is always something that Slack takes, whatever text goes in."""

from hypothesis import given
from hypothesis import strategies as st

from qabot.slack import blocks
from sandbox import rules

TEXT = st.text(min_size=1, max_size=5000).filter(str.strip)


@given(TEXT, st.lists(TEXT, min_size=1, max_size=150, unique=True))
def test_texts_of_any_length_fit(text: str, options: list[str]) -> None:
    choices = [blocks.option(one, str(number), one) for number, one in enumerate(options)]
    made = [
        blocks.header(text),
        blocks.section(text),
        blocks.context(text),
        blocks.fields(*options),
        blocks.actions(blocks.button(text, "press", value="1", label=text, confirm=blocks.confirm(text, text, text))),
        blocks.input_block(text, blocks.select("pick", text, choices), block_id="pick", hint=text),
        blocks.input_block(text, blocks.text_input("type", placeholder=text), block_id="type"),
    ]
    rules.check_view(blocks.modal(text, made, callback_id="x", submit=text, close=text), "modal")


@given(st.lists(st.text(max_size=4000), max_size=40))
def test_many_lines_are_split_so_that_each_part_fits(lines: list[str]) -> None:
    parts = blocks.paragraphs(lines)
    assert all(len(part["text"]["text"]) <= blocks.SECTION_TEXT for part in parts)


@given(st.text())
def test_what_was_typed_cannot_become_a_mention_or_a_link(typed: str) -> None:
    safe = blocks.escape(typed)
    assert "<" not in safe
    assert ">" not in safe


def test_a_link_cannot_be_broken_out_of() -> None:
    assert blocks.link("https://a.example/?x=1|y>", "T-1 <!channel>") == (
        "<https://a.example/?x=1%7Cy&gt;|T-1 &lt;!channel&gt;>"
    )


def test_a_cut_text_says_that_it_goes_on() -> None:
    assert blocks.clip("abcdef", 4) == "abc…"
    assert blocks.clip("abcd", 4) == "abcd"
