"""Verbs on exercises: prepare, start, give what is due, answer, end; all that they make is of the exercise realm."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from ancheng.base.asker import PLATFORM, Asker
from ancheng.base.clock import beijing_day
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.command.drills import queries
from ancheng.command.drills.models import Drill, Exercise, Inject
from ancheng.command.drills.script import Gives, script
from ancheng.command.drills.workflows.drill import CALLERS
from ancheng.command.incidents.actions import open_incident
from ancheng.command.incidents.models import Source
from ancheng.kernel.audit.actions import record
from ancheng.kernel.language import in_record_language, named
from ancheng.kernel.notices.actions import settle, tell
from ancheng.kernel.people.queries import people_in
from ancheng.monitoring import public as monitoring


@transaction.atomic
@in_record_language
def prepare(*, drill: Drill, key: str, by: Asker, at: datetime) -> Exercise:
    """Lay a script ready for a drill that is planned; the script is copied, so that it stays as it was played."""
    _only_director(by)
    chosen = script(key)
    locked = Drill.every.select_for_update(of=("self",)).get(pk=drill.pk)
    if locked.state != "planned":
        raise Conflict("该演练已实施或已取消，不能再安排推演。")
    if Exercise.every.filter(drill=drill).exists():
        raise Conflict("该演练已安排推演。")
    exercise = Exercise(realm=Realm.EXERCISE, drill=drill, script=key, director_id=by.person_id)
    exercise.derive_scope()
    exercise.save(force_insert=True)
    Inject.objects.bulk_create(
        Inject(
            exercise=exercise, order=number, minute=each.minute, kind=each.gives.value, title=named(each.title),
            text=named(each.text) if each.text else "", settings=dict(each.settings),
            expects=named(each.expects) if each.expects else "", minutes=each.minutes,
        )
        for number, each in enumerate(chosen.steps)
    )  # fmt: skip
    record(by=by, at=at, verb="安排推演", subject=exercise, after={"script": named(chosen.label)})
    return exercise


@transaction.atomic
def start(*, exercise: Exercise, by: Asker, at: datetime) -> None:
    """Begin; who presses twice begins once."""
    _only_director(by)
    if not Exercise.every.filter(pk=exercise.pk, state="ready").update(state="running", started_at=at):
        raise Conflict("推演已经开始或已经结束。")
    exercise.state, exercise.started_at = "running", at
    record(by=by, at=at, verb="开始推演", subject=exercise)
    give_due(exercise=exercise, at=at)


def give_due(*, exercise: Exercise, at: datetime) -> int:
    """Give the players what is due by now, each step once and in a transaction of its own."""
    if exercise.started_at is None:
        return 0
    done = 0
    for inject in exercise.injects.filter(given_at=None).order_by("minute", "order"):
        due_at = exercise.started_at + timedelta(minutes=inject.minute)
        if due_at > at:
            break
        done += _give(exercise, inject, at)
    return done


@transaction.atomic
@in_record_language
def _give(exercise: Exercise, inject: Inject, at: datetime) -> bool:
    # The exercise is locked first: nothing is given after its end, and by one hand only.
    locked = Exercise.every.select_for_update(of=("self",)).get(pk=exercise.pk)
    if locked.state != "running" or not Inject.objects.filter(pk=inject.pk, given_at=None).update(
        given_at=at
    ):
        return False
    inject.given_at = at
    try:
        with transaction.atomic():
            inject.made_type, inject.made_id = _make(inject, at)
    except Refusal as refusal:
        # What cannot be simulated here is said to the director, and the players get the words all the same.
        inject.fault = refusal.sentence[:200]
    inject.save(update_fields=["made_type", "made_id", "fault"])
    tell(
        people=people_in(_players(locked), beijing_day(at)),
        kind="drills.inject",
        title=inject.title,
        body="。".join(each for each in (inject.text.rstrip("。"), inject.expects) if each),
        url=locked.get_absolute_url(),
        subject=locked,
        level="attention",
        key=f"inject:{inject.pk}",
        by=PLATFORM,
        at=at,
    )
    return True


def _make(inject: Inject, at: datetime) -> tuple[str, int | None]:
    """What an inject brings into being in the exercise realm; nothing for a message."""
    told = inject.settings
    if inject.kind == Gives.READINGS:
        return "warnings.alarm", monitoring.exercise_readings(kind=told["kind"], value=told["value"], at=at)
    if inject.kind == Gives.WARNING:
        made = monitoring.exercise_warning(
            kind=told["kind"], level=told["level"], title=inject.title, words=inject.text, at=at
        )
        return "warnings.warning", made
    if inject.kind == Gives.INCIDENT:
        incident = open_incident(
            title=inject.title, kind=told["kind"], source=Source.DRILL, source_id=inject.pk, text=inject.text,
            source_label=str(inject.exercise), key=f"inject:{inject.pk}", realm=Realm.EXERCISE, by=PLATFORM, at=at,
        )  # fmt: skip
        return "incidents.incident", incident.pk
    return "", None


def _players(exercise: Exercise) -> list[int]:
    drill = exercise.drill
    return [each for each in (drill.owner_unit_id, drill.issuer_unit_id) if each]


@transaction.atomic
def answer(*, inject: Inject, text: str, by: Asker, at: datetime) -> None:
    """Say what was done; the first answer counts and is timed."""
    if not by.may_write:
        raise NotAllowed("审计员只能查看，不能填写响应情况。")
    if not text.strip():
        raise Refusal("请写明采取了什么措施。")
    exercise = Exercise.every.select_for_update(of=("self",)).get(pk=inject.exercise_id)
    if exercise.state != "running":
        raise Conflict("推演没有进行，不能填写响应情况。")
    rows = Inject.objects.filter(pk=inject.pk, answered_at=None, given_at__isnull=False)
    if not rows.update(answered_at=at, answered_by=by.name[:80], answer=text.strip()[:300]):
        raise Conflict("该情况尚未下达，或已有人响应。")
    record(by=by, at=at, verb="响应", subject=exercise, why=text.strip(), after={"inject": inject.title})


@transaction.atomic
def end(*, exercise: Exercise, by: Asker, at: datetime) -> None:
    """End the exercise: nothing more is given, and no ladder goes on."""
    _only_director(by)
    if not Exercise.every.filter(pk=exercise.pk, state="running").update(state="ended", ended_at=at):
        raise Conflict("推演没有进行。")
    exercise.state, exercise.ended_at = "ended", at
    settle(subject=exercise, at=at)
    timing = queries.timing_of(exercise.injects.all(), at)
    record(
        by=by,
        at=at,
        verb="结束推演",
        subject=exercise,
        after={"in_time": timing.in_time, "given": timing.given},
    )


def tick(*, at: datetime) -> int:
    """Give what is due in every exercise that runs."""
    return sum(give_due(exercise=each, at=at) for each in queries.running().select_related("drill"))


def _only_director(by: Asker) -> None:
    if not by.holds(*CALLERS):
        raise NotAllowed("推演由指挥、值班或组织单位工作人员导调。")
