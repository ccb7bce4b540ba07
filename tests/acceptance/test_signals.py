"""Signal rules on real series: floods of a river, failures of machines."""

import csv
import json
from datetime import datetime

import numpy as np
import pytest

from ancheng.config.cli import main
from ancheng.science.signals.backtest import Series, read_series, run
from ancheng.science.signals.declare import Anomaly, Held, Level


@pytest.fixture(scope="module")
def peaks(shared):
    """Dates and stages of the annual peaks that have a stage."""
    found = []
    with (shared / "cases/series/usgs/waterservices_peaks.txt").open(encoding="utf-8") as file:
        for row in csv.reader((line for line in file if not line.startswith("#")), delimiter="\t"):
            if row[0] == "USGS" and row[6]:
                found.append((datetime.fromisoformat(row[2]).timestamp(), float(row[6])))
    return found


@pytest.mark.parametrize("stage", [11.90, 12.0, 13.42, 15.0])
def test_a_stage_threshold_fires_on_exactly_the_peaks_at_or_above_it(peaks, stage):
    # Between two floods the river falls back: a low reading a day after each peak.
    readings = sorted([*peaks, *((time + 86400, 1.0) for time, _ in peaks)])
    time, value = (np.array(each) for each in zip(*readings, strict=True))
    found = run(Level(above=stage), Series(("",), np.zeros(len(time), dtype=np.int64), time, value))
    assert [each.raised_at for each in found.episodes] == [
        time for time, height in sorted(peaks) if height >= stage
    ]
    assert len(peaks) >= 15


def test_the_known_failures_of_real_machines_are_reported_with_the_false_alarms_beside_them(
    shared, record_property
):
    """One rule for all files, none tuned; what it finds and what it misses is recorded and held from below."""
    folder = shared / "cases/series/nab"
    windows = json.loads((folder / "combined_windows.json").read_text())
    hit = total = 0
    told = []
    for path in sorted((folder / "realKnownCause").glob("*.csv")):
        series = read_series(path)
        rule = Held(
            Anomaly(season_s=86400, bins=24, deviations=4, weight=0.02, least=50), for_s=0, clear_for_s=86400
        )
        found = run(rule, series)
        spans = [
            tuple(datetime.fromisoformat(each + "+08:00").timestamp() for each in pair)
            for pair in windows[f"realKnownCause/{path.name}"]
        ]
        times = [each.raised_at for each in found.episodes]
        caught = sum(any(a <= time <= b for time in times) for a, b in spans)
        false = sum(not any(a <= time <= b for a, b in spans) for time in times)
        told.append(f"{path.stem}: {caught} of {len(spans)} windows, {false} false alarms")
        hit, total = hit + caught, total + len(spans)
    record_property("report", "; ".join(told))
    assert total >= 15
    assert hit >= total // 2, told


def test_the_command_tells_when_a_rule_would_have_fired(shared, tmp_path, capsys):
    rule = tmp_path / "rule.json"
    rule.write_text(
        json.dumps(
            {"unit": "°F", "when": {"kind": "held", "of": {"kind": "level", "below": 60.0}, "for_s": 3600}}
        )
    )
    path = shared / "cases/series/nab/realKnownCause/machine_temperature_system_failure.csv"
    assert main(["rules", "backtest", "--csv", str(path), "--rule", str(rule), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["count"] == len(told["fired"]) > 0
    assert told["readings"] > 20_000
    assert "60 °F" in told["rule"]


def test_the_command_refuses_a_wrong_rule_and_a_wrong_file(tmp_path, capsys):
    rule, data = tmp_path / "rule.json", tmp_path / "data.csv"
    data.write_text("time,value\n2026-01-01,1\n昨天,2\n")
    rule.write_text('{"kind": "level", "above": 1}')
    assert main(["rules", "backtest", "--csv", str(data), "--rule", str(rule)]) == 2
    assert "第 3 行" in capsys.readouterr().err
    rule.write_text('{"kind": "wish"}')
    assert main(["rules", "backtest", "--csv", str(data), "--rule", str(rule)]) == 2
    assert "kind" in capsys.readouterr().err
