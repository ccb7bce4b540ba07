"""The list of risks as a table, just as the list shows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ancheng.base.asker import Asker
from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.supervision.risks.filters import Filter
from ancheng.supervision.risks.models import Grade, Subject
from ancheng.supervision.risks.queries import narrowed, ordered
from ancheng.supervision.risks.workflows.risk import WORKFLOW

RISKS = TableSpec(
    columns=(
        Column("number", "编号", "Number"),
        Column("title", "风险源", "Risk source"),
        Column("subject", "载体", "Carrier"),
        Column("industry", "行业", "Industry"),
        Column("accident_type", "事故类型", "Kind of accident"),
        Column("unmitigated", "固有风险等级", "Grade before measures"),
        Column("residual", "剩余风险等级", "Grade with measures"),
        Column("state", "状态", "State"),
        Column("owner", "责任单位", "Responsible"),
        Column("issuer", "监管单位", "Supervisor"),
        Column("subdistrict", "街道、地区", "Subdistrict"),
        Column("address", "地址", "Address"),
        Column("identified_on", "辨识日期", "Identified"),
        Column("assessed_on", "评估日期", "Assessed"),
        Column("valid_until", "有效期至", "Valid until"),
    ),
    title_zh="风险清单",
    title_en="Risks",
)
PLAIN = ("number", "title", "industry", "accident_type", "address")
DAYS = ("identified_on", "assessed_on", "valid_until")
UNITS = (("owner", "owner_unit"), ("issuer", "issuer_unit"), ("subdistrict", "subdistrict"))


def rows(asker: Asker, asked: Filter, at: datetime) -> Iterator[dict[str, object]]:
    """Every row of the filtered list, in its order."""
    grades = {each.value: str(each.label) for each in Grade}
    subjects = {each.value: str(each.label) for each in Subject}
    states = {each.key: str(each.label) for each in WORKFLOW.states}
    names = [f"{field}__{part}" for _, field in UNITS for part in ("short_name", "name")]
    found = ordered(narrowed(asker, asked, at)).values(
        *PLAIN, *DAYS, *names, "subject", "state", "unmitigated", "residual"
    )
    for row in found.iterator(chunk_size=2000):
        yield {
            **{key: row[key] for key in PLAIN},
            **{key: str(row[key]) if row[key] else "" for key in DAYS},
            **{key: row[f"{field}__short_name"] or row[f"{field}__name"] or "" for key, field in UNITS},
            "subject": subjects[row["subject"]],
            "state": states[row["state"]],
            "unmitigated": grades[row["unmitigated"]],
            "residual": grades[row["residual"]],
        }
