"""`ancheng enforcement verify-draw FILE`: run a published draw again, without a database."""

from __future__ import annotations

import argparse
from pathlib import Path

from ancheng.base.errors import Unreadable
from ancheng.config.command import Command


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    verifying = verbs.add_parser(
        "verify-draw", help="重新计算公布的抽查证明；一致为 0，不一致为 1，文件不对为 2"
    )
    verifying.add_argument("file", metavar="FILE", help="从公开页面下载的证明文件（JSON）")


def run(asked: argparse.Namespace) -> int:
    from ancheng.science.fair_draw.proof import faults, read

    try:
        text = Path(asked.file).read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise Unreadable(f"无法读取 {asked.file}：{fault.strerror}。") from None
    except UnicodeDecodeError:
        raise Unreadable(f"{asked.file} 不是 UTF-8 文本，不是抽查证明。") from None
    proof = read(text)
    found = faults(proof)
    if not found:
        drawn, known = len(proof["final"]), len(proof["library"]["subjects"])
        print(
            f"抽查 {proof['number']} 重新计算一致：{known} 个对象中抽取 {drawn} 个，校验值 {proof['sha256']}。"
        )
        return 0
    print(f"抽查 {proof['number']} 重新计算不一致：")
    for each in found:
        print(f"- {each}")
    return 1


COMMAND = Command("enforcement", "执法：核验抽查证明", arguments, run)
