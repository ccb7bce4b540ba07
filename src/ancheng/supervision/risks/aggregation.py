"""Grades of areas from what lies in them: all at once, or only the areas that one assessment touches."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Refusal
from ancheng.kernel.copying import copy_in
from ancheng.kernel.orgs.models import Unit
from ancheng.supervision.risks import revision, rules
from ancheng.supervision.risks.map_models import LEVELS, AggregationRun, AreaGrade
from ancheng.supervision.risks.models import Risk
from ancheng.supervision.risks.values import Basis, Rule

NOW = """
SELECT subdistrict_id, community_id, grid_id, zone_id, area_id, {basis} AS grade
FROM risks_risk r WHERE {alive}
"""
ALIVE_NOW = "r.realm = 'actual' AND NOT (r.state = 'closed')"
ALIVE_THEN = (
    "r.realm = 'actual' AND r.identified_on <= %(day)s AND (r.closed_on IS NULL OR r.closed_on > %(day)s)"
)
# What was in force at the end of a day; what had been identified by then and not graded counts as never assessed.
THEN = """
SELECT r.subdistrict_id, r.community_id, r.grid_id, r.zone_id, r.area_id, coalesce(a.{basis}, 0) AS grade
FROM risks_risk r LEFT JOIN risks_assessment a ON a.risk_id = r.id
  AND a.in_force_from <= %(day)s AND (a.in_force_to IS NULL OR a.in_force_to > %(day)s)
WHERE {alive}
"""
COUNTS = """
WITH known AS ({known}),
placed AS (
  SELECT subdistrict_id, community_id, grid_id, zone_id, area_id, grade FROM known
  UNION ALL
  -- Objects that stood there, have to be assessed, and that nobody has even identified as a risk.
  SELECT s.subdistrict_id, s.community_id, s.grid_id, NULL, NULL, 0 FROM assets_asset s
  WHERE s.realm = 'actual' AND s.kind = ANY(%(required)s) AND s.status <> 'retired' AND coalesce(s.built_on, s.created_at::date) <= %(upto)s
    AND NOT EXISTS (SELECT 1 FROM risks_risk r WHERE r.asset_id = s.id AND {alive}) {near}
),
counted AS (
  SELECT u.unit,
    count(*) FILTER (WHERE grade = 4) AS red, count(*) FILTER (WHERE grade = 3) AS orange,
    count(*) FILTER (WHERE grade = 2) AS yellow, count(*) FILTER (WHERE grade = 1) AS blue,
    count(*) FILTER (WHERE grade = 0) AS never
  FROM placed CROSS JOIN LATERAL (
    SELECT DISTINCT v.unit FROM (VALUES (subdistrict_id), (community_id), (grid_id), (zone_id), (area_id)) v(unit)
  ) u WHERE u.unit IS NOT NULL GROUP BY u.unit
)
SELECT o.id, o.kind, coalesce(red, 0), coalesce(orange, 0), coalesce(yellow, 0), coalesce(blue, 0), coalesce(never, 0)
FROM orgs_unit o LEFT JOIN counted c ON c.unit = o.id
WHERE o.kind = ANY(%(levels)s) AND o.closed_on IS NULL {only}
"""
IN_ONE = "AND ({t}subdistrict_id = ANY(%(units)s) OR {t}community_id = ANY(%(units)s) OR {t}grid_id = ANY(%(units)s){more})"
ZONED = " OR {t}zone_id = ANY(%(units)s) OR {t}area_id = ANY(%(units)s)"
FIELDS = ["kind", "grade", "mean", "red", "orange", "yellow", "blue", "never"]


def count(
    basis: Basis, *, day: date | None = None, units: Collection[int] = (), today: date
) -> list[tuple[int, str, rules.Counts]]:
    """What lies in each area, now or at the end of `day`; only in `units` where some are named."""
    known, alive = (NOW, ALIVE_NOW) if day is None else (THEN, ALIVE_THEN)
    known = known.format(basis=basis.value, alive=alive)
    if units:
        known += IN_ONE.format(t="r.", more=ZONED.format(t="r."))
    text = COUNTS.format(
        known=known,
        alive=alive,
        near=IN_ONE.format(t="s.", more="") if units else "",
        only="AND o.id = ANY(%(units)s)" if units else "",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            text,
            {
                "day": day,
                "upto": day or today,
                "required": list(rules.REQUIRED_KINDS.in_force(day or today).value),
                "levels": list(LEVELS),
                "units": list(units),
            },
        )
        return [(row[0], row[1], rules.Counts(*row[2:])) for row in cursor.fetchall()]


@transaction.atomic
def refresh(*, by: Asker = PLATFORM, at: datetime) -> list[AggregationRun]:
    """Grade all areas anew by every rule; the live runs show it from now on."""
    today, runs = beijing_day(at), []
    for basis in Basis:
        counted = count(basis, today=today)
        for rule in Rule:
            run, _ = AggregationRun.objects.update_or_create(
                rule=rule.value,
                basis=basis.value,
                live=True,
                defaults=_facts(rule, today, by, at, len(counted)),
            )
            AreaGrade.objects.filter(run=run).delete()
            copy_in(_graded(run, rule, counted, today))
            runs.append(run)
    revision.advance()
    return runs


@transaction.atomic
def recolour(*, units: Iterable[int | None], at: datetime) -> int:
    """Grade only the named areas anew in the live runs; returns how many rows were written."""
    today, wanted, written = beijing_day(at), {each for each in units if each}, 0
    if wanted:
        # Two assessments in one area at once: the second counts after the first is there.
        live = list(AggregationRun.objects.select_for_update().filter(live=True).order_by("pk"))
        for basis in Basis:
            runs = [each for each in live if each.basis == basis]
            counted = count(basis, units=wanted, today=today) if runs else []
            for run in runs:
                rows = _graded(run, Rule(run.rule), counted, today)
                AreaGrade.objects.bulk_create(
                    rows, update_conflicts=True, update_fields=FIELDS, unique_fields=["run", "unit"]
                )
                written += len(rows)
    revision.advance()
    return written


def touched(risk: Risk) -> list[int | None]:
    """The areas whose grade a risk may change."""
    return [risk.subdistrict_id, risk.community_id, risk.grid_id, risk.zone_id, risk.area_id]


@transaction.atomic
def run_of_day(
    *, rule: Rule, basis: Basis, day: date, by: Asker = PLATFORM, at: datetime, month: str = ""
) -> AggregationRun:
    """A run as of the end of a day, which never changes afterwards."""
    counted = count(basis, day=day, today=beijing_day(at))
    run = AggregationRun.objects.create(
        rule=rule.value, basis=basis.value, month=month, **_facts(rule, day, by, at, len(counted))
    )
    copy_in(_graded(run, rule, counted, day))
    return run


def run_of_month(*, rule: Rule, basis: Basis, month: str, at: datetime) -> AggregationRun:
    """The run of a month that is over: drawn up when it is first asked for, kept since."""
    day = last_day(month)
    if day >= beijing_day(at):
        raise Refusal("只能查看已经结束的月份。")
    found = AggregationRun.objects.filter(rule=rule.value, basis=basis.value, month=month).first()
    if found:
        return found
    with connection.cursor() as cursor, transaction.atomic():
        # Two readers who ask for the same month at once wait for one another.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"risks:{rule}:{basis}:{month}"])
        found = AggregationRun.objects.filter(rule=rule.value, basis=basis.value, month=month).first()
        return found or run_of_day(rule=rule, basis=basis, day=day, at=at, month=month)


def live_run(rule: Rule, basis: Basis) -> AggregationRun | None:
    return AggregationRun.objects.filter(rule=rule.value, basis=basis.value, live=True).first()


def last_day(month: str) -> date:
    """The last day of a month written as 2026-03."""
    try:
        year, number = (int(each) for each in month.split("-"))
        return date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)
    except ValueError:
        raise Refusal("月份请写成 2026-03。") from None


def _facts(rule: Rule, day: date, by: Asker, at: datetime, areas: int) -> dict[str, object]:
    citation = rules.RULES[rule].in_force(day).citation
    return {"as_of": day, "citation": citation[:200], "by_name": by.name, "at": at, "areas": areas}


def _graded(
    run: AggregationRun, rule: Rule, counted: Iterable[tuple[int, str, rules.Counts]], day: date
) -> list[AreaGrade]:
    rows = []
    for unit_id, kind, counts in counted:
        grade, mean = rules.area_grade(rule, counts, day)
        rows.append(
            AreaGrade(
                run=run, unit_id=unit_id, kind=kind, grade=grade.value, mean=mean, red=counts.red,
                orange=counts.orange, yellow=counts.yellow, blue=counts.blue, never=counts.never,
            )
        )  # fmt: skip
    return rows


def top_areas(run: AggregationRun, kinds: Collection[str]) -> list[AreaGrade]:
    """The areas of some levels in a run, in the order in which the district lists them."""
    rows = AreaGrade.objects.filter(run=run, kind__in=kinds).select_related("unit")
    return list(rows.order_by("kind", "unit__order", "unit__name"))


def district() -> Unit | None:
    return Unit.objects.filter(kind="district").first()
