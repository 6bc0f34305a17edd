"""A browser's first visit: the page's address, and the files it names, over a few connections at once.

The files are taken by hand and not by a client of comfort: that one needs more of the processor for a file than the
program that answers, and fifty browsers have fifty processors of their own.
"""

import asyncio
import re
import time
from urllib.parse import urlsplit

import httpx2

from tests.load.session import Session

FILES = re.compile(r'(?:src|href)="\./([^"]+\.(?:js|css|woff2))"')
CONNECTIONS = 6  # a browser opens this many to one host
HEAD = "Accept-Encoding: gzip, deflate, br\r\nConnection: keep-alive\r\n"


async def load(session: Session, path: str) -> tuple[float, int]:
    """Open an address with an empty cache, as a phone that was never here; gives milliseconds and bytes sent.

    What cookies the address sets stay with the session. The page itself is run with `session.open()` afterwards.

    Raises RuntimeError when a file is not answered with 200 and its length.
    """
    begun = time.perf_counter()
    async with httpx2.AsyncClient(timeout=60, verify=False) as client:
        text = await session.redeem(client, path)
    files = sorted(set(FILES.findall(text)))
    sizes = await asyncio.gather(*(_take(session.url, files) for _ in range(CONNECTIONS)))
    return (time.perf_counter() - begun) * 1000, len(text) + sum(sizes)


async def _take(url: str, files: list[str]) -> int:
    """Take files off a list that is shared until none is left; gives the bytes of their bodies."""
    host = urlsplit(url)
    reader, writer = await asyncio.open_connection(host.hostname, host.port, limit=2**20)
    size = 0
    try:
        while files:
            name = files.pop()
            writer.write(f"GET /{name} HTTP/1.1\r\nHost: {host.netloc}\r\n{HEAD}\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = re.search(r"\r\ncontent-length: (\d+)", head)
            if not head.startswith("http/1.1 200") or not length:
                raise RuntimeError(f"{name}: {head}")
            size += len(await reader.readexactly(int(length[1])))
    finally:
        writer.close()
    return size
