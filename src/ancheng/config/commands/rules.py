"""`ancheng rules`: try a signal rule on a stored series before it is put to use."""

from __future__ import annotations

import argparse
import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from ancheng.base.errors import Unreadable
from ancheng.config.command import Command

BEIJING = timezone(timedelta(hours=8))


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True)
    trying = verbs.add_parser("backtest", help="what a rule would have done: when, how often, how long")
    trying.add_argument(
        "--csv", required=True, metavar="FILE", help="columns time, value and, if several, sensor"
    )
    trying.add_argument("--rule", required=True, metavar="FILE", help="the rule as JSON")
    trying.add_argument("--json", action="store_true")


def run(asked: argparse.Namespace) -> int:
    from ancheng.science.signals import backtest
    from ancheng.science.signals.words import in_words

    rule = _rule(Path(asked.rule))
    found = backtest.run(
        rule["condition"], backtest.read_series(Path(asked.csv)), low=rule["low"], high=rule["high"]
    )
    told = {
        "rule": in_words(rule["condition"], rule["unit"]),
        "readings": found.readings,
        "bad": found.bad,
        "starts": _moment(found.starts),
        "ends": _moment(found.ends),
        "count": len(found.episodes),
        "raised_s": round(found.raised_s, 3),
        "fired": [
            {
                "sensor": each.sensor,
                "raised_at": _moment(each.raised_at),
                "cleared_at": _moment(each.cleared_at),
            }
            for each in found.episodes
        ],
    }
    if asked.json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        print(f"{told['rule']}\n{told['readings']} 个读数（无效 {told['bad']} 个），触发 {told['count']} 次")
        for each in found.episodes:
            print(f"  {_moment(each.raised_at)} — {_moment(each.cleared_at) or '（未解除）'}  {each.sensor}")
    return 0


def _rule(path: Path) -> dict[str, Any]:
    from ancheng.science.signals.words import from_json

    try:
        given = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise Unreadable(f"无法读取 {path.name}：{fault.strerror}。") from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as fault:
        raise Unreadable(f"规则文件不是有效的 JSON：{fault}。") from None
    if not isinstance(given, dict):
        raise Unreadable("规则文件应为一个 JSON 对象。")
    lawful = given.get("lawful") or [None, None]
    if not isinstance(lawful, list) or len(lawful) != 2:
        raise Unreadable("规则文件的 lawful（量程）应为 [下限, 上限]。")
    low, high = lawful
    return {
        "condition": from_json(given.get("when", given)),
        "unit": str(given.get("unit", "")),
        "low": float("-inf") if low is None else float(low),
        "high": float("inf") if high is None else float(high),
    }


def _moment(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, BEIJING).isoformat()


COMMAND = Command(name="rules", help="signal rules 信号规则", arguments=arguments, run=run)
