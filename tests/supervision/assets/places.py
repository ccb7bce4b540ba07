"""Objects on the map, for the tests of lists, tiles and exports."""

from itertools import count

from django.contrib.gis.geos import Point

from ancheng.base.asker import PLATFORM
from ancheng.supervision.assets import actions
from ancheng.supervision.assets.values import Stated
from tests.factories import NOW, make_unit

_numbers = count(1)


def make_hydrant(unit=None, *, at=(116.4501, 39.9201), when=NOW, **values):
    """A hydrant of `unit`; outside every area, because the test has none."""
    number = next(_numbers)
    stated = Stated(
        kind="hydrant",
        name=values.pop("name", f"和平街{number}号消火栓"),
        code=values.pop("code", f"XHS-T{number:05d}"),
        unit_id=(unit or make_unit()).pk,
        geometry=Point(*at, srid=4326) if at else None,
        outside_accepted=True,
        **values,
    )
    return actions.register(stated=stated, by=PLATFORM, at=when)
