"""The watermark: how far the store must reach, in a file that is one write long."""

from pathlib import Path

import pytest

from data.watermark import FILE, WIDTH, Watermark

HASH = "ab" * 32


def test_a_new_watermark_asks_for_nothing(tmp_path: Path) -> None:
    mark = Watermark(tmp_path)
    assert mark.read() is None
    mark.close()


def test_what_was_written_is_read_by_the_next_start(tmp_path: Path) -> None:
    mark = Watermark(tmp_path)
    mark.write(41, "cd" * 32)
    mark.write(42, HASH)
    mark.close()
    again = Watermark(tmp_path)
    assert again.read() == (42, HASH)
    again.close()


def test_every_mark_takes_the_same_room_so_that_one_call_replaces_it(tmp_path: Path) -> None:
    mark = Watermark(tmp_path)
    for sequence in (1, 99_999, 10**18, 7):
        mark.write(sequence, HASH)
        assert (tmp_path / FILE).stat().st_size == WIDTH
        assert mark.read() == (sequence, HASH)
    mark.close()


def test_the_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    Watermark(tmp_path).close()
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b"rubbish", b"12", b"twelve " + b"a" * 64, b"\xff\x00\xfe" * 20, b"1 2 3"])
def test_a_watermark_that_cannot_be_read_asks_for_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    mark = Watermark(tmp_path)
    assert mark.read() is None
    mark.close()
