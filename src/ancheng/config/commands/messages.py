"""`ancheng messages`: the catalogue of translations: bring it up to date, compile it, say what it lacks."""

from __future__ import annotations

import argparse

from ancheng.config.command import Command


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    acts.add_parser("extract", help="收集程序中的文字并入译文目录：已有译文保留，不再使用的移除，列出待译")
    acts.add_parser("compile", help="把改动过的译文目录编译为 .mo")
    acts.add_parser("check", help="列出待译、误译和未标记的文字，有则返回 1")


def run(options: argparse.Namespace) -> int:
    from ancheng.config.catalogue import files

    if options.act == "compile":
        for each in files.compile_stale():
            print(f"已编译 {each.relative_to(files.PACKAGE)}。")
        return 0
    return _extract() if options.act == "extract" else _check()


def _extract() -> int:
    from ancheng.config.catalogue import files, marked

    now = files.merged(marked.marked(files.PACKAGE), files.catalogue())
    gone = {each.key for each in files.catalogue()} - {each.key for each in now}
    files.save(now)
    waiting = [each for each in now if not each.translated]
    print(f"共 {len(now)} 条，移除 {len(gone)} 条，待译 {len(waiting)} 条：{files.ENGLISH}")
    for each in waiting:
        print(f"  {each.msgid}")
    return 0


def _check() -> int:
    from ancheng.config.catalogue import faults, files, marked

    now = files.merged(marked.marked(files.PACKAGE), files.catalogue())
    found = [*faults.faults_of(now), *faults.unmarked(files.PACKAGE)]
    for each in found:
        print(each)
    print(f"共 {len(now)} 条，{len(found)} 处问题。" if found else f"共 {len(now)} 条，齐备。")
    return 1 if found else 0


COMMAND = Command("messages", "界面译文：收集、编译、检查", arguments, run)
