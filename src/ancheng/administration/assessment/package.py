"""The submission package: scores, a numbered index of the evidence, the files, and a checksum of each."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import IO

from ancheng.administration.assessment import queries
from ancheng.administration.assessment.models import Assessment
from ancheng.kernel.files.models import Attachment
from ancheng.kernel.files.queries import attachments
from ancheng.kernel.files.rules import display_name


def build(assessments: Iterable[Assessment]) -> IO[bytes]:
    """A zip of a round; every file in it stands in SHA256SUMS as `sha256sum -c` reads it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (whoever answers with it closes it)
    sums: list[str] = []
    kept, listed = list(assessments), list[list[object]]()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, strict_timestamps=False) as package:
        for number, (assessment, each) in enumerate(_evidence(kept), start=1):
            name = f"evidence/{number:05d}-{display_name(each.name)}"
            package.write(each.blob.path, name)
            sums.append(f"{each.blob_id}  {name}")
            listed.append([number, assessment.owner_unit, each.caption, each.name, each.blob_id])
        tables = {
            "scores.csv": _table(_scores(kept)),
            "evidence.csv": _table([["编号", "单位", "项目", "文件", "SHA-256"], *listed]),
        }
        for name, content in tables.items():
            package.writestr(name, content)
            sums.append(f"{sha256(content).hexdigest()}  {name}")
        package.writestr("SHA256SUMS", "\n".join([*sums, ""]))
    file.seek(0)
    return file


def _evidence(assessments: list[Assessment]) -> Iterator[tuple[Assessment, Attachment]]:
    for assessment in assessments:
        for each in attachments(assessment, purpose="evidence").order_by("caption", "pk"):
            yield assessment, each


def _scores(assessments: list[Assessment]) -> Iterator[list[object]]:
    yield ["单位", "项目", "条款", "分值", "问题数", "指标未达标", "扣分", "得分", "自评说明", "复核意见"]
    for assessment in assessments:
        notes = {each.item: each for each in assessment.lines.all()}
        found = queries.scored(assessment)
        for each in found.lines:
            line = notes[each.item.key]
            findings = "" if each.found.findings is None else each.found.findings
            missed = "是" if each.found.missed else ""
            yield [assessment.owner_unit, each.item.zh, each.item.clause, each.item.weight, findings, missed, each.lost, each.points, line.note, line.answer]  # fmt: skip
        yield [assessment.owner_unit, "总分", "", "", "", "", "", found.total, "", ""]


def _table(rows: Iterable[list[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([_safe(each) for each in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _safe(value: object) -> object:
    """What a spreadsheet program would take for a formula is told as text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
