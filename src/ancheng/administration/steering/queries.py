"""What the command post, the bulletins and the meter of repeated questions ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, QuerySet

from ancheng.administration.assessment import queries as assessment
from ancheng.administration.indicators import queries as indicators
from ancheng.administration.indicators.registry import INDICATORS
from ancheng.administration.indicators.rules import Verdict
from ancheng.administration.programme import queries as programme
from ancheng.administration.programme.models import Phase, Programme, ProgrammeState
from ancheng.administration.registers import queries as registers
from ancheng.administration.registers.registry import REGISTERS
from ancheng.administration.steering.models import Bulletin, Subscription
from ancheng.administration.steering.rules import Form, Repeat, phase_state, repeats
from ancheng.base.asker import Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Absent, NotAllowed
from ancheng.base.roles import Role
from ancheng.command.public import IncidentTally, incident_tally
from ancheng.kernel.orgs.models import Enterprise, Unit
from ancheng.kernel.people.models import Membership
from ancheng.kernel.tasks import queries as tasks
from ancheng.monitoring.public import WarningTally, warning_tally
from ancheng.supervision.public import RiskTally, asked_forms, risk_tally

MOST_LATE = 10
MOST_MISSED = 12


def only_public(asker: Asker) -> None:
    """The command post is the government's own."""
    if asker.role == Role.ENTERPRISE:
        raise NotAllowed("指挥部视图供政府部门和街道、地区使用，企业岗位不能查看。")


@dataclass(frozen=True, slots=True)
class Stage:
    phase: Phase
    state: str


@dataclass(frozen=True, slots=True)
class LateUnit:
    unit: Unit
    late: int
    open: int


@dataclass(frozen=True, slots=True)
class Scores:
    """The round of a month: how many units have a score, the mean of these, the highest and the lowest."""

    month: date
    units: int
    scored: int
    mean: Decimal | None
    best: assessment.Place | None
    last: assessment.Place | None


@dataclass(frozen=True, slots=True)
class Post:
    """All that the page of the command post shows."""

    programme: Programme | None
    stages: list[Stage]
    tasks: tasks.Tally
    late: list[LateUnit]
    month: date | None
    cells: list[indicators.Cell]
    scores: Scores | None
    incidents: IncidentTally
    warnings: WarningTally
    risks: RiskTally

    def _judged(self, verdict: Verdict) -> list[indicators.Cell]:
        return [each for each in self.cells if each.verdict == verdict]

    @property
    def passed(self) -> int:
        return len(self._judged(Verdict.PASSED))

    @property
    def failed(self) -> int:
        return len(self._judged(Verdict.FAILED))

    @property
    def no_data(self) -> int:
        return len(self._judged(Verdict.NO_DATA))

    @property
    def missed(self) -> list[indicators.Cell]:
        return self._judged(Verdict.FAILED)[:MOST_MISSED]


def command_post(asker: Asker, at: datetime, *, month: date | None = None) -> Post:
    """The district at one glance, each number counted over what `asker` may see; the figures of `month` where it is
    kept, else of the latest."""
    only_public(asker)
    found = programme.visible(asker).filter(state=ProgrammeState.ADOPTED).first()
    today, rows = beijing_day(at), tasks.visible(asker)
    month = month if month and month in indicators.months_kept() else indicators.latest_month()
    district = indicators.rows_of_units()[:1]
    lines = indicators.scorecard(month, list(INDICATORS.values()), district) if month and district else []
    return Post(
        programme=found,
        stages=[
            Stage(each, phase_state(each.starts_on, each.ends_on, today)) for each in found.phases.all()
        ] if found else [],
        tasks=tasks.tally(rows, at),
        late=late_units(asker, at),
        month=month,
        cells=lines[0].cells if lines else [],
        scores=scores(asker),
        incidents=incident_tally(asker, at),
        warnings=warning_tally(asker, at),
        risks=risk_tally(asker, at),
    )  # fmt: skip


def late_units(asker: Asker, at: datetime) -> list[LateUnit]:
    """The units with most late tasks."""
    counts = tasks.tally_by(tasks.visible(asker).select_related(None), "owner_unit_id", at)
    first = sorted(
        ((key, each) for key, each in counts.items() if each.late), key=lambda item: (-item[1].late, item[0])
    )[:MOST_LATE]
    units = Unit.objects.in_bulk([key for key, _each in first])
    return [LateUnit(units[key], each.late, each.open) for key, each in first]


def scores(asker: Asker) -> Scores | None:
    """The latest round of the assessment; None where there was none."""
    months = assessment.months()
    places = assessment.round_of(asker, months[0]) if months else []
    if not places:
        return None
    known = [each for each in places if each.score is not None]
    values = [each.score for each in known if each.score is not None]
    mean = (sum(values, Decimal(0)) / len(values)).quantize(Decimal("0.01")) if values else None
    return Scores(
        months[0], len(places), len(known), mean, known[0] if known else None, known[-1] if known else None
    )


def bulletins(asker: Asker) -> QuerySet[Bulletin]:
    """Drafts are the office's; what is issued is known to every public body."""
    only_public(asker)
    rows: QuerySet[Bulletin] = Bulletin.objects.select_related("document").order_by("-ends_on", "-pk")
    return rows if may_edit(asker, reading=True) else rows.exclude(document=None)


def may_edit(asker: Asker, *, reading: bool = False) -> bool:
    more = (Role.ADMINISTRATOR, Role.AUDITOR, Role.COMMANDER) if reading else ()
    return asker.holds(Role.OFFICE, *more)


def bulletin(asker: Asker, pk: int) -> Bulletin:
    """The bulletin, or a refusal that does not say whether it exists."""
    found = bulletins(asker).filter(pk=pk).first()
    if found is None:
        raise Absent("没有这份简报，或当前岗位无权查看。")
    return found


def subscriptions() -> QuerySet[Subscription]:
    return Subscription.objects.select_related("person").order_by("rhythm", "person__name")


def seats_to_choose(today: date) -> QuerySet[Membership]:
    """The seats of public bodies whose people may be sent reports."""
    rows = Membership.objects.valid_on(today).filter(person__is_active=True).exclude(role=Role.ENTERPRISE)
    return rows.select_related("person", "unit").order_by("unit__order", "person__name")


def forms() -> list[Form]:
    """Every form of the platform: registers, kinds of objects and of matters, and the file of an enterprise."""
    kept: dict[str, dict[int, int]] = {}
    rows = registers.Row.objects.order_by().values_list("register", "unit_id").annotate(n=Count("pk"))
    for name, unit_id, number in rows:
        kept.setdefault(name, {})[unit_id] = number
    found = [
        Form(name, each.zh, each.en, "register", frozenset(one.zh for one in each.fields), kept.get(name, {}))
        for name, each in REGISTERS.items()
        if not each.automatic
    ]
    found += [
        Form(each.key, each.zh, each.en, each.source, frozenset(each.labels), each.units)
        for each in asked_forms()
    ]
    named = ("credit_code", "industry", "address", "principal", "phone", "staff")
    labels = frozenset(str(Enterprise._meta.get_field(each).verbose_name) for each in named)
    units = dict.fromkeys(Enterprise.objects.values_list("pk", flat=True), 1)
    return [*found, Form("enterprise", "企业档案", "File of an enterprise", "enterprise", labels, units)]


@dataclass(frozen=True, slots=True)
class Asked:
    """A repeated question with the first units that answered it again."""

    repeat: Repeat
    units: list[Unit]


def repeated(at_most: int = 3) -> list[Asked]:
    found = repeats(forms())
    units = Unit.objects.in_bulk({key for each in found for key in each.units[:at_most]})
    return [Asked(each, [units[key] for key in each.units[:at_most] if key in units]) for each in found]
