"""A draw of inspections from 100,000 objects: freezing the library, drawing, sending, and building the proof."""

from __future__ import annotations

import time
from datetime import date

from bench._report import report

SUBJECTS, INSPECTORS, RATIO_BP = 100_000, 200, 500
GOAL_SECONDS = 2.0


def main() -> None:
    """The draw alone, and beside it what the file of its proof costs."""
    from ancheng.science.fair_draw import proof
    from ancheng.science.fair_draw.library import Inspector, Library, Subject, as_json, canonical, sha256

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
    started = time.perf_counter()
    told = as_json(library)
    frozen = sha256(canonical(told))
    outcome = proof.run(library, "5f2d" * 16)
    seconds = time.perf_counter() - started
    note = f"{SUBJECTS} objects, {len(outcome.final)} drawn, {INSPECTORS} inspectors, library {frozen[:12]}"
    report("draw_100k", seconds, GOAL_SECONDS, "s", note)


if __name__ == "__main__":
    main()
