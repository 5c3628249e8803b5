"""Slack's mrkdwn becomes what it means, and nothing that was typed becomes a tag."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.client import mrkdwn
from tests.sandbox_client.seen import Names, Seen

TAGS = {"a", "blockquote", "br", "code", "em", "pre", "s", "span", "strong", "time"}
PIECES = [
    "```",
    "`",
    "<",
    ">",
    "|",
    "*",
    "_",
    "~",
    "\n",
    "<!date^1^",
    "{time}",
    "^https://a.example",
    "<@U1",
    "<https://a",
]
PIECES += [
    "\x00",
    "0",
    '"',
    "onclick=",
    "<script>",
    "&lt;",
    "&amp;",
    "https://b",
    "me@a.example",
    ":tada:",
    "::skin-tone-2:",
]


def html(text: str) -> str:
    return str(mrkdwn.to_html(text, Names()))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("*bold*", "<strong>bold</strong>"),
        ("_italic_", "<em>italic</em>"),
        ("~gone~", "<s>gone</s>"),
        ("`a *b* c`", "<code>a *b* c</code>"),
        ("```x < y```", "<pre>x &lt; y</pre>"),
        ("> said", "<blockquote>said</blockquote>"),
        ("> one\n&gt; two\nthree", "<blockquote>one<br>two</blockquote>three"),
        (">>> one\n\ntwo", "<blockquote>one<br><br>two</blockquote>"),
        ("*_both_*", "<strong><em>both</em></strong>"),
        ("_~*all*~_", "<em><s><strong>all</strong></s></em>"),
        ("*a _b_ c* ~d~", "<strong>a <em>b</em> c</strong> <s>d</s>"),
        ("*a `b` c*", "<strong>a <code>b</code> c</strong>"),
        ("2*3*4", "2*3*4"),
        ("snake_case_name", "snake_case_name"),
        ("* not bold *", "* not bold *"),
        ("*not\nbold*", "*not<br>bold*"),
        ("- one\n- two", "- one<br>- two"),
        ("before\n```one\ntwo```\nafter", "before<pre>one\ntwo</pre>after"),
        ("<@U1>", '<span class="mention">@Maya</span>'),
        ("<#C1>", '<span class="mention">#general</span>'),
        ("<!here>", '<span class="mention">@here</span>'),
        ("<!channel>", '<span class="mention">@channel</span>'),
        ("<!subteam^S1|@billing>", '<span class="mention">@billing</span>'),
        ("<!subteam^S1>", '<span class="mention">@billing</span>'),
        ("<@U1|maya>", '<span class="mention">@Maya</span>'),
        (":tada:", "🎉"),
        (":wave::skin-tone-3:", "👋🏼"),
        (":flag-no:", "🇳🇴"),
        (":flag-scotland:", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"),
        (":female-doctor:", "👩‍⚕️"),
        (":male_zombie:", "🧟‍♂️"),
        (":woman-shrugging:", "🤷‍♀️"),
        (":man-woman-girl-boy:", "👨‍👩‍👧‍👦"),
        (":face_palm:", "🤦"),
        (":rain_cloud:", "🌧️"),
        (":rainbow-flag:", "🏳️‍🌈"),
        (":sunglasses:", "😎"),
        (":pencil:", "📝"),
        ("*:tada:*", "<strong>🎉</strong>"),
        ("at 10:30:15", "at 10:30:15"),
        (":no_such_emoji:", ":no_such_emoji:"),
        ("a &lt;b&gt; &amp; c", "a &lt;b&gt; &amp; c"),
        ("one\ntwo", "one<br>two"),
    ],
)
def test_marks_become_what_they_mean(typed: str, expected: str) -> None:
    assert html(typed) == expected


def test_a_link_opens_elsewhere_and_tells_nothing() -> None:
    made = html("<https://a.example/?x=1&amp;y=2|Ticket>")
    assert made == '<a href="https://a.example/?x=1&amp;y=2" target="_blank" rel="noreferrer noopener">Ticket</a>'


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example"])
def test_only_web_and_mail_addresses_become_links(address: str) -> None:
    assert "<a " not in html(f"<{address}|click>")


def test_a_date_is_shown_in_the_readers_own_time() -> None:
    made = html("<!date^1763283600^{date_short_pretty} at {time}|16 Nov>")
    assert 'datetime="2025-11-16T09:00:00+00:00"' in made
    assert made.endswith(">16 Nov</time>")


@pytest.mark.parametrize("instant", ["99999999999999999", "²", "--5", "", "x"])
def test_an_impossible_date_is_shown_as_its_fallback(instant: str) -> None:
    assert html(f"<!date^{instant}^{{time}}|soon>") == "soon"


def test_a_date_can_be_a_link() -> None:
    made = html("<!date^1763283600^{date}^https://a.example/|16 Nov>")
    assert made.startswith('<a href="https://a.example/" target="_blank"')
    assert "<time" in made
    assert "<a " not in html("<!date^1763283600^{date}^javascript:alert(1)|16 Nov>")


@pytest.mark.parametrize(
    ("typed", "address", "rest"),
    [
        ("see https://a.example/x.", "https://a.example/x", "."),
        ("*https://a.example/x*", "https://a.example/x", "</strong>"),
        ("(https://a.example/?a=1&amp;b=2)", "https://a.example/?a=1&amp;b=2", ")"),
        ("ask help@a.example, please", "mailto:help@a.example", ", please"),
        ("<mailto:help@a.example>", "mailto:help@a.example", ""),
    ],
)
def test_bare_addresses_are_links(typed: str, address: str, rest: str) -> None:
    made = html(typed)
    assert f'href="{address}"' in made
    assert made.endswith(f"</a>{rest}")


def test_a_long_text_with_many_marks_is_shown() -> None:
    assert html("*a* " * 3000).count("<strong>") == 3000


@settings(deadline=None)
@given(
    st.text(alphabet=st.sampled_from("<>&\"'*_~`|!@#:/^ \n\\abc\x00"), max_size=60)
    | st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
)
def test_no_text_becomes_a_tag_of_its_own(typed: str) -> None:
    seen = Seen(html(typed))
    assert seen.tags <= TAGS
    assert not [name for name, _ in seen.attributes if name.startswith("on") or name in ("src", "style")]
