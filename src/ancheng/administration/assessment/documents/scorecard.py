"""The scorecard of a round 考评成绩单: ranks by peer group, the commendation list, what cost points."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind

DOCUMENT = DocumentKind(
    label="考评成绩单",
    number="{prefix}评〔{year}〕{n}号",
    title="{period}城市安全发展考评成绩单",
    word=Path(__file__).with_suffix(".docx"),
    page="assessment/documents/scorecard.html",
    sample={
        "number": "",
        "exercise": False,
        "period": "2026年11月",
        "rubric": "示例自评标准（示例来源）",
        "verified": False,
        "total": 2,
        "final": 2,
        "evidence": 12,
        "ranking": [
            {"group": "街道", "rank": "1", "unit": "示例街道", "counted": "90.00", "stated": "92.00", "reviewed": "91.00", "score": "91.50", "state": "已确定"}
        ],
        "commended": [{"group": "街道", "unit": "示例街道", "score": "91.50"}],
        "losses": [
            {"unit": "示例街道", "item": "示例项目", "clause": "二(二)7#1", "weight": "5", "findings": "3", "missed": "是", "lost": "1.6", "points": "3.4"}
        ],
        "issuer": "安委办",
        "date": "2026年11月24日",
    },
)  # fmt: skip
