"""What crosses the doors of dispatch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from django.contrib.gis.geos import Point

from ancheng.base.errors import Refusal
from ancheng.kernel.places.models import SourceCrs
from ancheng.kernel.places.queries import locate
from ancheng.science.geometry import to_wgs84


@dataclass(frozen=True, slots=True)
class Place:
    """A position as it was given, in the frame in which it was given."""

    lon: float
    lat: float
    crs: str = SourceCrs.WGS84
    address: str = ""

    def wgs84(self) -> tuple[float, float]:
        """Longitude and latitude; what lies in no subdistrict of the district is refused."""
        if not (
            math.isfinite(self.lon)
            and math.isfinite(self.lat)
            and abs(self.lon) <= 180
            and abs(self.lat) <= 90
        ):
            raise Refusal("坐标应为经度、纬度，请核对。")
        if self.crs not in SourceCrs.values:
            raise Refusal("不认识的坐标系，可用 WGS 84、CGCS2000、GCJ-02、BD-09。")
        lon, lat = to_wgs84(self.lon, self.lat, self.crs)
        if locate(Point(lon, lat, srid=4326)).subdistrict_id is None:
            raise Refusal(f"位置（{lon:.5f}，{lat:.5f}）不在本区范围内，请核对坐标和坐标系。")
        return float(lon), float(lat)


@dataclass(frozen=True, slots=True)
class Spoken:
    """When a phone says that something happened, and where it was."""

    recorded_at: datetime | None = None
    place: Place | None = None
