"""A small world of objects, and the question whether the extract says of it what the records say."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.db.models import Q

from ancheng.base.roles import Role
from ancheng.kernel import measuring
from ancheng.kernel.extract import actions, formulas, queries
from ancheng.kernel.extract.models import Entry
from ancheng.kernel.measuring import Measure, Need
from ancheng.kernel.orgs.models import UnitKind
from ancheng.supervision.assets.models import Asset
from ancheng.supervision.public import measures
from tests.factories import NOW, asker, make_district, make_unit

INTACT = measures.objects(
    "hydrant", "water_crane",
    needs=(
        Need("intact", "完好", "Intact", Q(attributes__condition="intact")),
        Need("checked", "本年检查", "Checked this year", since="attributes__checked_on", within_year=True),
    ),
    split="kind",
)  # fmt: skip
LENGTH = measures.objects(
    "hydrant", weight="attributes__length_m", held="attributes__safe_m", happened="attributes__laid_on",
    begins=(), ends=("attributes__gone_on",),
)  # fmt: skip
MEASURES = (INTACT, LENGTH)
DAYS = [date(2026, month, 1) - timedelta(days=1) for month in range(2, 13)]


def streets(number: int = 2):
    make_district()
    return [make_unit(f"第{n + 1}街道", UnitKind.SUBDISTRICT) for n in range(number)]


def made(street, code: str, kind: str = "hydrant", **attributes) -> Asset:
    row = Asset(
        kind=kind, code=code, name=code, unit=street, subdistrict=street, created_at=NOW, updated_at=NOW,
        attributes={"condition": "intact", "length_m": 2, "safe_m": 1.5, "laid_on": "2026-03-01", **attributes},
    )  # fmt: skip
    row.derive_scope()
    return row


def truth(measure: Measure) -> set[tuple]:
    """What the records say now, asked as when the entries were written."""
    question = formulas.compiled(measure)
    assert question
    with connection.cursor() as cursor:
        cursor.execute(question.sql, question.params)
        return set(cursor.fetchall())


def kept(number: int) -> set[tuple]:
    """What the extract says."""
    return set(Entry.objects.filter(formula=number).values_list(*formulas.VALUES))


def agrees(measures=MEASURES, days=DAYS) -> None:
    """Whatever is asked of the extract, it answers as the records do, caught up with or not."""
    district = asker(Role.OFFICE)
    for each in measures:
        assert queries.series_now(each, days) == measuring.series(each, days)
        for on in (days[0], days[-1]):
            assert queries.failing(each, on, district, at_most=3) == measuring.failing(
                each, on, district, at_most=3
            )


def caught_up(kept_measures=MEASURES) -> list[set[tuple]]:
    """Bring the extract up to date; it then says the same as the records."""
    numbers = actions.catch_up(kept_measures)
    found = [kept(number) for number in numbers]
    assert found == [truth(each) for each in kept_measures]
    assert Entry.objects.exclude(formula__in=numbers).count() == 0
    return found
