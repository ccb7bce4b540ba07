"""The certificate that a major hazard is filed 危险化学品重大危险源备案登记表."""

from pathlib import Path

from ancheng.kernel.documents.kind import DocumentKind

DOCUMENT = DocumentKind(
    label="重大危险源备案登记表",
    number="{prefix}危备〔{year}〕{n}号",
    title="{unit}“{hazard}”重大危险源备案登记表",
    word=Path(__file__).with_suffix(".docx"),
    page="hazards/documents/hazard_filing.html",
    sample={
        "number": "示例危备〔2026〕1号",
        "exercise": False,
        "unit": "示例化工有限公司",
        "credit_code": "91110105000000000X",
        "hazard": "液氨储罐区",
        "hazard_number": "WXY-2026-00001",
        "sort": "储存单元",
        "place": "示例地址",
        "boundary": "防火堤以内",
        "lines": [{"name": "氨", "quantity": "30", "critical": "10", "ratio": "3", "beta": "2"}],
        "s": "3",
        "r": "12",
        "alpha": "2",
        "people": "120",
        "level": "三级",
        "report": "示例评〔2026〕1号（示例评价机构）",
        "reported_on": "2026年11月1日",
        "reassess_on": "2029年11月1日",
        "plan": "ZX-2026-01 液氨泄漏专项应急预案",
        "responsibles": "主要负责人 示例 13800000000",
        "standard": "GB 18218-2018",
        "clause": "示例条款",
        "issuer": "示例监管部门",
        "contact": "示例人",
        "date": "2026年11月24日",
    },
)
