"""`ancheng demo`: load the demonstration district, show its accounts, run it."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from ancheng.config import cluster
from ancheng.config.command import Command


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    for name, sentence in (("load", "建表并装载演示区"), ("run", "装载后启动网站与后台，Ctrl-C 停止")):
        act = acts.add_parser(name, help=sentence)
        act.add_argument("--plan", type=Path, help="以此实施方案文件代替自带的示例方案")
        if name == "run":
            act.add_argument("--port", type=int, help="端口（默认 8000，被占用则顺延）")
    acts.add_parser("accounts", help="列出演示账号")


def run(options: argparse.Namespace) -> int:
    os.environ["ANCHENG_DEMO"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ancheng.config.settings")
    from ancheng.config import demo_run

    if options.act == "run":
        return demo_run.run(plan=options.plan, port=options.port)
    cluster.ensure_running()
    if options.act == "load":
        demo_run.prepare(options.plan)
    else:
        demo_run.print_accounts()
    return 0


COMMAND = Command("demo", "演示区：装载、账号、运行", arguments, run)
