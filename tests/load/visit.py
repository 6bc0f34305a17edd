"""A browser's first visit: the page's address, and the files it names, over a few connections at once."""

import asyncio
import re
import time

import httpx2

from tests.load.session import Session

FILES = re.compile(r'(?:src|href)="\./([^"]+\.(?:js|css|woff2))"')
CONNECTIONS = 6  # a browser opens this many to one host


async def load(session: Session, path: str) -> tuple[float, int]:
    """Open an address with an empty cache, as a phone that was never here; gives milliseconds and bytes sent.

    What cookies the address sets stay with the session. The page itself is run with `session.open()` afterwards.
    """
    begun = time.perf_counter()
    limits = httpx2.Limits(max_connections=CONNECTIONS)
    async with httpx2.AsyncClient(limits=limits, timeout=60, verify=False) as client:
        text = await session.redeem(client, path)
        files = sorted(set(FILES.findall(text)))
        sizes = await asyncio.gather(*(_size(client, f"{session.url}/{name}") for name in files))
    return (time.perf_counter() - begun) * 1000, len(text) + sum(sizes)


async def _size(client: httpx2.AsyncClient, address: str) -> int:
    answer = await client.get(address)
    answer.raise_for_status()
    return answer.num_bytes_downloaded
