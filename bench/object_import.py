"""50,000 rows of a workbook into the register, checked and written: under 30 seconds and under 500 MB.

    python bench/object_import.py [rows]

Runs in a database of its own that is dropped afterwards; the measured work runs in a process of its own.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ancheng.config.settings")
os.environ.setdefault("ANCHENG_CLUSTER", "test")

ROWS, SECONDS, MEGABYTES = 50_000, 30.0, 500.0
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def write_workbook(path: Path, rows: int, unit: str) -> None:
    from ancheng.kernel.exchange.tables import stream_xlsx
    from ancheng.supervision.assets.sheet import spec

    draw = Random(110105)
    records = (
        {
            "code": f"XF{number:06d}",
            "name": f"第{number}号消火栓" if number % 100 else "",
            "unit": unit if number % 97 else "没有这个局",
            "status": "在用",
            "address": f"和平街{number}号",
            "longitude": 116.41 + draw.random() * 0.08,
            "latitude": 39.91 + draw.random() * 0.03,
            "a.municipal": "是",
            "a.inspected_on": "2026年3月5日",
            "a.pressure_mpa": round(draw.random(), 2),
            "person1": "张三",
            "phone1": "13800000000",
        }
        for number in range(1, rows + 1)
    )
    with path.open("wb") as target:
        stream_xlsx(spec("hydrant"), records, target)


def measure(rows: int) -> dict[str, float]:
    import django

    django.setup()
    from django.contrib.gis.geos import MultiPolygon, Polygon
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test.utils import setup_databases, teardown_databases

    old = setup_databases(verbosity=0, interactive=False)
    try:
        from ancheng.base.roles import Role
        from ancheng.kernel.exchange import actions
        from ancheng.kernel.exchange.queries import proposed_mapping
        from ancheng.kernel.orgs.models import UnitKind
        from ancheng.kernel.places.models import Boundary
        from tests.factories import asker, make_unit

        street = make_unit("和平街街道办事处", UnitKind.SUBDISTRICT)
        box = Polygon.from_bbox((116.40, 39.90, 116.50, 39.95))
        Boundary.objects.create(unit=street, kind=street.kind, area=MultiPolygon(box), source="bench")
        by = asker(Role.OFFICE)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "hydrants.xlsx"
            write_workbook(path, rows, str(street))
            content = path.read_bytes()
        began = time.perf_counter()
        file = SimpleUploadedFile("hydrants.xlsx", content)
        batch = actions.upload(name="assets", variant="hydrant", file=file, options={}, by=by, at=NOW)
        mapping = proposed_mapping(batch)
        actions.check(batch=batch, mapping=mapping, options={}, by=by, at=NOW)
        actions.run_check(batch_id=batch.pk, at=NOW)
        checked = time.perf_counter()
        batch.refresh_from_db()
        actions.confirm(batch=batch, skip_errors=True, by=by, at=NOW)
        actions.run_write(batch_id=batch.pk, at=NOW)
        written = time.perf_counter()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        batch.refresh_from_db()
        actions.undo(batch=batch, why="bench", by=by, at=NOW)
        actions.run_undo(batch_id=batch.pk, at=NOW)
        return {
            "rows": rows,
            "errors": batch.counts["error"],
            "written": batch.progress,
            "check_s": checked - began,
            "write_s": written - checked,
            "undo_s": time.perf_counter() - written,
            "peak_mb": peak,
        }
    finally:
        teardown_databases(old, verbosity=0)


def main() -> int:
    from bench._report import report

    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    command = [sys.executable, __file__, "--measure", str(rows)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout.strip().splitlines()[-1])
    note = f"check {found['check_s']:.1f} s, write {found['write_s']:.1f} s, undo {found['undo_s']:.1f} s, {found['written']} written"
    report("object_import_s", found["check_s"] + found["write_s"], SECONDS, "s", note)
    report("object_import_peak_mb", found["peak_mb"], MEGABYTES, "MB")
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(int(sys.argv[2]))))
    else:
        sys.exit(main())
