"""Every answer carries the headers that keep foreign content and framing out."""

from starlette.testclient import TestClient


def test_every_answer_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/healthz", "/api/openapi.json", "/s/unknown", "/leave"):
        headers = client.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
