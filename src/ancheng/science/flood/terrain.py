"""Terrain as a square grid, read from an ESRI ASCII grid; holes in it are refused, filled or walled off, never guessed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ancheng.science.model import BadInput
from ancheng.science.rings import on_earth

Floats = NDArray[np.float64]
MOST_CELLS = 1_000_000
HEADS = ("ncols", "nrows", "cellsize", "nodata_value", "xllcorner", "yllcorner", "xllcenter", "yllcenter")
# Gaps up to this share may be filled from their neighbours.
FILLED_SHARE = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Terrain:
    """Heights in metres, row 0 in the south, `gap` where there is none; the south-west corner on WGS 84 if known."""

    height_m: Floats
    gap: NDArray[np.bool_]
    cell_m: float
    corner: tuple[float, float] | None

    def cell_of(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of a place (WGS 84 if the corner is, else metres from the corner); None off the grid."""
        if self.corner is not None:
            (lon0, lat0), (lon1, lat1) = on_earth(np.array([[0.0, 0.0], [1000.0, 1000.0]]), self.corner)
            x, y = (x - lon0) / (lon1 - lon0) * 1000, (y - lat0) / (lat1 - lat0) * 1000
        row, column = int(np.floor(y / self.cell_m)), int(np.floor(x / self.cell_m))
        inside = 0 <= row < self.height_m.shape[0] and 0 <= column < self.height_m.shape[1]
        return (row, column) if inside and not self.gap[row, column] else None


def read_grid(text: str, corner: tuple[float, float] | None, gaps: str) -> Terrain:
    """The terrain of an ASCII grid; `gaps` says what becomes of cells without a height: refuse, fill or wall."""
    heads, body = _split(text)
    try:
        columns, rows = int(heads["ncols"]), int(heads["nrows"])
        cell, nothing = heads["cellsize"], heads.get("nodata_value", -9999.0)
    except KeyError as missing:
        raise BadInput(f"地形缺少表头 {missing.args[0]}，请给出 ESRI ASCII 格网（.asc）。") from None
    if not (columns >= 3 and rows >= 3 and columns * rows <= MOST_CELLS):
        raise BadInput(f"地形格网应为 3×3 至共 {MOST_CELLS} 格，现为 {columns}×{rows}，请裁剪或加大格距。")
    if not 0.1 <= cell <= 1000:
        raise BadInput(f"地形格距应为 0.1 至 1000 m，现为 {cell:g}；经纬度格网请先投影为米。")
    try:
        values = np.array(body, dtype=np.float64)
    except ValueError:
        raise BadInput("地形高程中有不是数值的内容，请核对文件。") from None
    if len(values) != columns * rows:
        raise BadInput(f"地形高程应有 {columns * rows} 个，实际为 {len(values)} 个，文件可能不完整。")
    height = values.reshape(rows, columns)[::-1].copy()
    gap = ~np.isfinite(height) | (height == nothing)
    if (np.abs(height[~gap]) > 9000).any():
        raise BadInput("地形高程超出 ±9000 m，请核对单位和无数据标记。")
    if gap.all():
        raise BadInput("地形中没有有效高程，请核对文件。")
    return _treated(height, gap, cell, corner, gaps)


def _split(text: str) -> tuple[dict[str, float], list[str]]:
    words = text.split()
    heads: dict[str, float] = {}
    at = 0
    while at + 1 < len(words) and words[at].lower() in HEADS:
        try:
            value = float(words[at + 1])
        except ValueError:
            raise BadInput(f"地形表头 {words[at]} 不是数值，请核对文件。") from None
        if not np.isfinite(value):
            raise BadInput(f"地形表头 {words[at]} 不是有限的数值，请核对文件。")
        heads[words[at].lower()] = value
        at += 2
    return heads, words[at:]


def _treated(
    height: Floats, gap: NDArray[np.bool_], cell: float, corner: tuple[float, float] | None, gaps: str
) -> Terrain:
    if gap.any() and gaps == "refuse":
        row, column = np.argwhere(gap)[0]
        raise BadInput(
            f"地形有 {int(gap.sum())} 格没有高程（如自南第 {row + 1} 行第 {column + 1} 列），"
            "请补全，或选择“fill”由周边补齐、“wall”视为不过水。"
        )
    if gap.any() and gaps == "fill":
        if gap.mean() > FILLED_SHARE:
            raise BadInput(f"地形缺失 {gap.mean():.0%}，超过可补齐的 {FILLED_SHARE:.0%}，请补测后再算。")
        height, gap = _filled(height, gap), np.zeros_like(gap)
    return Terrain(np.where(gap, 0.0, height), gap, cell, corner)


def _filled(height: Floats, gap: NDArray[np.bool_]) -> Floats:
    """Each missing height as the mean of the neighbours that have one, from the rim inwards."""
    height, missing = np.where(gap, 0.0, height), gap.copy()
    while missing.any():
        known = np.pad((~missing).astype(np.float64), 1)
        wide = np.pad(np.where(missing, 0.0, height), 1)
        many = known[:-2, 1:-1] + known[2:, 1:-1] + known[1:-1, :-2] + known[1:-1, 2:]
        total = wide[:-2, 1:-1] + wide[2:, 1:-1] + wide[1:-1, :-2] + wide[1:-1, 2:]
        now = missing & (many > 0)
        height[now] = total[now] / many[now]
        missing &= ~now
    return height
