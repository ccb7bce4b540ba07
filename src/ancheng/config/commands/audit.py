"""`ancheng audit verify`: whether the chain of audit rows is whole."""

from __future__ import annotations

import argparse
import os

from ancheng.config import cluster
from ancheng.config.command import Command


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=("verify",), help="重算整条审计链并与锚点核对")


def run(options: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ancheng.config.settings")
    cluster.ensure_running()
    import django

    django.setup()
    from ancheng.kernel.audit.actions import seal_now
    from ancheng.kernel.audit.queries import verify

    seal_now()
    verdict = verify()
    if verdict.whole:
        print(f"审计链完整：{verdict.rows} 行，链首 {verdict.head[:16]}。")
        return 0
    where = f"第 {verdict.broken_at} 位（记录号 {verdict.row_id}）" if verdict.broken_at else "链尾"
    print(f"审计链断裂：{where}，{verdict.reason}。")
    return 1


COMMAND = Command("audit", "核验审计链", arguments, run)
