"""`ancheng cluster`: start, stop, look at or delete the private database."""

from __future__ import annotations

import argparse

from ancheng.base.errors import Refusal
from ancheng.config import cluster
from ancheng.config.command import Command

ACTS = ("start", "stop", "status", "reset")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=ACTS, help="启动、停止、查看，或删除（连同全部数据）")


def run(options: argparse.Namespace) -> int:
    if not cluster.is_private():
        raise Refusal("已设置 DATABASE_URL，数据库不由本程序管理：如需私有数据库，请先 unset DATABASE_URL。")
    here = cluster.current()
    match options.act:
        case "start":
            print("数据库已启动。" if cluster.ensure_running() else "数据库已在运行。")
        case "stop":
            print("数据库已停止。" if cluster.stop() else "数据库没有运行。")
        case "reset":
            cluster.reset()
            print(f"已删除 {here.data}。")
        case _:
            pid = here.pid()
            print(f"运行中：进程 {pid}，套接字 {here.sockets}" if pid else f"未运行：{here.data}")
            return 0 if pid else 1
    return 0


COMMAND = Command("cluster", "私有数据库：启动、停止、查看、删除", arguments, run)
