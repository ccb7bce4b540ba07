"""Drawing the attribute values of demonstration objects: mostly in order, some wanting, some unknown."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from ancheng.supervision.assets.declare import Attribute, Kind, Typed
from ancheng.supervision.assets.rules import Value

# Share of objects per kind, in objects of 60,000; elevators and hydrants dominate as in a real register.
MIX: dict[str, int] = {
    "hydrant": 8000,
    "water_crane": 120,
    "fire_station": 42,
    "micro_station": 900,
    "fire_device": 300,
    "key_fire_unit": 900,
    "high_rise": 3000,
    "old_building": 1800,
    "illegal_construction": 800,
    "warehouse": 500,
    "bridge": 420,
    "tunnel": 120,
    "road": 2200,
    "rail_crossing": 18,
    "rail_line": 18,
    "rail_station": 130,
    "rail_section": 90,
    "vehicle": 2200,
    "bus": 1500,
    "charging_station": 1600,
    "enterprise_site": 6000,
    "hazardous_chemical_unit": 180,
    "long_pipeline": 60,
    "high_consequence_area": 25,
    "radiation_source": 80,
    "pipe_gas": 2000,
    "pipe_heat": 1100,
    "pipe_water": 1500,
    "pipe_drain": 1500,
    "pipe_power": 900,
    "pipe_telecom": 700,
    "utility_tunnel": 40,
    "gas_facility": 2600,
    "billboard": 800,
    "public_screen": 220,
    "elevator": 13000,
    "crane": 400,
    "amusement_ride": 60,
    "pressure_vessel": 900,
    "construction_site": 420,
    "dangerous_works": 300,
    "waste_soil_site": 6,
    "crowded_place": 1100,
    "large_event": 60,
    "school": 230,
    "kindergarten": 280,
    "functional_zone": 90,
    "flood_spot": 90,
    "geological_spot": 20,
    "shelter": 154,
    "local_standard": 89,
}

# Share of “yes” where it differs from the usual 94 %, and of the choices where they are not equally likely.
YES: dict[str, float] = {
    "municipal": 1.0,
    "limit_sign_required": 0.7,
    "level_crossing": 0.4,
    "in_crowded_area": 0.35,
    "manned": 0.8,
    "high_risk": 0.18,
    "major_hazard": 0.12,
    "must_connect": 0.12,
    "over_scale": 0.2,
    "orphan": 0.02,
    "in_high_rise": 0.45,
    "in_crowded_place": 0.3,
    "new_area": 0.06,
    "built_up_area": 0.8,
    "indoor": 0.2,
    "people_inside": 0.03,
    "demolished": 0.8,
    "people_sleep_inside": 0.01,
    "at_crowded_place": 0.6,
    "crowded_place_works": 0.1,
    "gnss_installed": 0.985,
    "gnss_in_use": 0.96,
    "anti_collision": 0.62,
    "anti_fatigue": 0.66,
    "driver_partition": 0.97,
    "zones_complete": 0.86,
    "in_effect": 0.83,
    "converted": 0.6,
    "height_limit_sign": 0.93,
    "weight_limit_sign": 0.91,
    "registered": 0.992,
    "in_scope": 0.9,
    "online_sensor": 0.9,
    "public_service": 0.2,
    "divider": 0.9,
}
CHOSEN: dict[str, tuple[int, ...]] = {
    "hydrant.condition": (97, 3),
    "water_crane.condition": (97, 3),
    "fire_device.condition": (97, 3),
    "old_building.grade": (40, 40, 16, 4),
    "bridge.grade": (45, 40, 12, 2, 1),
    "tunnel.structure": (93, 6, 1),
    "road.surface": (92, 7, 1),
    "rail_section.check_result": (95, 5),
    "gas_facility.condition": (978, 2, 20),
    "gas_facility.type": (4, 40, 30, 24, 2),
    "utility_tunnel.structure": (92, 7, 1),
    "billboard.structure": (97, 3),
    "waste_soil_site.state": (70, 25, 5),
    "geological_spot.remedy": (30, 40, 15, 15),
    "vehicle.class": (12, 10, 8, 12, 40, 10, 8),
    "elevator.form": (78, 8, 10, 2, 2),
    "functional_zone.risk": (5, 15, 40, 40),
    "hazardous_chemical_unit.type": (3, 8, 2, 5, 30, 40, 12),
    "fire_station.grade": (45, 25, 12, 14, 4),
    **{
        f"pipe_{each}.condition": (94, 5, 1) for each in ("gas", "heat", "water", "drain", "power", "telecom")
    },
}
# Usual ranges of numbers, by key; others are drawn from their lawful range.
RANGES: dict[str, tuple[float, float]] = {
    "pressure_mpa": (0.1, 0.6),
    "diameter_mm": (100, 400),
    "flow_l_s": (20, 80),
    "height_m": (28, 120),
    "floors_above": (10, 33),
    "floors_below": (1, 4),
    "floor_area_m2": (300, 40000),
    "area_m2": (20, 3000),
    "length_m": (40, 900),
    "utility_tunnel.length_m": (60, 1300),
    "height_limit_m": (3.5, 5),
    "weight_limit_t": (15, 55),
    "lanes": (2, 8),
    "depth_m": (0.6, 4),
    "staff": (3, 600),
    "capacity": (100, 9000),
    "pupils": (200, 2600),
    "children": (60, 420),
    "people_expected": (1000, 30000),
    "daily_passengers": (5000, 120000),
    "evacuation_minutes": (3.2, 5.9),
    "clearance_m": (3.5, 5.5),
    "survey_radius_m": (100, 150),
    "stops": (6, 33),
    "piles": (4, 60),
    "temperature_c": (70, 130),
    "voltage_kv": (10, 110),
    "ducts": (4, 24),
    "rated_load_t": (3, 80),
    "riders": (8, 40),
    "volume_m3": (1, 60),
    "depth_cm": (10, 80),
    "people_threatened": (0, 60),
    "volume_m": (1000, 500000),
    "slope_deg": (8, 28),
    "safety_factor": (1.1, 1.6),
    "area_km2": (3, 9),
    "usable_area_m2": (1000, 40000),
    "households": (4, 90),
    "crew": (6, 14),
    "duty_strength": (24, 46),
    "duty_strength_required": (24, 42),
    "drills_this_year": (1, 9),
    "drills_required": (2, 9),
    "key_areas": (2, 9),
}
# Share of objects of which this is wanting (unknown, false, run out or late), where it is not the usual one:
# most of what the plan measures stands well, and what does not is few enough to be looked for one by one.
WANTING: dict[str, float] = {
    "bridge.height_limit_sign": 0.006,
    "bridge.weight_limit_sign": 0.006,
    "bridge.height_sign_inspected_on": 0,
    "bridge.weight_sign_inspected_on": 0,
    "bus.driver_partition": 0,
    "construction_site.above_local_seismic": 0,
    "construction_site.monitoring_installed": 0,
    "construction_site.pipes_checked": 0.04,
    "construction_site.seismic_compliant": 0,
    "construction_site.started_on": 0,
    "crane.inspection_due": 0,
    "crane.registered": 0,
    "crowded_place.fire_alarm_passed": 0.004,
    "crowded_place.passage_passed": 0.004,
    "crowded_place.safety_exit_passed": 0.002,
    "dangerous_works.plan_reviewed": 0.01,
    "elevator.inspection_due": 0.002,
    "elevator.registered": 0.0005,
    "enterprise_site.insurance_valid_to": 0.012,
    "fire_device.condition": 0.02,
    "functional_zone.assessment_approved": 0,
    "functional_zone.assessment_valid_to": 0,
    "gas_facility.online_sensor": 0.01,
    "hazardous_chemical_unit.safety_monitoring": 0,
    "hazardous_chemical_unit.standardisation": 0,
    "hazardous_chemical_unit.standardisation_valid_to": 0.02,
    "hazardous_chemical_unit.video_system": 0,
    "hazardous_chemical_unit.warning_accepted": 0,
    "hazardous_chemical_unit.warning_online": 0,
    "high_consequence_area.monitoring_installed": 0,
    "high_consequence_area.monitoring_online": 0,
    "high_rise.building_head": 0.002,
    "high_rise.fire_safety_manager": 0.002,
    "high_rise.notice_board": 0.004,
    "high_rise.warning_sign": 0.003,
    "hydrant.condition": 0.003,
    "key_fire_unit.has_micro_station": 0.01,
    "key_fire_unit.huji_accepted": 0,
    "kindergarten.facilities_complete": 0,
    "kindergarten.survey_radius_m": 0,
    "local_standard.in_effect": 0.04,
    "long_pipeline.distance_compliant": 0,
    "long_pipeline.inspection_valid_to": 0,
    "long_pipeline.length_m": 0,
    "pressure_vessel.inspection_due": 0,
    "pressure_vessel.registered": 0,
    "public_screen.safety_content": 0,
    "rail_crossing.facilities_complete": 0,
    "rail_crossing.survey_radius_m": 0,
    "rail_line.initial_evaluation_passed": 0,
    "rail_line.operation_evaluation_passed": 0,
    "rail_line.operation_evaluation_valid_to": 0,
    "rail_section.check_result": 0,
    "rail_station.evacuation_minutes": 0,
    "rail_station.fire_evaluation_valid_to": 0.03,
    "road.divider": 0,
    "school.facilities_complete": 0,
    "school.survey_radius_m": 0,
    "vehicle.gnss_in_use": 0.01,
    "vehicle.gnss_installed": 0.004,
    "water_crane.condition": 0,
    **{f"amusement_ride.{each}": 0 for each in ("inspection_due", "registered")},
    **{f"fire_station.duty_strength{each}": 0 for each in ("", "_required")},
}
UNKNOWN = 0.02
OVERDUE = 0.02
SUBSTANCES = ("汽油、柴油", "液化石油气", "液氨", "天然气", "乙醇", "氧气、乙炔", "油漆涂料")


def draw(kind_key: str, kind: Kind, random: Random, today: date) -> dict[str, Value]:
    """Values for one object; about one in fifty is left unknown, as in a register that people keep."""
    values: dict[str, Value] = {}
    for attribute in kind.attributes:
        wanting = WANTING.get(f"{kind_key}.{attribute.key}")
        if wanting is not None:
            values[attribute.key] = _certain(kind_key, attribute, random.random() < wanting, random, today)
            continue
        if not attribute.required and random.random() < UNKNOWN:
            continue
        value = _value(kind_key, attribute, random, today)
        if value is not None:
            values[attribute.key] = value
    return _timely(kind_key, _agree(kind_key, values, random), random, today)


def _certain(kind_key: str, attribute: Attribute, wanting: bool, random: Random, today: date) -> Value:
    """A value that is in order, or plainly not: what has run out did so more than two months ago."""
    match attribute.type:
        case Typed.BOOLEAN:
            return not wanting
        case Typed.CHOICE:
            return attribute.choices[1 if wanting else 0].key
        case Typed.DATE if attribute.key.endswith(("_due", "_valid_to")):
            days = random.randint(-300, -70) if wanting else random.randint(45, 720)
            return (today + timedelta(days=days)).isoformat()
        case _:
            return _value(kind_key, attribute, random, today)


def _value(kind_key: str, attribute: Attribute, random: Random, today: date) -> Value:
    match attribute.type:
        case Typed.BOOLEAN:
            return random.random() < YES.get(attribute.key, 0.94)
        case Typed.CHOICE:
            keys = [each.key for each in attribute.choices]
            return random.choices(keys, CHOSEN.get(f"{kind_key}.{attribute.key}"))[0]
        case Typed.INTEGER | Typed.DECIMAL:
            return _number(kind_key, attribute, random)
        case Typed.DATE:
            return _day(attribute.key, random, today)
        case Typed.TEXT:
            return _text(attribute.key, random)


def _number(kind_key: str, attribute: Attribute, random: Random) -> int | float:
    usual = RANGES.get(f"{kind_key}.{attribute.key}", RANGES.get(attribute.key))
    low, high = usual or (attribute.minimum or 0, min(attribute.maximum or 20, 20))
    value = random.uniform(low, high)
    return round(value) if attribute.type == Typed.INTEGER else round(value, 2 if high < 50 else 1)


def _day(key: str, random: Random, today: date) -> str | None:
    if key.endswith(("_due", "_valid_to")):
        days = random.randint(-60, -1) if random.random() < OVERDUE else random.randint(1, 720)
    elif key.endswith(("_by", "starts_on", "ends_on")):
        days = random.randint(-200, 300)
    elif key in (
        "closed_on",
        "demolished_on",
        "converted_on",
        "eliminated_on",
        "finished_on",
        "hazard_rectified_on",
    ):
        return None
    elif key.endswith(
        ("inspected_on", "checked_on", "fix_on", "content_on", "education_on", "drill_on", "reviewed_on")
    ):
        days = -random.randint(0, 340)
    else:
        days = -random.randint(200, 6000)
    return (today + timedelta(days=days)).isoformat()


def _text(key: str, random: Random) -> str | None:
    match key:
        case "plate":
            return f"京A·演{random.randint(0, 99999):05d}"
        case "rescue_code":
            return f"{random.randint(0, 999999):06d}"
        case "standard_no":
            return f"DB11/T 演示{random.randint(1000, 1999)}"
        case "substances":
            return random.choice(SUBSTANCES)
        case "maintainer":
            return f"演示维保单位{random.randint(1, 60):02d}"
        case "registration_no" | "permit_no" | "insurance_policy":
            return f"演示{random.randint(10**7, 10**8 - 1)}"
        case _:
            return None


def _agree(kind_key: str, values: dict[str, Value], random: Random) -> dict[str, Value]:
    """Values that follow from one another, made to agree."""
    match kind_key:
        case "bridge" if not values.get("limit_sign_required"):
            for key in ("height_limit_sign", "weight_limit_sign", "height_limit_m", "weight_limit_t"):
                values.pop(key, None)
            values |= (
                {"height_limit_sign": True, "weight_limit_sign": True}
                if "limit_sign_required" in values
                else {}
            )
        case "high_rise":
            residential = values.get("use") == "residential"
            values["fire_safety_manager" if residential else "building_head"] = False
        case "fire_station":
            for part in ("fire_engine", "protective_gear", "rescue_tools", "extinguishing_tools"):
                required = random.randint(5, 9) if part == "fire_engine" else random.randint(40, 160)
                short = random.random() < 0.02
                values[f"{part}_required"] = required
                values[f"{part}_held"] = (
                    required - random.randint(1, 3) if short else required + random.randint(0, 4)
                )
            values["kit_meets"] = all(
                int(values[f"{part}_held"] or 0) >= int(values[f"{part}_required"] or 0)
                for part in ("fire_engine", "protective_gear", "rescue_tools", "extinguishing_tools")
            )
            values["grade_required"] = values["grade"]
        case "crowded_place" if "key_areas" in values:
            areas = int(values["key_areas"] or 0)
            values["key_areas_monitored"] = areas
        case "hazardous_chemical_unit":
            hazard = bool(values.get("major_hazard"))
            values |= {
                "must_connect": hazard,
                "sis_units_required": 2 * hazard,
                "sis_units_fitted": 2 * hazard,
            }
            values |= {
                "sis_storage_required": 3 * hazard,
                "sis_storage_fitted": (3 - (random.random() < 0.1)) * hazard,
            }
            if not hazard:
                for key in ("warning_accepted", "warning_online"):
                    values[key] = True
        case "shelter":
            zones = [key for key in values if key.startswith("zone_")]
            values["zones_complete"] = len(zones) == 8 and all(values[key] for key in zones)
        case "rail_station" if "evacuation_minutes" in values:
            values["evacuation_passed"] = float(values["evacuation_minutes"] or 0) <= 6
    return values


def _timely(kind_key: str, values: dict[str, Value], random: Random, today: date) -> dict[str, Value]:
    """Days that follow from one another, made to agree; a few plans run late."""
    match kind_key:
        case (
            "road"
            | "bridge"
            | "tunnel"
            | "pipe_gas"
            | "pipe_heat"
            | "pipe_water"
            | "pipe_drain"
            | "pipe_power"
            | "pipe_telecom"
        ):
            pipe = kind_key.startswith("pipe_")
            values = _planned(
                values, "hazard_rectify_by", "hazard_rectified_on", 0.0 if pipe else 0.03, random, today
            )
        case "flood_spot":
            values.setdefault("convert_by", (today - timedelta(days=90)).isoformat())
            values = _planned(values, "convert_by", "converted_on", 0.0, random, today, share=1.0)
            values["converted"] = "converted_on" in values
        case "construction_site" if "started_on" in values:
            start = date.fromisoformat(str(values["started_on"]))
            values |= {
                "permit_on": (start - timedelta(days=random.randint(5, 60))).isoformat(),
                "pre_evaluation_on": (start - timedelta(days=random.randint(90, 300))).isoformat(),
            }
        case "geological_spot" if values.get("remedy") not in (None, "open"):
            values["closed_on"] = (today - timedelta(days=random.randint(30, 700))).isoformat()
        case "rail_crossing" if values.get("level_crossing") and values.get("in_crowded_area"):
            values["eliminated_on"] = (today - timedelta(days=random.randint(60, 500))).isoformat()
        case "school":
            required = int(values.get("drills_required") or 2)
            done = max(required - 1, 0) if random.random() < 0.02 else required + random.randint(0, 2)
            this_year = {key: _this_year(random, today) for key in ("safety_education_on", "drill_on")}
            values |= {"drills_required": required, "drills_this_year": done, **this_year}
        case "public_screen":
            values["safety_content_on"] = _this_year(random, today)
        case "fire_station":
            values["duty_strength"] = int(values["duty_strength_required"] or 0) + random.randint(0, 5)
    return values


def _planned(
    values: dict[str, Value],
    by: str,
    done: str,
    late: float,
    random: Random,
    today: date,
    share: float = 0.06,
) -> dict[str, Value]:
    """A work that is planned for a day: few objects have one, and most of those that fell due are done."""
    if random.random() >= share:
        return {key: value for key, value in values.items() if key not in (by, done)}
    if by in values:
        due = date.fromisoformat(str(values[by]))
        if due <= today + timedelta(days=31) and random.random() >= late:
            values[done] = min(due - timedelta(days=random.randint(1, 40)), today).isoformat()
    return values


def _this_year(random: Random, today: date) -> str:
    return (today - timedelta(days=random.randint(0, today.timetuple().tm_yday - 1))).isoformat()
