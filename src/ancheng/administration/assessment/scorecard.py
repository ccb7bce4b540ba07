"""A round in print: values of the Word template, workbooks of scores and of the evidence index."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from ancheng.administration.assessment.declare import Sort
from ancheng.administration.assessment.models import Assessment
from ancheng.administration.assessment.queries import Place, scored
from ancheng.administration.assessment.rules import Found
from ancheng.base.asker import Asker
from ancheng.kernel.documents.actions import rendered
from ancheng.kernel.exchange.tables import Column, TableSpec, stream_xlsx
from ancheng.kernel.exchange.tables import Kind as Cell
from ancheng.kernel.files.models import Attachment
from ancheng.kernel.language import as_recorded, in_record_language

SCORES = TableSpec(
    columns=(
        Column("unit", "单位", "Unit"),
        Column("group", "同类单位", "Peers"),
        Column("rank", "名次", "Rank", Cell.INTEGER),
        Column("section", "分类", "Section"),
        Column("item", "项目", "Item"),
        Column("clause", "条款", "Clause"),
        Column("weight", "分值", "Weight", Cell.DECIMAL),
        Column("counted", "系统测算问题数", "Counted", Cell.INTEGER),
        Column("stated", "自评问题数", "Stated", Cell.INTEGER),
        Column("reviewed", "复核问题数", "Reviewed", Cell.INTEGER),
        Column("decided", "确定问题数", "Decided", Cell.INTEGER),
        Column("out_of", "评判结果数", "Out of", Cell.INTEGER),
        Column("missed", "指标未达标", "Target missed", Cell.BOOLEAN),
        Column("lost", "扣分", "Lost", Cell.DECIMAL),
        Column("points", "得分", "Points", Cell.DECIMAL),
        Column("note", "自评说明", "Note"),
        Column("answer", "复核意见", "Answer"),
    ),
    title_zh="考评得分",
    title_en="Scores",
)
INDEX = TableSpec(
    columns=(
        Column("number", "编号", "Number", Cell.INTEGER),
        Column("unit", "单位", "Unit"),
        Column("item", "项目", "Item"),
        Column("name", "文件", "File"),
        Column("path", "包内位置", "Place in the package"),
        Column("size", "大小", "Size", Cell.INTEGER, unit="字节"),
        Column("by", "上传人", "Uploaded by"),
        Column("at", "上传时间", "Uploaded at", Cell.MOMENT),
        Column("sha256", "校验和（SHA-256）", "SHA-256"),
    ),
    title_zh="佐证材料目录",
    title_en="Evidence",
)


@in_record_language
def files(places: Sequence[Place], evidence: int, *, by: Asker) -> dict[str, bytes]:
    """The scorecard of a round in three forms, by name in the package."""
    word, pdf = rendered(kind="scorecard", context=context(places, evidence, by, timezone.now()))
    return {
        "scorecard.docx": word,
        "scorecard.pdf": pdf,
        "scores.xlsx": _workbook(SCORES, _lines(places)),
    }


@in_record_language
def index(evidence: Iterable[tuple[str, Attachment, Assessment]]) -> bytes:
    """The index of the evidence as a workbook."""
    rows = (
        {
            "number": number,
            "unit": str(owner.owner_unit),
            "item": each.caption,
            "name": each.name,
            "path": path,
            "size": each.blob.size,
            "by": each.by_name,
            "at": each.at,
            "sha256": each.blob_id,
        }
        for number, (path, each, owner) in enumerate(evidence, start=1)
    )
    return _workbook(INDEX, rows)


def context(places: Sequence[Place], evidence: int, by: Asker, at: datetime) -> dict[str, Any]:
    """What the Word template and its page say of a round that has at least one unit."""
    first, local = places[0].assessment, timezone.localtime(at)
    rubric = first.declared
    return {
        "number": "",
        "exercise": False,
        "period": f"{first.month:%Y年%m月}",
        "rubric": f"{rubric.zh}（{rubric.source}）",
        "verified": rubric.verified,
        "total": len(places),
        "final": sum(each.assessment.ended for each in places),
        "evidence": evidence,
        "ranking": [_ranked(each) for each in _by_group(places)],
        "commended": [
            {"group": each.group, "unit": str(each.assessment.owner_unit), "score": _text(each.score)}
            for each in _by_group(places)
            if each.commended
        ],
        "losses": list(_losses(places)),
        "issuer": by.unit_name,
        "date": f"{local:%Y年%m月%d日}",
    }


def _by_group(places: Sequence[Place]) -> list[Place]:
    return sorted(places, key=lambda each: (each.group, each.rank is None, each.rank or 0))


def _ranked(place: Place) -> dict[str, str]:
    found = place.assessment
    return {
        "group": place.group,
        "rank": _text(place.rank),
        "unit": str(found.owner_unit),
        "counted": _text(found.counted_score),
        "stated": _text(found.stated_score),
        "reviewed": _text(found.reviewed_score),
        "score": _text(place.score),
        "state": as_recorded(found.WORKFLOW.label_of(found.state)),
    }


def _losses(places: Sequence[Place]) -> Iterator[dict[str, str]]:
    """What cost points, and the grounds that void a score."""
    for place in places:
        for each in scored(place.assessment).lines:
            veto = each.item.sort == Sort.VETO and each.found.findings
            if each.lost or veto:
                yield {
                    "unit": str(place.assessment.owner_unit),
                    "item": f"{each.item.zh}（否决项）" if veto else each.item.zh,
                    "clause": each.item.clause,
                    "weight": _text(each.item.weight),
                    "findings": _findings(each.found),
                    "missed": "是" if each.found.missed else "",
                    "lost": _text(each.lost),
                    "points": _text(each.points),
                }


def _lines(places: Sequence[Place]) -> Iterator[Mapping[str, Any]]:
    """Every item of every unit, then its total; an item that nobody could judge has no points."""
    for place in places:
        found = place.assessment
        head = {"unit": str(found.owner_unit), "group": place.group, "rank": place.rank}
        kept = {each.item: each for each in found.lines.all()}
        sections = {item.key: section.zh for section in found.declared.sections for item in section.items}
        for each in scored(found).lines:
            line, judged = kept[each.item.key], each.found.findings is not None
            yield head | {
                "section": sections[each.item.key],
                "item": each.item.zh,
                "clause": each.item.clause,
                "weight": float(each.item.weight),
                "counted": line.counted,
                "stated": line.stated,
                "reviewed": line.reviewed,
                "decided": line.decided,
                "out_of": line.out_of,
                "missed": each.found.missed,
                "lost": float(each.lost) if judged else None,
                "points": float(each.points) if judged else None,
                "note": line.note,
                "answer": line.answer,
            }
        yield head | {"item": "总分", "points": None if place.score is None else float(place.score)}


def _workbook(spec: TableSpec, rows: Iterable[Mapping[str, Any]]) -> bytes:
    out = io.BytesIO()
    stream_xlsx(spec, rows, out)
    return out.getvalue()


def _findings(found: Found) -> str:
    return f"{found.findings}/{found.out_of}" if found.out_of else _text(found.findings)


def _text(value: object) -> str:
    return "—" if value is None else str(value)
