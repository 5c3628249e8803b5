"""Anybody who knows the seed draws the same tickets again."""

from hypothesis import given
from hypothesis import strategies as st

from qabot.audit import sampling

SEED = bytes.fromhex("00112233445566778899aabbccddeeff" * 2)
PLAN = "2026-W05:assoc-7"
TICKETS = [f"T-{number:04}" for number in range(1, 31)]
DRAWN = ["T-0007", "T-0011", "T-0027", "T-0025", "T-0005"]

references = st.lists(st.text(min_size=1, max_size=12), unique=True, min_size=1, max_size=30)


def test_the_number_of_a_ticket_is_as_computed_by_hand() -> None:
    number = sampling.draw_number(SEED, PLAN, "T-0007")
    assert number == "02ad8dbda5199305ca30e66f0f92af8aa4e1019905c9845ff23d2b5895b9d128"


def test_the_tickets_drawn_are_those_with_the_lowest_numbers() -> None:
    assert sampling.draw(SEED, PLAN, TICKETS, 5) == DRAWN


def test_the_digest_of_the_list_is_as_computed_by_hand() -> None:
    assert sampling.frame_digest(TICKETS) == "0864b7173e3515a7b12d54fa4b4b2ef39d848856d3b821fe7e7634e355d71e5a"


def test_another_plan_or_another_seed_draws_others() -> None:
    assert sampling.draw(SEED, "2026-W06:assoc-7", TICKETS, 5) != DRAWN
    assert sampling.draw(bytes(32), PLAN, TICKETS, 5) != DRAWN


@given(references)
def test_the_order_of_the_list_does_not_matter(tickets: list[str]) -> None:
    backwards = tickets[::-1]
    assert sampling.draw(SEED, PLAN, tickets, 5) == sampling.draw(SEED, PLAN, backwards, 5)
    assert sampling.frame_digest(tickets) == sampling.frame_digest(backwards)


@given(references)
def test_who_falls_out_is_replaced_by_the_next_in_line(tickets: list[str]) -> None:
    line = sampling.draw(SEED, PLAN, tickets, len(tickets))
    assert sampling.draw(SEED, PLAN, line[1:], 5) == line[1:6]


def test_two_lists_whose_references_run_together_have_two_digests() -> None:
    assert sampling.frame_digest(["T-1", "T-2"]) != sampling.frame_digest(["T-1T-2"])
