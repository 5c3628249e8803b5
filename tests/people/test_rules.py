"""Names are found however they are typed."""

import pytest

from qabot.people.rules import fold


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Inês Carvalho", "ines carvalho"),
        ("Dilan Y\u0131ld\u0131z", "dilan yildiz"),
        ("Henrik Sørensen", "henrik sorensen"),
        ("Tomasz Wróbel", "TOMASZ  WROBEL "),
        ("Guðrún Pétursdóttir", "gudrun petursdottir"),
        ("Stefan Groß", "stefan gross"),
    ],
)
def test_accents_capitals_and_spaces_do_not_matter(name: str, typed: str) -> None:
    assert fold(name) == fold(typed)
