"""The four-colour map as an image drawn here: areas by colour, letter and hatch, for print, reports and the public."""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from PIL import Image, ImageDraw, ImageFont

from ancheng.kernel.orgs.models import UnitKind
from ancheng.supervision.assets.kept import Kept
from ancheng.supervision.risks.map_models import AggregationRun
from ancheng.supervision.risks.values import Grade

WIDTH, HEIGHT, EDGE, SCALE = 1500, 1240, 30, 2
FILLS = {
    Grade.RED: "#c62828",
    Grade.ORANGE: "#f08c2e",
    Grade.YELLOW: "#f2d13c",
    Grade.BLUE: "#3f7fd0",
    Grade.NEVER: "#f1f3f5",
}
# Written on the fill, so that nobody depends on the colour.
SIGNS = {Grade.RED: "重", Grade.ORANGE: "较", Grade.YELLOW: "般", Grade.BLUE: "低", Grade.NEVER: "未"}
NAMES = {
    Grade.RED: "重大风险",
    Grade.ORANGE: "较大风险",
    Grade.YELLOW: "一般风险",
    Grade.BLUE: "低风险",
    Grade.NEVER: "未评估",
}
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
)
SHAPES = """
SELECT b.unit_id, coalesce(nullif(o.short_name, ''), o.name), coalesce(g.grade, 0),
  ST_AsGeoJSON(ST_Transform(ST_Simplify(b.area, 0.0002, true), 3857), 0),
  ST_X(p.spot), ST_Y(p.spot)
FROM places_boundary b JOIN orgs_unit o ON o.id = b.unit_id
LEFT JOIN risks_areagrade g ON g.run_id = %s AND g.unit_id = b.unit_id
CROSS JOIN LATERAL (SELECT ST_Transform(ST_PointOnSurface(b.area), 3857) AS spot) p
WHERE b.kind = %s AND (%s::bigint[] IS NULL OR b.unit_id = ANY(%s)) ORDER BY b.unit_id
"""
SPOTS = """
SELECT east, north, unmitigated FROM risks_risk
WHERE realm = 'actual' AND NOT (state = 'closed') AND unmitigated >= %s AND east IS NOT NULL {more}
ORDER BY unmitigated, id LIMIT 4000
"""


@dataclass(frozen=True, slots=True)
class Area:
    """An area to be drawn: rings in Web Mercator metres, and where its name stands."""

    name: str
    grade: Grade
    rings: list[list[tuple[float, float]]]
    spot: tuple[float, float]


def legend() -> list[tuple[str, str, str, str]]:
    """Letter, sign, name and colour of each grade, the worst first, what was never assessed last."""
    return [(each.letter, SIGNS[each], NAMES[each], FILLS[each]) for each in sorted(Grade, reverse=True)]


def of_run(
    run: AggregationRun,
    *,
    level: str = UnitKind.SUBDISTRICT,
    within: Collection[int] | None = None,
    spots: Iterable[tuple[float, float, Grade]] = (),
) -> bytes:
    """A PNG of the areas of a level in a run, of those in `within` where given, with risks as points on them."""
    areas = _areas(run, level, within)
    return _painted(areas, list(spots))


KEPT = Kept(16 * 2**20)


def kept_of_run(run: AggregationRun) -> bytes:
    """As `of_run`, for a run that does not change any more, drawn once."""
    database = connection.settings_dict["NAME"]
    return KEPT.get((database, run.pk, run.at), lambda: of_run(run))


def spots(
    least: Grade, *, enterprise_industry: str = "", units: Collection[int] = ()
) -> list[tuple[float, float, Grade]]:
    """Where the risks of at least a grade are now, of an industry or within some areas."""
    more, params = "", [least.value]
    if enterprise_industry:
        more, params = "AND industry = %s", [*params, enterprise_industry]  # type: ignore[list-item]
    if units:
        more += " AND (subdistrict_id = ANY(%s) OR zone_id = ANY(%s))"
        params += [list(units), list(units)]  # type: ignore[list-item]
    with connection.cursor() as cursor:
        cursor.execute(SPOTS.format(more=more), params)
        return [(row[0], row[1], Grade(row[2])) for row in cursor.fetchall()]


def _areas(run: AggregationRun, level: str, within: Collection[int] | None) -> list[Area]:
    ids = None if within is None else list(within)
    with connection.cursor() as cursor:
        cursor.execute(SHAPES, [run.pk, level, ids, ids])
        return [
            Area(name, Grade(grade), _rings(json.loads(shape)), (x, y))
            for _, name, grade, shape, x, y in cursor.fetchall()
            if shape
        ]


def _rings(shape: dict[str, Any]) -> list[list[tuple[float, float]]]:
    parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    # Holes inside a subdistrict are other areas, drawn over it: the outer ring is enough.
    return [[(x, y) for x, y, *_ in part[0]] for part in parts]


@dataclass(frozen=True, slots=True)
class _Frame:
    west: float
    north: float
    ratio: float

    def at(self, point: tuple[float, float]) -> tuple[float, float]:
        return EDGE * SCALE + (point[0] - self.west) * self.ratio, EDGE * SCALE + (
            self.north - point[1]
        ) * self.ratio


def _frame(areas: list[Area], width: int, height: int) -> _Frame:
    points = [point for area in areas for ring in area.rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    room_x, room_y = width - 2 * EDGE * SCALE, height - 2 * EDGE * SCALE
    ratio = min(room_x / max(east - west, 1), room_y / max(north - south, 1))
    return _Frame(west - (room_x / ratio - (east - west)) / 2, north, ratio)


def _painted(areas: list[Area], spots: list[tuple[float, float, Grade]]) -> bytes:
    width, height = WIDTH * SCALE, HEIGHT * SCALE
    image = Image.new("RGB", (width, height), "#ffffff")
    pen = ImageDraw.Draw(image)
    if areas:
        frame = _frame(areas, width, height - 90 * SCALE)
        for area in areas:
            for ring in area.rings:
                _fill(image, [frame.at(each) for each in ring], area.grade)
        for area in areas:
            for ring in area.rings:
                pen.line([frame.at(each) for each in [*ring, ring[0]]], fill="#4a5560", width=2 * SCALE)
        for east, north, grade in spots:
            x, y = frame.at((east, north))
            reach = 5 * SCALE
            pen.ellipse(
                (x - reach, y - reach, x + reach, y + reach),
                fill=FILLS[grade],
                outline="#222222",
                width=SCALE,
            )
        for area in areas:
            _name(pen, frame, area)
    else:
        pen.text(
            (width / 2, height / 2),
            "没有可绘制的区域边界",
            font=font(30 * SCALE),
            fill="#555555",
            anchor="mm",
        )
    _legend(image, pen, width, height)
    out = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).convert(
        "P", palette=Image.Palette.ADAPTIVE, colors=128
    ).save(out, "PNG", optimize=True)
    return out.getvalue()


def _fill(image: Image.Image, points: list[tuple[float, float]], grade: Grade) -> None:
    if len(points) < 3:
        return
    pen = ImageDraw.Draw(image)
    pen.polygon(points, fill=FILLS[grade])
    if grade == Grade.NEVER:
        mask = Image.new("1", image.size)
        ImageDraw.Draw(mask).polygon(points, fill=1)
        image.paste(_hatch(image.size), (0, 0), mask)


@cache
def _hatch(size: tuple[int, int]) -> Image.Image:
    """Grey hatching, which no grade has."""
    sheet = Image.new("RGB", size, FILLS[Grade.NEVER])
    pen = ImageDraw.Draw(sheet)
    for x in range(-size[1], size[0], 14 * SCALE):
        pen.line((x, size[1], x + size[1], 0), fill="#8d96a0", width=2 * SCALE)
    return sheet


def _name(pen: ImageDraw.ImageDraw, frame: _Frame, area: Area) -> None:
    """The sign of the grade, and the name where the area is wide enough for it; the table has all names."""
    x, y = frame.at(area.spot)
    ink = "#ffffff" if area.grade in (Grade.RED, Grade.BLUE) else "#222222"
    corners = [frame.at(each)[0] for ring in area.rings for each in ring]
    written = font(18 * SCALE)
    fits = written.getlength(area.name) < 0.9 * (max(corners) - min(corners))
    sign_at = (x, y - (13 * SCALE if fits else 0))
    edge = FILLS[area.grade]
    how: dict[str, Any] = {"fill": ink, "anchor": "mm", "stroke_width": 3 * SCALE, "stroke_fill": edge}
    pen.text(sign_at, SIGNS[area.grade], font=font((26 if fits else 20) * SCALE), **how)
    if fits:
        pen.text((x, y + 13 * SCALE), area.name, font=written, **how)


def _legend(image: Image.Image, pen: ImageDraw.ImageDraw, width: int, height: int) -> None:
    top, box, left = height - 70 * SCALE, 40 * SCALE, EDGE * SCALE
    for letter, sign, name, _ in legend():
        grade = next(each for each in Grade if each.letter == letter)
        corners = [(left, top), (left + box, top), (left + box, top + box), (left, top + box)]
        _fill(image, [(float(x), float(y)) for x, y in corners], grade)
        pen.rectangle((left, top, left + box, top + box), outline="#4a5560", width=SCALE)
        ink = "#ffffff" if grade in (Grade.RED, Grade.BLUE) else "#222222"
        pen.text((left + box / 2, top + box / 2), sign, font=font(24 * SCALE), fill=ink, anchor="mm")
        pen.text(
            (left + box + 12 * SCALE, top + box / 2), name, font=font(22 * SCALE), fill="#222222", anchor="lm"
        )
        left += 205 * SCALE
    pen.text(
        (width - EDGE * SCALE, top + box / 2),
        "示意边界，非法定边界",
        font=font(18 * SCALE),
        fill="#555555",
        anchor="rm",
    )


@cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font that has Chinese; the platform's own list, else the setting MAP_FONT."""
    given = getattr(settings, "MAP_FONT", "")
    for each in (given, *FONTS):
        if each and Path(each).exists():
            return ImageFont.truetype(each, size)
    return ImageFont.load_default(size)
