"""The code to scan: the same for the same address, and a picture without script."""

from components import qr


def test_an_address_is_drawn_as_a_picture_without_script() -> None:
    drawn = qr.svg("http://example.test/w/KMT4XQ")
    assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "script" not in drawn
    assert "http://example.test" not in drawn


def test_another_address_gives_another_code() -> None:
    assert qr.svg("http://example.test/w/KMT4XQ") != qr.svg("http://example.test/w/KMT4XR")
