"""The submission package of a round with 5,000 files of evidence: all of it streamed within 60 seconds, in little memory.

Forty-three subdistricts and ten departments, scorecard in Word, PDF and Excel; the package is read to its end through
the page, written to a file and its checksums are verified afterwards. The peer is Python's zipfile over the same files
on the disk, without scorecard, index and checksums.

    python -m bench.evidence_package [files]
"""

from __future__ import annotations

import hashlib
import os
import resource
import sys
import tempfile
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._report import report
from bench._scratch import scratch

FILES, SECONDS, FIRST_SECONDS, MEGABYTES = 5_000, 60.0, 20.0, 32.0
STREETS, DEPARTMENTS = 43, 10
# A photo of a phone, reduced as people send it.
SMALL, LARGE = 40_000, 360_000


def fill(files: int, at: datetime) -> date:
    """A round of which every unit has its share of the files; gives its month."""
    from ancheng.administration.assessment.actions import open_round
    from ancheng.administration.indicators.models import Result
    from ancheng.administration.indicators.public import answered_by
    from ancheng.administration.indicators.rules import month_ends
    from ancheng.base.asker import PLATFORM
    from ancheng.base.clock import beijing_day
    from ancheng.kernel.copying import copy_in
    from ancheng.kernel.files.models import Attachment, Blob
    from ancheng.kernel.orgs.models import UnitKind
    from tests.factories import make_district, make_office, make_unit

    district, month = make_district(), month_ends(beijing_day(at), 2)[0]
    make_office()
    streets = [make_unit(f"第{n}街道", UnitKind.SUBDISTRICT) for n in range(STREETS)]
    names = sorted({name for each in answered_by().values() for name in each})
    for name in names[:DEPARTMENTS]:
        make_unit(f"北京市朝阳区{name}", short_name=name)
    Result.objects.bulk_create(
        Result(indicator=key, month=month, unit=unit, numerator=90, denominator=100, computed_at=at)
        for key in answered_by()
        for unit in (*streets, district)
    )
    found = open_round(month=month, by=PLATFORM, at=at)
    blobs, attached = [], []
    for number in range(files):
        content = os.urandom(SMALL + number % 9 * (LARGE - SMALL) // 8)
        digest, owner = hashlib.sha256(content).hexdigest(), found[number % len(found)]
        blob = Blob(sha256=digest, size=len(content), media_type="image/jpeg", stored_at=at)
        blob.path.parent.mkdir(parents=True, exist_ok=True)
        blob.path.write_bytes(content)
        blobs.append(blob)
        caption = list(owner.declared.items.values())[number % 19].zh
        attached.append(
            Attachment(
                blob=blob, name=f"现场照片{number}.jpg", caption=caption, purpose="evidence", by_name="测试员", at=at,
                subject_type=owner._meta.label_lower, subject_id=str(owner.pk),
            )
        )  # fmt: skip
    Blob.objects.bulk_create(blobs, batch_size=1000)
    copy_in(attached)
    return month


def package(month: date, path: Path) -> tuple[float, float, float]:
    """Seconds to the first piece and to the last, and by how many megabytes the program grew between them."""
    from django.test import Client

    from ancheng.base.roles import Role
    from tests.factories import make_office, make_person

    client = Client()
    client.force_login(
        make_person(Role.OFFICE, make_office()),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    client.get("/assessment/")
    began = time.perf_counter()
    answer = client.get(f"/assessment/package.zip?month={month:%Y-%m}")
    assert answer.status_code == 200, answer.content.decode()
    first, before, most = 0.0, 0.0, 0.0
    with path.open("wb") as target:
        for piece in answer.streaming_content:  # type: ignore[attr-defined]
            if not first:
                first, before = time.perf_counter() - began, held_mb()
            target.write(piece)
            most = max(most, held_mb())
    took = time.perf_counter() - began
    return first, took, max(most - before, 0.0)


def held_mb() -> float:
    """Memory that the program holds at this moment, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def verify(path: Path) -> int:
    """How many files have the checksum that they are listed with; one that has not ends the measurement."""
    with zipfile.ZipFile(path) as found:
        lines = [each.split("  ", 1) for each in found.read("SHA256SUMS").decode().splitlines()]
        assert {name for _sum, name in lines} | {"SHA256SUMS"} == set(found.namelist())
        for digest, name in lines:
            assert hashlib.sha256(found.read(name)).hexdigest() == digest, name
    return len(lines)


def plain(path: Path) -> float:
    from ancheng.kernel.files.models import Blob

    blobs = list(Blob.objects.all())
    began = time.perf_counter()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        for each in blobs:
            target.write(each.path, each.sha256)
    return time.perf_counter() - began


def main() -> None:
    from django.test import override_settings
    from django.utils import timezone

    files = int(sys.argv[1]) if len(sys.argv) > 1 else FILES
    with (
        scratch("evidence"),
        tempfile.TemporaryDirectory() as folder,
        override_settings(FILES_ROOT=Path(folder) / "files", ALLOWED_HOSTS=["*"]),
    ):
        month = fill(files, timezone.now())
        path = Path(folder) / "package.zip"
        first, took, grown = package(month, path)
        size, verified = path.stat().st_size / 1e6, verify(path)
        peer = plain(Path(folder) / "plain.zip")
        note = f"{verified} files verified, {size:.0f} MB; plain zipfile {peer:.1f} s"
        report("evidence_package_s", took, SECONDS, "s", note)
        report(
            "evidence_package_first_s",
            first,
            FIRST_SECONDS,
            "s",
            "until the first piece: scorecard and index made",
        )
        report(
            "evidence_package_grown_mb", grown, MEGABYTES, "MB", "by which the program grew while it streamed"
        )


if __name__ == "__main__":
    main()
