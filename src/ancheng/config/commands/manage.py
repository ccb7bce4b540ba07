"""`ancheng manage`: Django's own commands."""

from __future__ import annotations

import argparse
import os

from ancheng.config import cluster
from ancheng.config.command import Command

# These look at the code only; the others need the database.
WITHOUT_DATABASE = {"check", "compilemessages", "makemessages", "collectstatic", "diffsettings", "findstatic"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="Django 管理命令及其参数")


def run(options: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ancheng.config.settings")
    if options.rest and options.rest[0] not in WITHOUT_DATABASE:
        cluster.ensure_running()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["ancheng manage", *options.rest])
    return 0


COMMAND = Command("manage", "运行 Django 管理命令", arguments, run)
