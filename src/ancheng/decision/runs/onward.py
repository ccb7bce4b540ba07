"""Where a result leads: the next model with what is known carried over, and the file of the object it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import cos, hypot, radians, tan
from typing import Any

import shapely

from ancheng.base.asker import Asker
from ancheng.base.errors import Refusal
from ancheng.decision.runs import rules
from ancheng.decision.runs.models import Run
from ancheng.decision.runs.surroundings import areas, people_inside
from ancheng.kernel.language import named
from ancheng.supervision.public import Standing, object_of, objects_of

NEAREST_SHELTERS, MOST_ORIGINS = 6, 2000
METRES_PER_DEGREE = 111_195.0
ROOM_NOT_REGISTERED = 1000.0


@dataclass(slots=True)
class Carried:
    """Inputs of the next model, the objects they came from, in words where from, and the place."""

    values: dict[str, Any] = field(default_factory=dict)
    subjects: list[dict[str, Any]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    place: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A model that a result leads to; `carry` gives None where this result has nothing for it."""

    target: str
    carry: Callable[[Run, Asker], Carried | None]

    @property
    def label(self) -> str:
        return named(LABELS[self.target])


def steps(run: Run) -> list[Step]:
    """The models that the result of a finished run leads to."""
    if run.state != "done":
        return []
    found = [each for source, each in ONWARD if source == run.model]
    return [EVACUATE, *found] if run.around.get("areas") else found


def carried(run: Run, target: str, asker: Asker) -> Carried:
    """What goes over from a run to the model `target`; refused where the one does not lead to the other."""
    step = next((each for each in steps(run) if each.target == target), None)
    found = step.carry(run, asker) if step else None
    if found is None:
        raise Refusal("这次测算的结果不能带入所选模型，请从模型目录另行填写。")
    # The run itself is one of the things that the next one came from.
    source = {
        "kind": "run",
        "id": run.pk,
        "name": f"{run.label} №{run.pk}",
        "url": run.get_absolute_url(),
        "checksum": run.result_checksum,
    }
    kept = [each for each in run.subjects if each.get("kind") in ("run", *KEPT_KINDS)]
    found.subjects = [source, *kept, *found.subjects]
    if found.place is None and run.geometry:
        found.place = (run.geometry.x, run.geometry.y)
    return found


def _evacuation(run: Run, asker: Asker) -> Carried | None:
    """The registered places in the areas of a run as origins, the nearest shelters outside as where they go."""
    named_areas = areas(run.result or {})
    if not named_areas:
        return None
    whole = shapely.union_all([shape for _, shape in named_areas])
    spot = whole.representative_point()
    shelters = [
        (_metres(spot, each), each)
        for each in objects_of("shelter", asker)
        if each.point and not whole.intersects(shapely.Point(each.point))
    ]
    shelters.sort(key=lambda each: each[0])
    near = [each for _, each in shelters[:NEAREST_SHELTERS]]
    inside = people_inside(asker, whole, at_most=MOST_ORIGINS).places
    # Nobody registered is not nobody there: where no place has a figure, the fields stay empty and must be filled.
    known = [each for each in inside if each["people"]] or inside
    origins = [{key: value for key, value in each.items() if value is not None} for each in known]
    # What is empty is left out, so that the form asks for it.
    rows = {"origins": origins, "shelters": [_shelter(each) for each in near]}
    values = {"net": "synthetic", **{key: each for key, each in rows.items() if each}}
    found = Carried(
        values=values,
        subjects=[
            {
                "kind": "shelter",
                "id": each.id,
                "name": each.name,
                "url": each.url,
                "checksum": rules.checksum([each.version, each.attributes]),
            }
            for each in near
        ],
        place=(spot.x, spot.y),
    )
    found.told.append(
        named(
            (
                "待疏散人口取自测算 №%s 影响范围内登记的场所，避难场所取自对象档案中最近的 %s 处；没有登记容量的按 1000 人计，请核对。",
                "People of the registered places in the areas of run №%s; the %s nearest shelters of the register; 1,000 where no capacity is registered.",
            )
        )
        % (run.pk, len(near))
    )
    if not any(each.get("people") for each in origins):
        found.told.append(
            named(
                (
                    "影响范围内没有登记人数，请填写待疏散人数。",
                    "Nobody is registered in the area: fill in how many people are to move.",
                )
            )
        )
    return found


def _shelter(each: Standing) -> dict[str, Any]:
    lon, lat = each.point or (0.0, 0.0)
    return {"lon": round(lon, 6), "lat": round(lat, 6), "name": each.name, "capacity": _room(each)}


def _metres(spot: Any, each: Standing) -> float:
    lon, lat = each.point or (0.0, 0.0)
    return METRES_PER_DEGREE * hypot((lon - spot.x) * cos(radians(spot.y)), lat - spot.y)


def _room(each: Standing) -> float:
    value = each.attributes.get("capacity")
    return float(value) if isinstance(value, int | float) and value > 0 else ROOM_NOT_REGISTERED


def _plume(run: Run, asker: Asker) -> Carried | None:
    """The rate that a release gives to the air as the release of a plume."""
    result = run.result or {}
    rate = result.get("airborne_kg_s") or result.get("rate_kg_s")
    if not isinstance(rate, int | float) or rate <= 0:
        return None
    told = named(("释放速率取自测算", "Release rate of run")) + f" №{run.pk}：{rate:.4g} kg/s"
    return Carried(values={"release_kg_s": rate}, told=[told])


def _station(run: Run, asker: Asker) -> Carried | None:
    """The people that a crowd calculation counted last as those who wait on the platform."""
    counts = run.inputs.get("readings") or ()
    people = counts[-1].get("people") if counts else None
    if people is None:
        return None
    told = named(
        (
            "候车客流取自测算 №%s 最近一次人数；一列车进站客流、自动扶梯和楼梯请按车站实际填写。",
            "Waiting people as last counted in run №%s; fill in train load, escalators and stairs of the station.",
        )
    )
    return Carried(values={"waiting": round(people)}, told=[told % run.pk])


LABELS = {
    "area_evacuation": ("按此范围测算疏散和安置", "Evacuation and shelter of this area"),
    "gaussian_plume": ("按此速率测算扩散", "Plume of this release"),
    "station_evacuation": (
        "按此人数核算车站疏散（两部标准）",
        "Station evacuation with this load (both codes)",
    ),
}
EVACUATE = Step("area_evacuation", _evacuation)
ONWARD: tuple[tuple[str, Step], ...] = (
    ("release", Step("gaussian_plume", _plume)),
    ("crowd_level", Step("station_evacuation", _station)),
)

# What a model says of an object of a kind, as the attributes of its file.
Findings = dict[str, Any]
# Nobody checked how the states of GB 50330 fall into those of the file: whatever calls for a warning counts as unstable.
FILL_STATES = {"稳定": "stable", "基本稳定": "watch", "欠稳定": "unstable", "不稳定": "unstable"}


def _of_fill(result: Mapping[str, Any], on: date) -> Findings:
    return {
        "safety_factor": round(result["factor"], 3),
        "verified_on": on.isoformat(),
        "state": FILL_STATES[result["state"]],
    }


def _of_station(result: Mapping[str, Any], on: date) -> Findings:
    """Passed only by both codes; the time is that of the code which is nearer its limit."""
    stricter = max(
        ("gb50157", "gb51298"), key=lambda code: result[code]["time_min"] / result[code]["limit_min"]
    )
    return {
        "evacuation_passed": result["passes_gb50157"] and result["passes_gb51298"],
        "evacuation_minutes": round(result[stricter]["time_min"], 2),
        "evacuation_rule": stricter,
        "evacuation_evaluated_on": on.isoformat(),
    }


FILES: dict[tuple[str, str], Callable[[Mapping[str, Any], date], Findings]] = {
    ("slope_stability", "waste_soil_site"): _of_fill,
    ("station_evacuation", "rail_station"): _of_station,
}
KEPT_KINDS = tuple(kind for _, kind in FILES)


def object_in_question(subjects: Sequence[Mapping[str, Any]], model: str) -> Mapping[str, Any] | None:
    """The object whose file the result of a run belongs in."""
    return next((each for each in subjects if (model, str(each.get("kind"))) in FILES), None)


def findings(run: Run, asker: Asker, on: date) -> tuple[Standing, Findings] | None:
    """The object that a finished run is about, if the asker may see it, and what the run says of it."""
    said = object_in_question(run.subjects, run.model)
    if said is None or run.state != "done":
        return None
    standing = object_of(asker, int(said["id"]))
    return (standing, FILES[run.model, standing.kind](run.result, on)) if standing else None


def section_of_fill(attributes: Mapping[str, Any]) -> list[dict[str, float]]:
    """A plain section of a fill by its registered height and slope; [] where they are not registered."""
    height, slope = attributes.get("height_m"), attributes.get("slope_deg")
    if not isinstance(height, int | float) or not isinstance(slope, int | float):
        return []
    if height <= 0 or not 5 <= slope <= 80:
        return []
    run = height / tan(radians(slope))
    flat = 1.5 * height
    points = ((0.0, 0.0), (flat, 0.0), (flat + run, height), (2 * flat + run, height))
    return [{"x_m": round(x, 2), "y_m": round(y, 2)} for x, y in points]
