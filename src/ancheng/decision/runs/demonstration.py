"""Runs of the demonstration district: every kind of model that this machine can run, at places of the register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.util import find_spec
from random import Random
from typing import Any

from ancheng.base.asker import Asker
from ancheng.base.roles import Role
from ancheng.decision.runs import form
from ancheng.decision.runs.actions import Asked, ask, compute
from ancheng.decision.runs.models import Run
from ancheng.kernel.people.models import Membership
from ancheng.science.ensemble import Here
from ancheng.science.models import models
from ancheng.science.roads.nets import SYNTHETIC, net
from ancheng.supervision.public import places_of_kind

SEED, LEAST = 110105, 40
DEMO = "（演示）"
# The day is spread over so many hours backwards, an hour and a half for each run.
STEP = timedelta(hours=5)


def load(*, at: datetime) -> int:
    """Ask and compute some forty runs; returns how many there are. A second load changes nothing."""
    if Run.every.filter(synthetic=True).exists():
        return 0
    by = _officer()
    if by is None:
        return 0
    # Ready for the first who asks for a way.
    _ = net(SYNTHETIC).roads
    wanted = list(_wanted(by))
    for number, asked in enumerate(wanted):
        moment = at - STEP * (len(wanted) - number)
        run = ask(asked, by=by, at=moment)
        compute(run_id=run.pk, at=moment, executor=Here())
        Run.every.filter(pk=run.pk).update(synthetic=True, finished_at=moment + timedelta(seconds=2))
    return len(wanted)


def _officer() -> Asker | None:
    seat = (
        Membership.objects.select_related("unit", "person")
        .filter(role=Role.DUTY, person__demonstration=True)
        .order_by("pk")
        .first()
    )
    return seat.asker() if seat else None


def _wanted(by: Asker) -> Iterator[Asked]:
    random = Random(SEED + 71)  # noqa: S311  # nosec B311
    for name, model in sorted(models().items()):
        if all(find_spec(each) for each in model.needs):
            yield _asked(name, form.sample(model), f"{model.title}算例{DEMO}")
    yield from _leaks(by, random)
    yield from _stations(by, random)
    yield from _fills(by, random)


def _asked(name: str, inputs: dict[str, Any], purpose: str, place: tuple[float, float] | None = None, subjects: tuple[dict[str, Any], ...] = ()) -> Asked:  # fmt: skip
    return Asked(name, inputs, purpose=purpose, place=place, subjects=subjects, background=False)


def _spots(by: Asker, kind: str, many: int) -> Iterator[tuple[str, tuple[float, float], dict[str, Any]]]:
    for each in places_of_kind(by, kind, at_most=many):
        lon, lat = (float(part) for part in each.wkt.removeprefix("POINT (").rstrip(")").split()[:2])
        told = {"kind": each.kind, "id": each.id, "name": each.name, "url": each.url, "checksum": ""}
        yield each.name, (round(lon, 6), round(lat, 6)), told


def _leaks(by: Asker, random: Random) -> Iterator[Asked]:
    for name, (lon, lat), told in _spots(by, "gas_facility", 6):
        inputs = {
            "release_kg_s": round(random.uniform(0.5, 4), 2),
            "wind_m_s": round(random.uniform(1, 5), 1),
            "wind_from_deg": random.randrange(0, 360, 15),
            "stability": random.choice("BCDEF"),
            "levels": [{"name": "下限的 10%", "mg_m3": 3300}, {"name": "需关注", "mg_m3": 600}],
            "lon": lon,
            "lat": lat,
        }
        yield _asked("gaussian_plume", inputs, f"{name}泄漏影响范围{DEMO}", (lon, lat), (told,))
    for name, (lon, lat), told in _spots(by, "hazardous_chemical_unit", 5):
        inputs = {"kind": "bleve", "fuel_kg": random.randrange(2000, 20_000, 500), "combustion_kj_kg": 46_000, "distance_m": 200, "lon": lon, "lat": lat}  # fmt: skip
        yield _asked("explosion_fire", inputs, f"{name}储罐爆炸影响{DEMO}", (lon, lat), (told,))


def _stations(by: Asker, random: Random) -> Iterator[Asked]:
    for name, spot, told in _spots(by, "rail_station", 6):
        inputs = {
            "train_load": random.randrange(900, 2200, 50),
            "waiting": random.randrange(100, 700, 20),
            "escalators": random.randrange(3, 7),
            "stair_m": round(0.55 * random.randrange(6, 22), 2),
        }
        yield _asked("station_evacuation", inputs, f"{name}紧急疏散能力{DEMO}", spot, (told,))


def _fills(by: Asker, random: Random) -> Iterator[Asked]:
    for name, spot, told in _spots(by, "waste_soil_site", 4):
        height = random.choice((12, 18, 24, 30))
        run = height * random.choice((1.4, 1.8, 2.4))
        points = ((0, 10), (30, 10), (30 + run, 10 + height), (75 + run, 10 + height))
        inputs = {
            "ground": [{"x_m": round(x, 1), "y_m": y} for x, y in points],
            "soils": [{"name": "渣土", "c_kpa": random.randrange(4, 18), "phi_deg": random.randrange(14, 26), "gamma_kn_m3": 18.5}],
            "ru": random.choice((0.0, 0.15, 0.25)),
            "base_y_m": 2,
        }  # fmt: skip
        yield _asked("slope_stability", inputs, f"{name}填埋体稳定性{DEMO}", spot, (told,))
