"""Patterns that the author of a rule starts from: one of each sort, to be changed."""

from __future__ import annotations

from typing import Any

from ancheng.base.words import msgid

ABOVE = {"kind": "level", "above": 20, "clear_margin": 2}
PATTERNS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("above", msgid("高于上限（带回差）"), ABOVE),
    ("below", msgid("低于下限（带回差）"), {"kind": "level", "below": 0.14, "clear_margin": 0.02}),
    (
        "held",
        msgid("持续超限，恢复一段时间后解除"),
        {"kind": "held", "of": ABOVE, "for_s": 60, "clear_for_s": 300},
    ),
    ("rate", msgid("变化过快"), {"kind": "rate", "over_s": 300, "rise_per_s": 0.01}),
    (
        "repeated",
        msgid("一段时间内反复超限"),
        {"kind": "repeated", "of": ABOVE, "times": 3, "within_s": 3600},
    ),
    ("silent", msgid("失联"), {"kind": "silent", "after_s": 900}),
    ("stuck", msgid("读数不变"), {"kind": "stuck", "for_s": 7200, "tolerance": 0.01}),
    ("unlawful", msgid("读数无效或超出量程"), {"kind": "unlawful"}),
    ("anomaly", msgid("偏离同期基线"), {"kind": "anomaly", "season_s": 86400, "bins": 24, "deviations": 6}),
    (
        "forecast",
        msgid("按趋势将要超限"),
        {"kind": "forecast", "over_s": 600, "horizon_s": 3600, "above": 0.27},
    ),
    ("night", msgid("只在夜间"), {"kind": "during", "of": ABOVE, "from_s": 79200, "to_s": 21600}),
    (
        "compound",
        msgid("多传感器组合（降雨且桥下积水，或井盖移位）"),
        {
            "kind": "either",
            "of": [
                {
                    "kind": "all",
                    "of": [
                        {"kind": "level", "input": "rain", "above": 30},
                        {"kind": "level", "input": "depth", "above": 0.15},
                    ],
                },
                {"kind": "level", "input": "cover", "above": 1},
            ],
        },
    ),
    (
        "not",
        msgid("某条件成立而另一条件不成立"),
        {
            "kind": "all",
            "of": [
                {"kind": "level", "input": "gas", "above": 20},
                {"kind": "not", "of": {"kind": "level", "input": "fan", "above": 1}},
            ],
        },
    ),
)
