"""How long a whole plan takes from the command line, and how long the reading alone takes."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ancheng.science.plan_text import parse_plan, read_document
from bench._report import report

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "data/chaoyang/plan_demo.txt"
CHAOYANG = Path(os.environ.get("ANCHENG_SHARED", ROOT.parent / "shared")) / "plans/朝政办发_2019_10号.txt"


def main() -> None:
    """Measure on the real plan where it stands beside the checkout, else on the demonstration plan."""
    path = CHAOYANG if CHAOYANG.is_file() else DEMO
    command = [sys.executable, "-m", "ancheng.config.cli", "programme", "parse", str(path), "--json"]
    whole = [_seconds(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(5)]
    alone = [_seconds(lambda: parse_plan(read_document(path).text)) for _ in range(9)]
    report("parse plan, whole command", statistics.median(whole), 1.0, "s", path.name)
    report("parse plan, reading alone", statistics.median(alone), 0.1, "s", path.name)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
