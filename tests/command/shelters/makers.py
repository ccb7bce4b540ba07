"""Small makers for the tests of shelters."""

from django.contrib.gis.geos import Point

from ancheng.base.asker import PLATFORM
from ancheng.command.shelters import actions
from ancheng.command.shelters.models import Shelter
from tests.factories import NOW
from tests.supervision.assets.register import make_asset

KEYS = ("rest", "medical", "supplies", "command", "toilets", "waste", "power", "water")
ALL_ZONES = {f"zone_{key}": True for key in KEYS}


def make_shelter(unit, at=(116.45, 39.92), *, when=NOW, **attributes):
    """A shelter of the register, read by command."""
    known = {"usable_area_m2": 300, **ALL_ZONES, **attributes}
    asset = make_asset(
        unit,
        kind="shelter",
        name="幸福公园避难场所",
        geometry=Point(*at, srid=4326),
        attributes={key: value for key, value in known.items() if value is not None},
    )
    actions.read_register(by=PLATFORM, at=when)
    return Shelter.objects.get(asset_id=asset.pk)
