"""`ancheng cap`: look at an alert of the Common Alerting Protocol."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ancheng.base.errors import Unreadable
from ancheng.config.command import Command


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    looking = verbs.add_parser(
        "validate", help="exit 0 when the file holds a valid alert, 1 with every reason"
    )
    looking.add_argument("file")
    looking.add_argument("--json", action="store_true")


def run(asked: argparse.Namespace) -> int:
    from ancheng.kernel.exchange.cap.check import NoAlert, Verdict, check

    try:
        content = Path(asked.file).read_bytes()
    except OSError as fault:
        raise Unreadable(f"无法读取 {asked.file}：{fault.strerror}。") from None
    try:
        verdict = check(content)
    except NoAlert as fault:
        verdict = Verdict("", (fault.sentence,))
    if asked.json:
        told = {
            "valid": verdict.valid,
            "version": verdict.version,
            "faults": verdict.faults,
            "advice": verdict.advice,
            **verdict.facts,
        }
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for each in verdict.faults:
            print(each)
        for each in verdict.advice:
            print(f"提示：{each}")
        print(f"有效的 CAP {verdict.version} 警报" if verdict.valid else "不是有效的 CAP 警报")
    return 0 if verdict.valid else 1


COMMAND = Command(
    name="cap", help="alerts of the Common Alerting Protocol 警报文件", arguments=arguments, run=run
)
