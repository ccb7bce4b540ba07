"""`ancheng indicators list`: every declared indicator; `recompute`: count the last months again."""

import json
import os
from argparse import ArgumentParser, Namespace

from ancheng.config import cluster
from ancheng.config.command import Command

SHOWN = ("id", "name", "operator", "threshold", "unit", "clause")


def _arguments(parser: ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="{list,recompute}")
    listed = verbs.add_parser("list", help="列出全部指标及其目标和条款")
    listed.add_argument("--json", action="store_true", help="输出 JSON")
    counted = verbs.add_parser("recompute", help="重新计算最近若干月（已锁定的月份不变）")
    counted.add_argument("--months", type=int, default=1, help="月数，默认 1")
    counted.add_argument("--afresh", action="store_true", help="先按原始记录重建统计提取表（恢复备份之后用）")


def _run(arguments: Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ancheng.config.settings")
    cluster.ensure_running()
    import django

    django.setup()
    from ancheng.administration.indicators import actions, export
    from ancheng.base.asker import PLATFORM
    from ancheng.base.clock import now

    if arguments.verb == "recompute":
        written = actions.recompute(by=PLATFORM, at=now(), months=arguments.months, afresh=arguments.afresh)
        print(f"已写入 {written} 项结果。")
        return 0
    rows = [{key: row[key] for key in SHOWN} for row in export.definitions()]
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for row in rows:
        value = "" if row["threshold"] is None else f"{row['threshold']:g}"
        print(f"{row['id']}\t{row['name']}\t{row['operator']}{value}{row['unit']}\t{row['clause']}")
    return 0


COMMAND = Command(name="indicators", help="指标：列出定义，重新计算", arguments=_arguments, run=_run)
