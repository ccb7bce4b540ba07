"""Reading and checking a workbook of 50,000 rows by 30 columns: under 30 seconds and under 500 MB.

    python bench/excel_import.py [rows]

The workbook is written first and not counted; reading runs in a process of its own so that its memory is its own.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from ancheng.base.codes import check_digit
from ancheng.kernel.exchange.tables import (
    Choice,
    Column,
    Kind,
    TableSpec,
    annotate,
    guess_mapping,
    read_table,
    stream_xlsx,
    validate_rows,
)

ROWS, SECONDS, MEGABYTES = 50_000, 30.0, 500.0
STATES = (Choice("good", "完好"), Choice("damaged", "损坏"), Choice("lost", "缺失"))
SPEC = TableSpec(
    title_zh="消火栓",
    columns=(
        Column("code", "编号", required=True, unique=True),
        Column("name", "名称", required=True),
        Column("credit", "统一社会信用代码", kind=Kind.CREDIT_CODE),
        Column("adcode", "行政区划代码", kind=Kind.ADCODE),
        Column("lon", "经度", kind=Kind.LONGITUDE, required=True),
        Column("lat", "纬度", kind=Kind.LATITUDE, required=True),
        Column("state", "状态", kind=Kind.CHOICE, choices=STATES),
        Column("checked", "检查日期", kind=Kind.DATE),
        Column("at", "更新时间", kind=Kind.MOMENT),
        Column("works", "是否有水", kind=Kind.BOOLEAN),
        *(Column(f"n{each}", f"数值{each}", kind=Kind.DECIMAL, unit="kPa", minimum=0) for each in range(8)),
        *(Column(f"t{each}", f"文字{each}") for each in range(12)),
    ),
)


def records(rows: int) -> Iterator[dict[str, object]]:
    """Rows as a district would send them; one in a hundred has two errors."""
    draw = random.Random(110105)
    for number in range(rows):
        body = f"91110105{number:09d}"
        wrong = number % 100 == 0
        yield {
            "code": f"XF{number:06d}",
            "name": f"朝阳区第{number}号消火栓",
            "credit": body + check_digit(body),
            "adcode": "110105001002",
            "lon": "东边" if wrong else 116.4 + draw.random() / 5,
            "lat": 39.8 + draw.random() / 5,
            "state": "不明" if wrong else draw.choice(STATES).label_zh,
            "checked": draw.choice(("2026年3月5日", "2026/3/5", "2026.3.5")),
            "at": "2026-03-05 14:30:00",
            "works": "是",
            **{f"n{each}": draw.random() * 400 for each in range(8)},
            **{f"t{each}": f"备注文字{draw.randrange(10_000)}" for each in range(12)},
        }


def measure(path: Path) -> dict[str, float]:
    started = time.perf_counter()
    table = read_table(path, spec=SPEC)
    opened = time.perf_counter()
    wrong = []
    rows = 0
    for row in validate_rows(table, SPEC, guess_mapping(table.header, SPEC)):
        rows += 1
        if row.errors:
            wrong.append(row)
    checked = time.perf_counter()
    with tempfile.TemporaryFile() as target:
        annotate(table, wrong, target)
    return {
        "rows": rows,
        "wrong": len(wrong),
        "open_s": opened - started,
        "check_s": checked - opened,
        "annotate_s": time.perf_counter() - checked,
        "read_and_check_s": checked - started,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hydrants.xlsx"
        with path.open("wb") as target:
            stream_xlsx(SPEC, records(rows), target)
        print(f"workbook: {rows} rows x {len(SPEC.columns)} columns, {path.stat().st_size / 1e6:.1f} MB")
        command = [sys.executable, __file__, "--measure", str(path)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for name, value in found.items():
        print(f"{name:>18}: {value:.2f}")
    kept = found["read_and_check_s"] < SECONDS and found["peak_mb"] < MEGABYTES
    print("within" if kept else "beyond", f"{SECONDS:.0f} s and {MEGABYTES:.0f} MB")
    return 0 if kept else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(Path(sys.argv[2]))))
    else:
        sys.exit(main())
