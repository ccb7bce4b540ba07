"""The risk assessment report 城市安全风险评估报告."""

import base64
from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind

# One white point: where a sample needs a picture, any will do.
BLANK = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mP4DwABAQEAG7buVgAAAABJRU5ErkJggg=="
)
COUNTS = {"red": 0, "orange": 1, "yellow": 2, "blue": 3, "never": 4}

DOCUMENT = DocumentKind(
    label="城市安全风险评估报告",
    number="{prefix}风评〔{year}〕{n}号",
    title="{title_line}",
    word=Path(__file__).with_suffix(".docx"),
    page="risks/documents/risk_report.html",
    sample={
        "number": "示例风评〔2026〕1号",
        "exercise": False,
        "name": "示例区",
        "title_line": "示例区城市安全风险评估报告",
        "as_of": "2026年11月24日",
        "issuer": "安委办",
        "date": "2026年11月24日",
        "purpose": "示例说明",
        "rule": "示例规则",
        "methods": [{"label": "示例方法", "bands": "示例分级", "citation": "示例依据"}],
        "total": 10,
        "assessed": 6,
        "never": 4,
        "expired": 1,
        "summary": "示例综述",
        "grades": [{"name": "重大风险", "number": 1, "percent": "10.0%"}],
        "residuals": [{"name": "重大风险", "cells": [0, 1, 0, 0]}],
        "areas": [{"name": "示例街道", "grade": "较大风险", "never_percent": "40.0%", **COUNTS}],
        "industries": [{"name": "示例行业", "whole": 10, **COUNTS}],
        "coverage": [
            {"name": "功能区", "required": 3, "valid": 2, "expired": 1, "never": 0, "percent": "66.7%"}
        ],
        "risks": [
            {
                "number": "FX-2026-000001", "title": "示例风险源", "owner": "示例单位", "grade": "重大风险",
                "residual": "一般风险", "measures": "示例措施", "until": "2027-11-23",
            }
        ],
        "listed_note": "重大、较大风险共1项。",
        "measures": [{"name": "工程技术", "number": 1, "percent": "10.0%"}],
        "advice": ["示例建议"],
    },
    sample_pictures={"map_areas": BLANK, "map_spots": BLANK},
)  # fmt: skip
