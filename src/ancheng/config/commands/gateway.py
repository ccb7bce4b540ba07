"""`ancheng gateway`: the server that takes the readings of sensors."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from ancheng.config import cluster
from ancheng.config.command import Command

PORT = 8100


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    run = acts.add_parser("run", help="启动监测数据网关")
    run.add_argument("--host", default="127.0.0.1", help="监听地址（默认只对本机开放）")
    run.add_argument("--port", type=int, default=PORT, help="监听端口")
    replay = acts.add_parser("replay", help="把 CSV 文件中的读数（sensor、time、value）发送给网关")
    replay.add_argument("--csv", type=Path, required=True, metavar="FILE")
    replay.add_argument("--gateway", default=f"http://127.0.0.1:{PORT}", help="网关地址")
    replay.add_argument(
        "--token", default=os.environ.get("ANCHENG_TOKEN", ""), help="接入令牌（或 ANCHENG_TOKEN）"
    )
    run.add_argument("--fd", type=int, help="由上级进程打开的套接字，代替地址和端口")


def run(options: argparse.Namespace) -> int:
    if options.act == "replay":
        from ancheng.monitoring.gateway.replaying import replay

        told = replay(options.csv, gateway=options.gateway, token=options.token)
        print(f"接收 {told['accepted']}，隔离 {told['quarantined']}，此前已收的批次 {told['repeated']}")
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ancheng.config.settings")
    cluster.ensure_running()
    from ancheng.config.gateway import gateway
    from ancheng.monitoring.gateway.server import serve

    serve(gateway(), host=options.host, port=options.port, fd=options.fd)
    return 0


COMMAND = Command("gateway", "监测数据网关", arguments, run)
