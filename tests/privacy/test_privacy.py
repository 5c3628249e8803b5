"""The guard takes out what has the form of personal data or of a secret, and leaves what a comment needs."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qabot.privacy import Kind, guard, told

TOKEN = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"

TAKEN_OUT = [
    ("email", "Wrote to jane.doe+shop@mail.example.co.uk twice", "Wrote to [e-mail removed] twice"),
    ("email", "jürgen@müller-shop.example", "[e-mail removed]"),
    ("email", "It is jane (at) mail.example now", "It is [e-mail removed] now"),
    ("email", "see <mailto:jane@mail.example|jane@mail.example>", "see [e-mail removed]"),
    ("phone", "Called +49 341 1234567 at noon", "Called [phone removed] at noon"),
    ("phone", "00 63 917 123 4567", "[phone removed]"),
    ("phone", "+41 (0)44 668 18 00.", "[phone removed]."),
    ("phone", "reached at (415) 555-2671", "reached at [phone removed]"),
    ("phone", "415-555-2671 ext. 12", "[phone removed]"),
    ("phone", "in Leipzig: 0341 1234567", "in Leipzig: [phone removed]"),
    ("phone", "030/901820", "[phone removed]"),
    ("phone", "0917 123 4567", "[phone removed]"),
    ("phone", "her phone number is 10023456", "her phone number is [phone removed]"),
    ("phone", "WhatsApp: 5551234", "WhatsApp: [phone removed]"),
    ("card", "paid with 4111 1111 1111 1111 12/26", "paid with [card removed] 12/26"),
    ("card", "378282246310005", "[card removed]"),
    ("card", "5555-5555-5555-4444,", "[card removed],"),
    ("card", "order 4111111111111111", "order [card removed]"),
    ("iban", "to DE89 3704 0044 0532 0130 00 please", "to [IBAN removed] please"),
    ("iban", "gb29nwbk60161331926819", "[IBAN removed]"),
    ("ssn", "SSN 123-45-6789.", "SSN [SSN removed]."),
    ("ssn", "social security number: 123456789", "social security number: [SSN removed]"),
    ("ip", "from 192.168.17.44 again", "from [IP removed] again"),
    ("ip", "from 2001:db8::8a2e:370:7334", "from [IP removed]"),
    ("secret", "password: hunter2", "password: [secret removed]"),
    ("secret", "Passwort=Sommer", "Passwort=[secret removed]"),
    ("secret", "the password is Sommer2026!", "the password is [secret removed]"),
    ("secret", "your PIN is 4711", "your PIN is [secret removed]"),
    ("secret", "one-time code 123456", "one-time code [secret removed]"),
    ("secret", "xoxb-123456789012-" + TOKEN, "[secret removed]"),
    ("secret", "AKIA" + "IOSFODNN7EXAMPLE", "[secret removed]"),
    ("secret", "ghp_" + TOKEN, "[secret removed]"),
    ("secret", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "[secret removed]"),
    ("secret", "Authorization: Bearer " + TOKEN, "Authorization: Bearer [secret removed]"),
    ("secret", "https://jane:pass@shop.example/", "https://[secret removed]@shop.example/"),
    ("secret", "-----BEGIN RSA PRIVATE KEY-----\nAbC\n-----END RSA PRIVATE KEY-----", "[secret removed]"),
    ("secret", "his pw: hunter2!x", "his pw: [secret removed]"),
    ("secret", "pass=Tr0ub4dor", "pass=[secret removed]"),
]

LET_THROUGH = [
    "Ticket T-1234 and ABC-123456789 belong together",
    "order 10023456789 was late, order number is 100-2345678-99",
    "order 0341 and #12345678 and 5551234567",
    "fixed in v1.2.3.4, version 10.0.0.1, app 4.18.2.1 and iOS 17.4.1.2",
    "on 2026-11-03 at 14:05, 03.11.2026, 11/03/2026, 2026-11-03 / 2026-11-09",
    "1.234.567,89 EUR and 12 000 000 pesos, 3 of 5 days",
    "card ending 4242, number 4111111111111112 fails the check",
    "DE89 3704 0044 0532 0130 01 fails the check too",
    "The password is wrong, the token has expired and the PIN was changed",
    "std::vector at 10:30:45, ratio 3:1",
    "550e8400-e29b-41d4-a716-446655440000",
    "look at https://helpdesk.example/tickets/T-52319?page=2",
    "@maya said: ask at the front desk",
    "pass: 3 of 4 checks",
    "pw: changed yesterday",
    "",
]


@pytest.mark.parametrize(("kind", "text", "guarded"), TAKEN_OUT)
def test_what_may_not_be_kept_is_taken_out_and_counted(kind: str, text: str, guarded: str) -> None:
    result = guard(text)
    assert result.text == guarded
    assert result.masked == {kind: 1}


@pytest.mark.parametrize("text", LET_THROUGH)
def test_what_a_comment_needs_is_let_through(text: str) -> None:
    assert guard(text).text == text
    assert guard(text).masked == {}


def test_every_kind_is_counted_on_its_own() -> None:
    result = guard("a@mail.example, b@mail.example and +49 341 1234567 about T-1234")
    assert result.masked == {"email": 2, "phone": 1}
    assert result.text.endswith("about T-1234")


PIECES = st.sampled_from(
    [*"4@.:-/+( ", "12", "a.de", "password", "is", "0341", "00", "DE89", "[", "at", "://", "eyJ", "T-1"]
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join)))
@example("password: password: x12")
@example("+49 341 1234567" * 3)
@example("4111 1111 1111 1111 4111 1111 1111 1111")
def test_what_was_guarded_once_stays_as_it_is(text: str) -> None:
    once = guard(text)
    assert guard(once.text).text == once.text


@given(st.lists(st.sampled_from([text for _, text, _ in TAKEN_OUT]), max_size=4))
def test_several_on_their_own_lines_are_all_taken_out(lines: list[str]) -> None:
    assert sum(guard("\n".join(lines)).masked.values()) == len(lines)


@pytest.mark.parametrize(
    ("masked", "sentence"),
    [
        ({}, ""),
        ({"email": 1}, "We removed 1 e-mail address."),
        ({"phone": 2, "email": 1}, "We removed 1 e-mail address and 2 phone numbers."),
        ({"secret": 1, "ip": 1, "card": 3}, "We removed 3 card numbers, 1 IP address and 1 password or token."),
    ],
)
def test_the_writer_is_told_what_was_removed(masked: dict[str, int], sentence: str) -> None:
    assert told(masked) == sentence


def test_every_kind_has_words() -> None:
    assert all(told({kind.value: 1}) for kind in Kind)


LONG = (
    "a" * 3000, "1 " * 1500, "1-" * 1500, "a@" * 1500, "password:" * 330, "[at]" * 750, "x@" + "a." * 1500, ":" * 3000,
    "+1 " * 1000, "eyJ" * 1000, "-----BEGIN PRIVATE KEY-----" * 110, "DE89 " * 600, "4111 " * 600, "<mailto:" * 375,
)  # fmt: skip


@pytest.mark.parametrize("text", LONG, ids=[text[:8] for text in LONG])
def test_no_text_makes_it_slow(text: str) -> None:
    guard("+49 341 1234567")
    started = time.perf_counter()
    guard(text)
    assert time.perf_counter() - started < 0.5


def test_a_usual_comment_takes_less_than_a_millisecond() -> None:
    comment = ("Answered order 10023456 on 2026-11-03, but v4.2.1 fixes it. See T-1234; call +49 341 1234567. " * 6)[
        :500
    ]
    guard(comment)
    times = []
    for _ in range(50):
        started = time.perf_counter()
        guard(comment)
        times.append(time.perf_counter() - started)
    assert min(times) < 0.001
