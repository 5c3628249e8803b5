"""The sandbox's bench really does what it times: each function asserts it itself. Nothing is timed here."""

import pytest

from bench.sandbox import Measure, calls, median_ratio, over_http, over_socket


@pytest.mark.parametrize("measure", [over_socket, over_http, calls])
def test_each_pair_is_measured(measure: Measure) -> None:
    ours, bare = measure(20)
    assert min(ours, bare) > 0


def test_the_ratio_is_the_median_of_the_rounds() -> None:
    assert median_ratio([(1.0, 2.0), (3.0, 4.0), (9.0, 10.0)]) == 0.75
