"""`ancheng worker`: does the queued and the periodic jobs."""

from __future__ import annotations

import argparse
import os

from ancheng.config import cluster
from ancheng.config.command import Command


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--concurrency", type=int, default=4, help="同时执行的任务数")


def run(options: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ancheng.config.settings")
    cluster.ensure_running()
    from django.core.management import execute_from_command_line

    concurrency = f"--concurrency={options.concurrency}"
    execute_from_command_line(["ancheng worker", "procrastinate", "worker", concurrency])
    return 0


COMMAND = Command("worker", "启动后台任务进程", arguments, run)
