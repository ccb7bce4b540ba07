"""Coordinates on the ground: datums used in China, distances; longitude first, degrees, arrays or numbers.

Inside, everything is WGS 84. CGCS2000 differs from it by centimetres and is taken as equal at city scale.
GCJ-02 is the datum that public web maps in mainland China must use; BD-09 is Baidu's shift of GCJ-02.
The shift formulas are those in public use since 2010 (eviltransform); both inverses are found by iteration.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

import numpy as np
import pyproj
from numpy.typing import NDArray

from ancheng.base.errors import Refusal

Floats = NDArray[np.float64]
# A number stays a number, an array an array.
F = TypeVar("F", float, Floats)

WGS84, CGCS2000, GCJ02, BD09 = "WGS84", "CGCS2000", "GCJ02", "BD09"

EARTH_RADIUS_M = 6_371_008.8  # mean radius of the WGS 84 ellipsoid (IUGG R1)
KRASOVSKY_A_M = 6_378_245.0
KRASOVSKY_E2 = 0.006_693_421_622_965_943
BD_TURN = np.pi * 3000.0 / 180.0
# The shift is defined within this frame only: west, south, east, north.
CHINA_FRAME = (72.004, 0.8293, 137.8347, 55.8271)
TOLERANCE_DEG = 1e-9
ROUNDS = 30

NAMES = {
    "WGS84": WGS84,
    "WGS1984": WGS84,
    "EPSG:4326": WGS84,
    "CRS84": WGS84,
    "OGC:CRS84": WGS84,
    "URN:OGC:DEF:CRS:OGC:1.3:CRS84": WGS84,
    "CGCS2000": CGCS2000,
    "EPSG:4490": CGCS2000,
    "国家2000": CGCS2000,
    "GCJ02": GCJ02,
    "火星坐标": GCJ02,
    "高德": GCJ02,
    "BD09": BD09,
    "百度": BD09,
}
# Datums whose link to WGS 84 is not public; a guess would be wrong by up to a hundred metres.
SECRET_DATUMS = ("Beijing 1954", "Xian 1980", "New Beijing")


class NoSuchFrame(Refusal):
    """A coordinate system that is unknown or cannot be converted lawfully and exactly."""

    status = 422


class OutOfFrame(Refusal):
    """A position that its coordinate system cannot hold."""

    status = 422


def wgs84_to_gcj02(lon: F, lat: F) -> tuple[F, F]:
    """The GCJ-02 position of a WGS 84 position, in degrees; unchanged outside China."""
    return _like(lon, *_gcj(*_arrays(lon, lat)))


def gcj02_to_wgs84(lon: F, lat: F) -> tuple[F, F]:
    """The WGS 84 position of a GCJ-02 position, in degrees, within 1e-7."""
    return _like(lon, *_inverse(_gcj, *_arrays(lon, lat)))


def gcj02_to_bd09(lon: F, lat: F) -> tuple[F, F]:
    """The BD-09 position of a GCJ-02 position, in degrees; unchanged outside China."""
    return _like(lon, *_bd(*_arrays(lon, lat)))


def bd09_to_gcj02(lon: F, lat: F) -> tuple[F, F]:
    """The GCJ-02 position of a BD-09 position, in degrees, within 1e-7."""
    return _like(lon, *_inverse(_bd, *_arrays(lon, lat)))


def wgs84_to_bd09(lon: F, lat: F) -> tuple[F, F]:
    """The BD-09 position of a WGS 84 position, in degrees."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: F, lat: F) -> tuple[F, F]:
    """The WGS 84 position of a BD-09 position, in degrees, within 1e-7."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def frame_name(crs: str) -> str:
    """The one name of a coordinate system: WGS84, CGCS2000, GCJ02, BD09, or EPSG:n; refuses what it is not."""
    plain = crs.strip().upper().replace(" ", "").replace("-", "").replace("_", "")
    plain = plain.replace("URN:OGC:DEF:CRS:EPSG::", "EPSG:")
    if plain.isdigit():
        plain = f"EPSG:{plain}"
    if plain in NAMES:
        return NAMES[plain]
    known = _crs(plain if plain.startswith("EPSG:") else crs)
    code = known.to_epsg(min_confidence=70)
    if code is None:
        return crs
    return NAMES.get(f"EPSG:{code}", f"EPSG:{code}")


def to_wgs84(x: F, y: F, crs: str) -> tuple[F, F]:
    """Longitude and latitude in WGS 84 of x (east, longitude) and y (north, latitude) given in `crs`."""
    return _convert(x, y, crs, inverse=False)


def from_wgs84(lon: F, lat: F, crs: str) -> tuple[F, F]:
    """x (east, longitude) and y (north, latitude) in `crs` of a WGS 84 position."""
    return _convert(lon, lat, crs, inverse=True)


def outside_china(lon: float, lat: float) -> bool:
    """Whether a position lies outside the frame in which GCJ-02 is defined."""
    west, south, east, north = CHINA_FRAME
    return not (west <= lon <= east and south <= lat <= north)


def haversine_m(lon1: F, lat1: F, lon2: F, lat2: F) -> F:
    """Great-circle distance in metres (within 0.5 % of the geodesic) between positions in degrees."""
    (east1, north1), (east2, north2) = _arrays(lon1, lat1), _arrays(lon2, lat2)
    phi1, phi2 = np.radians(north1), np.radians(north2)
    half_lat, half_lon = np.sin((phi2 - phi1) / 2), np.sin(np.radians(east2 - east1) / 2)
    chord = half_lat**2 + np.cos(phi1) * np.cos(phi2) * half_lon**2
    metres = np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0))))
    return _like(lon1, metres, metres)[0]


def _convert(x: F, y: F, crs: str, *, inverse: bool) -> tuple[F, F]:
    match frame_name(crs):
        case "WGS84" | "CGCS2000":
            return x, y
        case "GCJ02":
            return wgs84_to_gcj02(x, y) if inverse else gcj02_to_wgs84(x, y)
        case "BD09":
            return wgs84_to_bd09(x, y) if inverse else bd09_to_wgs84(x, y)
        case name:
            given = _arrays(x, y)
            east, north = (np.asarray(each) for each in _transformer(name, inverse).transform(*given))
            if np.any(np.isinf(east) & np.isfinite(given[0])):
                raise OutOfFrame(f"坐标超出坐标系 {name} 的适用范围，请核对坐标数值以及 x、y 的次序。")
            return _like(x, east, north)


@lru_cache(maxsize=64)
def _crs(name: str) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_user_input(name)
    except pyproj.exceptions.CRSError as fault:
        raise NoSuchFrame(
            f"坐标系“{name[:60]}”无法识别，请填写 WGS84、CGCS2000、GCJ02、BD09 或 EPSG 编号（如 EPSG:4549）。"
        ) from fault


@lru_cache(maxsize=64)
def _transformer(name: str, inverse: bool) -> pyproj.Transformer:
    crs = _crs(name)
    base = crs.geodetic_crs.name if crs.geodetic_crs else ""
    if any(datum in base for datum in SECRET_DATUMS):
        raise NoSuchFrame(
            f"“{crs.name}”与 CGCS2000 之间的转换参数不公开，平台不能代为换算，请由测绘部门转换为 CGCS2000 后再导入。"
        )
    start, end = (_crs("EPSG:4326"), crs) if inverse else (crs, _crs("EPSG:4326"))
    try:
        return pyproj.Transformer.from_crs(start, end, always_xy=True)
    except pyproj.exceptions.ProjError as fault:
        raise NoSuchFrame(f"坐标系“{crs.name}”不能换算为 WGS 84，请转换为 CGCS2000 后再导入。") from fault


def _gcj(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    x, y = lon - 105.0, lat - 35.0
    root, waves = np.sqrt(np.abs(x)), _sine(6 * x, 20.0) + _sine(2 * x, 20.0)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (
        (waves + _sine(y, 20.0) + _sine(y / 3, 40.0) + _sine(y / 12, 160.0) + _sine(y / 30, 320.0)) * 2 / 3
    )
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (
        (waves + _sine(x, 20.0) + _sine(x / 3, 40.0) + _sine(x / 12, 150.0) + _sine(x / 30, 300.0)) * 2 / 3
    )
    phi = np.radians(lat)
    bulge = 1 - KRASOVSKY_E2 * np.sin(phi) ** 2
    d_lat = np.degrees(north * bulge**1.5 / (KRASOVSKY_A_M * (1 - KRASOVSKY_E2)))
    d_lon = np.degrees(east * np.sqrt(bulge) / (KRASOVSKY_A_M * np.cos(phi)))
    inside = _inside(lon, lat)
    return np.where(inside, lon + d_lon, lon), np.where(inside, lat + d_lat, lat)


def _bd(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * BD_TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * BD_TURN)
    inside = _inside(lon, lat)
    return (
        np.where(inside, radius * np.cos(angle) + 0.0065, lon),
        np.where(inside, radius * np.sin(angle) + 0.006, lat),
    )


def _sine(turns: Floats, height: float) -> Floats:
    return np.asarray(height * np.sin(turns * np.pi))


def _inside(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    west, south, east, north = CHINA_FRAME
    return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))


def _inverse(
    shift: Callable[[Floats, Floats], tuple[Floats, Floats]], lon: Floats, lat: Floats
) -> tuple[Floats, Floats]:
    """The position that `shift` moves to (lon, lat): the shift changes slowly, so correcting converges."""
    guess_lon, guess_lat = lon.copy(), lat.copy()
    for _ in range(ROUNDS):
        there_lon, there_lat = shift(guess_lon, guess_lat)
        off_lon, off_lat = there_lon - lon, there_lat - lat
        guess_lon, guess_lat = guess_lon - off_lon, guess_lat - off_lat
        if not np.any(np.abs(off_lon) + np.abs(off_lat) > TOLERANCE_DEG):
            break
    inside = _inside(lon, lat)
    return np.where(inside, guess_lon, lon), np.where(inside, guess_lat, lat)


def _arrays(x: float | Floats, y: float | Floats) -> tuple[Floats, Floats]:
    return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)


def _like(given: F, x: Floats, y: Floats) -> tuple[F, F]:
    if isinstance(given, np.ndarray):
        return x, y
    return float(x), float(y)
