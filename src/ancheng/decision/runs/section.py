"""The section of a slope as a drawing: ground, layers, water, the critical circle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

WIDTH, HEIGHT, MARGIN = 760, 360, 40


@dataclass(frozen=True, slots=True)
class Drawing:
    """Polylines in the pixels of an SVG."""

    width: int
    height: int
    ground: str
    fill: str
    tops: list[str] = field(default_factory=list)
    water: str = ""
    slip: str = ""
    wedge: str = ""
    centre: tuple[float, float] | None = None
    scale_m: float = 0.0
    scale_px: float = 0.0


def draw(inputs: Mapping[str, Any], result: Mapping[str, Any]) -> Drawing | None:
    """The section with the slip of a result; None where the inputs are no section."""
    ground = [(row["x_m"], row["y_m"]) for row in inputs.get("ground") or ()]
    slip = [(x, y) for x, y in result.get("slip") or ()]
    if len(ground) < 2:
        return None
    xs = [x for x, _ in ground]
    ys = [y for _, y in [*ground, *slip]]
    low = min([*ys, *([inputs["base_y_m"]] if inputs.get("base_y_m") is not None else [])])
    low -= 0.1 * (max(ys) - low or 1.0)
    scale = min((WIDTH - 2 * MARGIN) / (max(xs) - min(xs)), (HEIGHT - 2 * MARGIN) / (max(ys) - low or 1.0))
    left = min(xs)

    def at(point: tuple[float, float]) -> tuple[float, float]:
        return MARGIN + (point[0] - left) * scale, HEIGHT - MARGIN - (point[1] - low) * scale

    def line(points: list[tuple[float, float]]) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in map(at, points))

    closed = [*ground, (xs[-1], low), (xs[0], low)]
    tops = [
        line([(row["x_m"], row["y_m"]) for row in soil["top"]])
        for soil in inputs.get("soils") or ()
        if soil.get("top")
    ]
    water = [(row["x_m"], row["y_m"]) for row in inputs.get("water") or ()]
    circle = result.get("circle") or {}
    centre = at((circle["xc_m"], circle["yc_m"])) if circle else None
    metres = _round((max(xs) - left) / 5)
    above = [point for point in ground if slip and slip[0][0] < point[0] < slip[-1][0]]
    return Drawing(
        WIDTH,
        HEIGHT,
        line(ground),
        line(closed),
        tops,
        line(water) if water else "",
        line(slip),
        line([*slip, *reversed(above)]) if slip else "",
        centre if centre and 0 <= centre[1] <= HEIGHT and 0 <= centre[0] <= WIDTH else None,
        metres,
        metres * scale,
    )


def _round(length: float) -> float:
    """One, two or five times a power of ten, not above `length`."""
    power = 1.0
    while power * 10 <= length:
        power *= 10
    while power > length:
        power /= 10
    return next(power * each for each in (5, 2, 1) if power * each <= length or each == 1)
