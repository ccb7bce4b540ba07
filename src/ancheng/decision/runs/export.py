"""Runs as a table, one run as a whole, its map as a sketch for the print, and where two runs differ."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone
from PIL import Image, ImageDraw

from ancheng.decision.runs import form
from ancheng.decision.runs.figures import number
from ancheng.decision.runs.models import Run
from ancheng.decision.runs.words import figure_word, unit_of
from ancheng.kernel.exchange.tables import Column, TableSpec
from ancheng.kernel.exchange.tables import Kind as Cell

RUNS = TableSpec(
    columns=(
        Column("number", "编号", "Number", Cell.INTEGER),
        Column("model", "模型", "Model"),
        Column("version", "版本", "Version"),
        Column("purpose", "用途", "Purpose"),
        Column("state", "状态", "State"),
        Column("by", "计算人", "By"),
        Column("unit", "单位", "Unit"),
        Column("asked", "提出时间", "Asked"),
        Column("seconds", "用时（秒）", "Seconds", Cell.DECIMAL),
        Column("checksum", "结果校验码", "Checksum"),
    ),
    title_zh="模型测算",
    title_en="Model runs",
)
SKETCH = (640, 360)


def rows(found: Any) -> Iterator[dict[str, Any]]:
    for each in found.order_by("-pk").iterator(chunk_size=2000):
        yield {
            "number": each.pk,
            "model": each.label,
            "version": each.model_version,
            "purpose": each.purpose,
            "state": str(each.get_state_display()),
            "by": each.by_name,
            "unit": str(each.unit or ""),
            "asked": f"{timezone.localtime(each.asked_at):%Y-%m-%d %H:%M}",
            "seconds": each.seconds,
            "checksum": each.result_checksum,
        }


def whole(run: Run) -> dict[str, Any]:
    """A run as it can be checked elsewhere: model, version, inputs, result and both checksums."""
    return {
        "model": run.model,
        "version": run.model_version,
        "inputs": run.inputs,
        "inputs_sha256": run.inputs_checksum,
        "objects": run.subjects,
        "result": run.result,
        "result_sha256": run.result_checksum,
        "asked_at": run.asked_at.isoformat(),
        "realm": run.realm,
    }


def sketch(layers: Mapping[str, Any] | None) -> str:
    """The layers as a small picture (address with its content); '' where there is nothing to draw."""
    shapes = [
        each
        for each in (layers or {}).get("features", ())
        if each["geometry"]["type"] in ("Polygon", "LineString", "Point")
    ]
    points = [point for each in shapes for point in _points(each["geometry"])]
    if not points:
        return ""
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    across, up = max((east - west) * 0.77, 1e-6), max(north - south, 1e-6)
    scale = min((SKETCH[0] - 20) / across, (SKETCH[1] - 20) / up)
    off_x, off_y = (SKETCH[0] - across * scale) / 2, (SKETCH[1] - up * scale) / 2

    def at(point: tuple[float, float]) -> tuple[float, float]:
        return off_x + (point[0] - west) * 0.77 * scale, SKETCH[1] - off_y - (point[1] - south) * scale

    picture = Image.new("RGB", SKETCH, "#f4f6f8")
    pen = ImageDraw.Draw(picture, "RGBA")
    for each in shapes:
        line = [at(point) for point in _points(each["geometry"])]
        colour = each["properties"].get("fill", "#1f4e8c")
        if each["geometry"]["type"] == "Polygon" and len(line) > 2:
            pen.polygon(line, fill=f"{colour}66", outline=colour)
        elif len(line) > 1:
            pen.line(line, fill=colour, width=3)
        else:
            x, y = line[0]
            pen.ellipse((x - 4, y - 4, x + 4, y + 4), fill=colour)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def _points(geometry: Mapping[str, Any]) -> list[tuple[float, float]]:
    coordinates = geometry["coordinates"]
    if geometry["type"] == "Point":
        return [(coordinates[0], coordinates[1])]
    line = coordinates[0] if geometry["type"] == "Polygon" else coordinates
    return [(x, y) for x, y, *_ in line]


def differing(left: Run, right: Run) -> dict[str, list[tuple[str, str, str, str]]]:
    """Inputs that differ and all single figures of two runs: (label, left, right, unit or change)."""
    model = left.declared
    told = [
        {row[0]: row[1] for row in form.described(model, each.inputs)} if model else {}
        for each in (left, right)
    ]
    inputs = [
        (label, told[0].get(label, "—"), told[1].get(label, "—"), "")
        for label in dict.fromkeys([*told[0], *told[1]])
        if told[0].get(label) != told[1].get(label)
    ]
    found = []
    for key, value in (left.result or {}).items():
        other = (right.result or {}).get(key)
        if all(isinstance(each, int | float) and not isinstance(each, bool) for each in (value, other)):
            change = f"{100 * (other - value) / abs(value):+.0f} %" if value else ""
            found.append((f"{figure_word(key)} {unit_of(key)}".strip(), number(value), number(other), change))
        elif isinstance(value, str | bool) and value != other:
            found.append((figure_word(key), str(value), str(other), ""))
    return {"inputs": inputs, "figures": found}
