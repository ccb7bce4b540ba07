"""`ancheng serve`: the web server."""

from __future__ import annotations

import argparse
import os

from ancheng.config import cluster
from ancheng.config.command import Command

CONNECTIONS = 40
MOST_PROCESSES = 4


def processes() -> int:
    """One process per processor, up to four: Python computes on one processor at a time."""
    return min(MOST_PROCESSES, len(os.sched_getaffinity(0)))


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="监听地址（默认只对本机开放）")
    parser.add_argument("--port", type=int, default=8000, help="监听端口")
    parser.add_argument("--processes", type=int, default=processes(), help="网站进程数（默认每个处理器一个）")
    parser.add_argument("--fd", type=int, help="由上级进程打开的套接字，代替地址和端口")


def run(options: argparse.Namespace) -> int:
    count = max(1, options.processes)
    os.environ.setdefault("DATABASE_POOL", str(max(5, CONNECTIONS // count)))
    os.environ["WEB_PROCESSES"] = str(count)
    os.environ["ANCHENG_SERVING"] = "1"
    cluster.ensure_running()
    import uvicorn

    uvicorn.run(
        "ancheng.config.asgi:application",
        host=options.host,
        port=options.port,
        fd=options.fd,
        workers=count,
        # A process that is busy with a large report is not a dead one.
        timeout_worker_healthcheck=60,
        lifespan="off",
        server_header=False,
        access_log=False,
        log_level="warning",
        # The reverse proxy stands on this machine; anybody else's forwarding headers are not believed.
        forwarded_allow_ips=os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1"),
        # Open connections (a browser's keep-alive) must not hold up the stop.
        timeout_graceful_shutdown=5,
    )
    return 0


COMMAND = Command("serve", "启动网站服务", arguments, run)
