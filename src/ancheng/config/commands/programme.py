"""`ancheng programme parse FILE`: what a plan document says, without a database."""

import json
from argparse import ArgumentParser, Namespace

from ancheng.config.command import Command


def _arguments(parser: ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="{parse}")
    parse = verbs.add_parser("parse", help="解析一份实施方案（.txt、.docx、带文字层的 PDF）")
    parse.add_argument("file", metavar="FILE", help="方案文件")
    parse.add_argument("--json", action="store_true", help="输出 JSON")


def _run(arguments: Namespace) -> int:
    from ancheng.science.plan_text import parse_plan, read_document

    plan = parse_plan(read_document(arguments.file).text)
    if arguments.json:
        print(json.dumps(plan.as_json(), ensure_ascii=False, indent=1))
        return 0
    print(plan.title, plan.number or "（无文号）")
    for group in plan.groups:
        units = "、".join(unit.name for unit in group.units) + ("等" if group.open_ended else "")
        print(f"{group.section}#{group.ordinal}\t{group.title}\t{units}")
    for phase in plan.phases:
        print(f"{phase.section}\t{phase.title}\t{phase.starts or '—'} 至 {phase.ends or '—'}")
    print(f"责任组 {len(plan.groups)}，阶段 {len(plan.phases)}，", end="")
    print(f"保障措施 {len(plan.safeguards)}，指标 {len(plan.targets)}")
    return 0


COMMAND = Command(name="programme", help="实施方案：解析方案文件", arguments=_arguments, run=_run)
