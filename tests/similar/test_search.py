"""What is found, and in which order."""

from qabot.similar import rules
from tests.similar.conftest import Index

OTHERS = [(100 + at, f"Something else about topic{at}", f"words of no use {at}") for at in range(30)]


def test_nothing_is_found_in_an_empty_index(bugs: Index) -> None:
    assert bugs.found("Refund button does nothing") == []


def test_nothing_is_found_for_a_text_without_words(bugs: Index) -> None:
    bugs.put(1, "Refund button does nothing")
    assert bugs.found("") == bugs.found("…?!") == bugs.found("it is the") == []


def test_other_forms_of_a_word_are_found(bugs: Index) -> None:
    bugs.put_all([*OTHERS, (1, "Refunding crashes the app", "")])
    assert bugs.found("app CRASHED after a refund") == [1]


def test_what_shares_no_word_is_not_found(bugs: Index) -> None:
    bugs.put_all([*OTHERS, (1, "Refund button does nothing", "")])
    assert bugs.found("Login fails") == []


def test_a_rare_word_counts_more_than_a_frequent_one(bugs: Index) -> None:
    bugs.put_all((at, f"Payment declined in shop{at}", "") for at in range(1, 40))
    bugs.put(50, "Chargeback screen stays empty")
    assert bugs.found("Payment chargeback")[0] == 50


def test_the_title_counts_more_than_the_body(bugs: Index) -> None:
    bugs.put_all(
        [*OTHERS, (1, "Export is slow", "the voucher is missing"), (2, "Voucher is missing", "export is slow")]
    )
    assert bugs.found("Voucher missing") == [2, 1]


def test_the_body_is_asked_for_too(bugs: Index) -> None:
    bugs.put_all([*OTHERS, (1, "Error", "E4711 at checkout"), (2, "Error", "E4712 at login")])
    assert bugs.found("Error", "we saw E4711")[0] == 1


def test_of_two_alike_the_newer_one_comes_first(bugs: Index) -> None:
    bugs.put_all(OTHERS)
    bugs.put(1, "Login loops", days_ago=1)
    bugs.put(2, "Login loops", days_ago=300)
    new, old = bugs.hits("Login loops")
    assert (new.thing_id, old.thing_id) == (1, 2)
    assert 1.4 < new.score / old.score < 1.5


def test_what_will_come_later_is_as_new_as_today(bugs: Index) -> None:
    bugs.put(1, "Login loops", days_ago=-1)
    bugs.put(2, "Login loops", days_ago=0)
    one, two = bugs.hits("Login loops")
    assert one.score == two.score


def test_what_is_the_same_is_one_hit_and_counts_together(bugs: Index) -> None:
    bugs.put_all(OTHERS)
    bugs.put(1, "Parcel tracking shows yesterday")
    alone = bugs.hits("Tracking page is stale")[0].score
    bugs.put(2, "Tracking page is stale since this morning", same_as=1)
    bugs.put(3, "Stale tracking", same_as=2)
    hit, *others = bugs.hits("Tracking page is stale")
    assert hit.thing_id == 1
    assert hit.score > alone
    assert others == []


def test_the_same_as_something_that_is_not_there_counts_for_itself(bugs: Index) -> None:
    bugs.put(2, "Tracking page is stale", same_as=1)
    assert bugs.found("stale tracking page") == [2]


def test_two_that_are_the_same_as_each_other_are_found_all_the_same(bugs: Index) -> None:
    bugs.put(1, "Tracking page is stale", same_as=2)
    bugs.put(2, "Tracking page is stale", same_as=1)
    assert set(bugs.found("stale tracking page")) <= {1, 2}
    assert bugs.found("stale tracking page")


def test_no_more_are_found_than_asked_for(bugs: Index) -> None:
    bugs.put_all((at, "Login loops", "") for at in range(1, 20))
    assert bugs.found("Login loops", limit=3) == [19, 18, 17]


def test_kinds_of_things_are_apart(bugs: Index) -> None:
    questions = Index(bugs.database, "question")
    bugs.put(1, "Login loops")
    questions.put(1, "Refund button does nothing")
    assert bugs.found("refund button") == []
    assert questions.found("refund button") == [1]


def test_it_is_found_before_it_is_counted(bugs: Index) -> None:
    bugs.put(1, "Login loops")
    assert bugs.found("login") == [1]
    bugs.count()
    assert bugs.found("login") == [1]


def test_a_text_of_any_length_and_script_is_taken(bugs: Index) -> None:
    bugs.put(1, "Größe " * 1000, "\0 \ud83d\ude00 логин не работает " * 5000)
    assert bugs.found("größe") == bugs.found("x", "ЛОГИН") == [1]


def test_as_many_entries_are_read_as_is_worth_it(bugs: Index) -> None:
    worth, frequencies = {1: 3.0, 2: 2.0, 3: 1.0}, {1: 10, 2: rules.ENTRIES_READ, 3: rules.ENTRIES_READ}
    assert list(rules.first_look(worth, frequencies)) == [1]
    assert list(rules.first_look({3: 1.0}, frequencies)) == [3]
