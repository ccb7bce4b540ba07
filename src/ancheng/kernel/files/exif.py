"""When and where a photo says it was taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PIL import ExifTags, Image

from ancheng.base.working_days import BEIJING


@dataclass(frozen=True, slots=True)
class Taken:
    """The camera's word for time (Beijing time where it names no zone) and place (WGS 84)."""

    at: datetime | None = None
    longitude: float | None = None
    latitude: float | None = None


def taken(path: Path) -> Taken:
    """What the photo at `path` says; empty where it says nothing or nonsense."""
    try:
        with Image.open(path) as image:
            exif = image.getexif()
            details, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except (OSError, SyntaxError, ValueError):
        return Taken()
    return Taken(_time(details.get(36867) or exif.get(306)), _degrees(place, 4, "W"), _degrees(place, 2, "S"))


def _time(text: object) -> datetime | None:
    try:
        return datetime.strptime(str(text), "%Y:%m:%d %H:%M:%S").replace(tzinfo=BEIJING)
    except ValueError:
        return None


def _degrees(place: dict[int, object], key: int, negative: str) -> float | None:
    try:
        degrees, minutes, seconds = (float(each) for each in place[key])  # type: ignore[attr-defined]
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    return -value if place.get(key - 1) == negative else value
