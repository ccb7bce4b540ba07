"""`ancheng doctor`: what is missing, each in one sentence with the command that mends it."""

from __future__ import annotations

import argparse

from ancheng.config.command import Command


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tests", action="store_true", help="同时检查运行测试所需")


def run(options: argparse.Namespace) -> int:
    from ancheng.config.prerequisites import missing, missing_after_setup

    lacking = missing(tests=options.tests)
    sentences = [each.sentence for each in lacking] + missing_after_setup()
    for sentence in sentences:
        print(f"✗ {sentence}")
    if not sentences:
        print("✓ 所需软件齐备。")
    return 1 if sentences else 0


COMMAND = Command("doctor", "检查所需软件，逐项给出补救命令", arguments, run)
