"""A draw of inspections from 100,000 objects: freezing the library, drawing and sending.

python bench/draw.py
"""

import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ancheng.science.fair_draw import proof
from ancheng.science.fair_draw.library import Inspector, Library, Subject, as_json, canonical, sha256
from bench._report import report

SUBJECTS, INSPECTORS, RATIO_BP = 100_000, 200, 500
GOAL_SECONDS = 2.0


def main() -> int:
    subjects = tuple(
        Subject(f"91110105{n:010d}", f"企业{n}", "全部", "综合", 1 + n % 8) for n in range(SUBJECTS)
    )
    inspectors = tuple(
        Inspector(
            f"ZF{n:04d}", f"执法员{n}", "区应急局", ("综合",), date(2024, 1, 1), date(2030, 1, 1), n % 3
        )
        for n in range(INSPECTORS)
    )
    library = Library(subjects, inspectors, (), {"全部": RATIO_BP}, 2, date(2026, 11, 24))
    started, worked = time.perf_counter(), time.process_time()
    told = as_json(library)
    frozen = sha256(canonical(told))
    outcome = proof.run(library, "5f2d" * 16)
    seconds = time.perf_counter() - started
    processor = time.process_time() - worked
    note = f"{processor:.2f} s of processor, {SUBJECTS} objects, {len(outcome.final)} drawn, {INSPECTORS} inspectors, library {frozen[:12]}"
    report("draw_100k", seconds, GOAL_SECONDS, "s", note)
    return 0


if __name__ == "__main__":
    sys.exit(main())
