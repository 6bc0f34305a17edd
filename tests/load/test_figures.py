"""The figures are what a naive count says."""

import math
import os
import random
import time

import pytest

from tests.load.figures import Processor, seconds_of, spread


@pytest.mark.parametrize("count", [1, 2, 19, 20, 21, 100, 1001])
def test_p95_is_the_smallest_wait_that_95_of_100_do_not_exceed(count: int) -> None:
    rng = random.Random(count)
    waits = [rng.uniform(0, 1000) for _ in range(count)]
    for share, found in ((0.5, spread(waits).p50), (0.95, spread(waits).p95)):
        enough = [wait for wait in waits if sum(other <= wait for other in waits) >= share * count]
        assert found == min(enough)
    assert spread(waits).worst == max(waits)
    assert spread(waits).count == count


def test_no_wait_holds_no_limit() -> None:
    assert not spread([]).p95 < 300
    assert spread([]).count == 0


def test_processor_time_is_seen() -> None:
    watch = Processor(os.getpid())
    end = time.process_time() + 0.3
    while time.process_time() < end:
        pass
    program, own = watch.shares()
    assert own > 0.1
    assert program == pytest.approx(own, abs=0.3)
    assert "of a core" in str(watch)


def test_a_process_that_is_not_there_has_no_time() -> None:
    assert math.isnan(seconds_of(2**31 - 1))
