"""The electronic case file (电子案卷): a numbered index of everything, and one download with checksums."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import IO

from ancheng.base.clock import beijing_day
from ancheng.kernel.documents.models import Document
from ancheng.kernel.files.models import Blob
from ancheng.kernel.files.rules import display_name
from ancheng.supervision.penalties.models import Evidence, PenaltyCase, Recording, Statement
from ancheng.supervision.penalties.queries import attached

# The order in which a file is bound.
ORDER = (
    "penalty_decision",
    "spot_penalty",
    "service_receipt",
    "filing_form",
    "inquiry_notice",
    "penalty_notice",
    "hearing_notice",
    "crime_transfer",
    "closing_form",
)
BEFORE_EVIDENCE = ORDER[:5]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the index: what it is, its day, its checksum, and the stored bytes where there are any."""

    number: int
    title: str
    reference: str
    on: date
    checksum: str = ""
    blob: Blob | None = None
    ending: str = ""
    text: str = ""
    url: str = ""


def index(case: PenaltyCase) -> list[Item]:
    """Everything that belongs to the file, numbered in the order in which it is bound."""
    found = [*_documents(case, BEFORE_EVIDENCE), *_evidence(case), *_statements(case), *_recordings(case)]
    found += _documents(case, [each for each in ORDER if each not in BEFORE_EVIDENCE])
    return [
        Item(number, *line)  # type: ignore[arg-type]
        for number, line in enumerate(found, start=1)
    ]


Line = tuple[str, str, date, str, Blob | None, str, str, str]


def _documents(case: PenaltyCase, kinds: list[str] | tuple[str, ...]) -> Iterator[Line]:
    keys = [str(each) for each in case.transfers.values_list("pk", flat=True)]
    rows = list(
        Document.every.filter(subject_type="penalties.penaltycase", subject_id=case.pk, voided_at=None)
        .select_related("pdf", "word")
        .order_by("pk")
    )
    if keys:
        rows += list(
            Document.every.filter(
                subject_type="penalties.transfer", subject_id__in=keys, voided_at=None
            ).select_related("pdf", "word")
        )
    for kind in kinds:
        for each in rows:
            if each.kind == kind:
                on = beijing_day(each.at)
                yield each.title, each.number, on, each.pdf_id, each.pdf, "pdf", "", each.get_absolute_url()


def _evidence(case: PenaltyCase) -> Iterator[Line]:
    files = attached(case)
    for each in Evidence.every.filter(case=case):
        for file in files.get(each.pk, []):
            ending = file.name.rpartition(".")[2].lower()
            title = f"{each.get_kind_display()}：{each.title}"
            yield (
                title,
                f"证据{each.order}",
                beijing_day(each.taken_at),
                file.blob_id,
                file.blob,
                ending,
                "",
                "",
            )


def _statements(case: PenaltyCase) -> Iterator[Line]:
    for each in Statement.objects.filter(case=case):
        text = (
            f"询问笔录\n案号：{case.number}\n被询问人：{each.name} {each.position}\n地点：{each.place}\n"
            f"时间：{each.began_at.astimezone():%Y-%m-%d %H:%M}—{each.ended_at.astimezone():%H:%M}\n"
            f"询问人：{each.asked_by}\n\n{each.text}\n"
        )
        checksum = sha256(text.encode()).hexdigest()
        yield f"询问笔录（{each.name}）", "", beijing_day(each.began_at), checksum, None, "txt", text, ""


def _recordings(case: PenaltyCase) -> Iterator[Line]:
    for each in Recording.objects.filter(case=case):
        title = f"{each.get_medium_display()}（{each.step}）"
        yield title, each.device, beijing_day(each.began_at), each.sha256, None, "", "", ""


def write_zip(case: PenaltyCase, out: IO[bytes]) -> list[Item]:
    """Write the file as an archive: each item under its number, an index, and SHA256SUMS to check it with.

    Bytes that are missing or no longer have their checksum are named in the index, not passed over.
    """
    items, sums, lines = index(case), [], ["序号\t名称\t文号\t日期\t校验值（SHA-256）\t文件"]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for item in items:
            name, state = _name(item), ""
            content = _content(item)
            if content is None:
                state = "（在执法记录管理端保存）" if not item.blob else "（存储中缺失，请联系系统管理员）"
                name = ""
            elif sha256(content).hexdigest() != item.checksum:
                state = "（内容与校验值不符）"
            if content is not None:
                archive.writestr(name, content)
                sums.append(f"{sha256(content).hexdigest()}  {name}")
            row = (str(item.number), item.title, item.reference, f"{item.on:%Y-%m-%d}", item.checksum)
            lines.append("\t".join((*row, name + state)))
        listing = ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
        archive.writestr("卷内目录.txt", listing)
        sums.append(f"{sha256(listing).hexdigest()}  卷内目录.txt")
        archive.writestr("SHA256SUMS", "\n".join(sums) + "\n")
    return items


def _content(item: Item) -> bytes | None:
    if item.text:
        return item.text.encode()
    if item.blob is None or not item.blob.path.exists():
        return None
    return item.blob.path.read_bytes()


def _name(item: Item) -> str:
    title = display_name(item.title.replace("/", "_").replace(":", "_"))[:60]
    return f"{item.number:03d}_{title}.{item.ending}"
