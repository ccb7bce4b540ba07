"""A load generator: bodies that were written beforehand, sent over a number of connections as fast as they are taken.

python bench/_gateway_load.py PORT TOKEN FORM SIZE BODIES CONNECTIONS START_MS — prints seconds and what was refused.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

SENSORS = 20_000


def bodies(form: str, size: int, count: int, start_ms: int) -> list[bytes]:
    """Distinct (sensor, time) throughout: the sensors in turn, a later moment at each round."""
    made = []
    for number in range(count):
        first = number * size
        codes = [f"S-{(first + each) % SENSORS}" for each in range(size)]
        times = [start_ms + (first + each) // SENSORS for each in range(size)]
        values = [round(1 + (first + each) % 97 / 10, 1) for each in range(size)]
        if form == "columns":
            body = {"sensors": codes, "times": times, "values": values}
        else:
            keys = ("sensor", "time", "value")
            body = {
                "readings": [
                    dict(zip(keys, each, strict=True)) for each in zip(codes, times, values, strict=True)
                ]
            }
        made.append(json.dumps(body | {"batch": f"{start_ms}-{number}"} if size > 1 else body).encode())
    return made


class Sender(asyncio.Protocol):
    """One connection: the next body as soon as the last one is answered; a refused one again."""

    def __init__(
        self, waiting: list[bytes], head: bytes, done: asyncio.Future[None], told: dict[int, int]
    ) -> None:
        self.waiting, self.head, self.done, self.told = waiting, head, done, told
        self.body = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.next()

    def next(self) -> None:
        if not self.waiting:
            if not self.done.done():
                self.done.set_result(None)
            self.transport.close()
            return
        self.body = self.waiting.pop()
        self.send()

    def send(self) -> None:
        self.transport.write(self.head % len(self.body) + self.body)  # type: ignore[attr-defined]

    def connection_lost(self, exc: Exception | None) -> None:
        """Closed by the server while waiting for its answer: the body is sent again over a new connection."""
        if not self.done.done():
            asyncio.get_running_loop().create_task(self.again())

    async def again(self) -> None:
        self.waiting.append(self.body)
        fresh = Sender(self.waiting, self.head, self.done, self.told)
        await asyncio.get_running_loop().create_connection(lambda: fresh, "127.0.0.1", int(sys.argv[1]))

    def data_received(self, data: bytes) -> None:
        status = int(data[9:12])
        self.told[status] = self.told.get(status, 0) + 1
        if status == 200:
            self.next()
        elif status in (429, 503):
            asyncio.get_running_loop().call_later(0.02, self.send)
        else:
            raise SystemExit(data.decode())


async def main() -> None:
    port, token, form, size, count, connections, start_ms = sys.argv[1:]
    waiting = bodies(form, int(size), int(count), int(start_ms))[::-1]
    head = (
        f"POST /v1/readings HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {token}\r\nContent-Length: %d\r\n\r\n"
    ).encode()
    loop = asyncio.get_running_loop()
    told: dict[int, int] = {}
    ends = [loop.create_future() for _ in range(int(connections))]
    began = time.perf_counter()
    for each in ends:
        await loop.create_connection(
            lambda each=each: Sender(waiting, head, each, told), "127.0.0.1", int(port)
        )
    await asyncio.gather(*ends)
    print(time.perf_counter() - began, told.get(429, 0) + told.get(503, 0))


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
