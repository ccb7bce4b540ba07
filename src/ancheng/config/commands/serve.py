"""`ancheng serve`: the web server."""

from __future__ import annotations

import argparse
import os

from ancheng.config import cluster
from ancheng.config.command import Command

POOL = "20"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="监听地址（默认只对本机开放）")
    parser.add_argument("--port", type=int, default=8000, help="监听端口")
    parser.add_argument("--fd", type=int, help="由上级进程打开的套接字，代替地址和端口")


def run(options: argparse.Namespace) -> int:
    os.environ.setdefault("DATABASE_POOL", POOL)
    cluster.ensure_running()
    import uvicorn

    uvicorn.run(
        "ancheng.config.asgi:application",
        host=options.host,
        port=options.port,
        fd=options.fd,
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
