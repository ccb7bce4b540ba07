"""`ancheng model`: list the decision models and run one."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from ancheng.base.errors import Absent, Unreadable
from ancheng.config.command import Command


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    listing = verbs.add_parser("list", help="the models, their inputs and sources")
    listing.add_argument("--json", action="store_true")
    running = verbs.add_parser("run", help="run one model; the result is JSON")
    running.add_argument("name")
    given = running.add_mutually_exclusive_group(required=True)
    given.add_argument("--input", metavar="FILE", help="a JSON file, - for standard input")
    given.add_argument("--json", metavar="TEXT", help="the inputs themselves")


def run(asked: argparse.Namespace) -> int:
    from ancheng.science.models import models

    if asked.verb == "list":
        return _list(models(), as_json=asked.json)
    known = models()
    if asked.name not in known:
        raise Absent(f"没有名为“{asked.name}”的模型；可用的有 {'、'.join(known)}。")
    print(json.dumps(known[asked.name].run(_inputs(asked)), ensure_ascii=False, indent=1, allow_nan=False))
    return 0


def _inputs(asked: argparse.Namespace) -> Any:
    try:
        if asked.json is not None:
            text = asked.json
        elif asked.input == "-":
            text = sys.stdin.read()
        else:
            text = Path(asked.input).read_text(encoding="utf-8-sig")
        return json.loads(text)
    except OSError as fault:
        raise Unreadable(f"无法读取 {asked.input}：{fault.strerror}。") from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as fault:
        raise Unreadable(f"输入不是有效的 JSON：{fault}。") from None


def _list(known: Any, *, as_json: bool) -> int:
    rows = [
        {
            "name": name,
            "title": each.title,
            "title_en": each.title_en,
            "version": each.version,
            "inputs": [_described(one) for one in each.inputs],
            "assumptions": list(each.assumptions),
            "citations": list(each.citations),
            "verified": each.verified,
            "unverified": list(each.unverified),
        }
        for name, each in known.items()
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            print(f"{row['name']:24} {row['title']}  {row['verified'] or '未验证'}")
    return 0


def _described(one: Any) -> dict[str, Any]:
    row = {
        "key": one.key,
        "label": one.label,
        "label_en": one.label_en,
        "kind": str(one.kind),
        "unit": one.unit,
        "minimum": one.minimum,
        "maximum": one.maximum,
        "choices": list(one.choices),
        "required": one.required,
        "default": one.default,
    }
    if one.rows:
        row["rows"] = [_described(each) for each in one.rows]
    return row


COMMAND = Command(name="model", help="decision models 辅助决策模型", arguments=arguments, run=run)
