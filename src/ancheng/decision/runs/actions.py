"""The verbs of runs: ask, compute, stop, take up again, repeat and compare, tie to an incident."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from ancheng.base.asker import Asker
from ancheng.base.clock import beijing
from ancheng.base.errors import Absent, Conflict, NotAllowed, Refusal
from ancheng.base.realm import Realm
from ancheng.command.public import incident
from ancheng.contracts.decision import ModelRunFinished
from ancheng.decision.runs import figures, rules
from ancheng.decision.runs.models import OPEN, Run, RunState
from ancheng.decision.runs.onward import findings
from ancheng.decision.runs.queries import RUNNERS
from ancheng.decision.runs.surroundings import sheltering, within
from ancheng.kernel.audit.actions import record
from ancheng.kernel.events.actions import announce
from ancheng.kernel.language import in_record_language
from ancheng.kernel.notices.actions import tell
from ancheng.kernel.people.models import Person
from ancheng.kernel.places.queries import locate
from ancheng.science.ensemble import Executor, Here, Processes, Progress, Stopped
from ancheng.science.ensemble import run as run_all
from ancheng.science.model import read_inputs
from ancheng.supervision.public import state_attributes

SILENT_AFTER = timedelta(minutes=2)
# So often the database is asked whether somebody wants a run to stop.
LISTEN_S = 0.5
# The same form sent again within this time is a second click, not a second question.
TWICE_WITHIN = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants computed."""

    model: str
    inputs: Mapping[str, Any]
    purpose: str = ""
    subjects: Sequence[Mapping[str, Any]] = ()
    place: tuple[float, float] | None = None
    incident_id: int | None = None
    realm: Realm = Realm.ACTUAL
    background: bool | None = None
    vary: bool = True


@transaction.atomic
def ask(asked: Asked, *, by: Asker, at: datetime, repeat_of: Run | None = None) -> Run:
    """Write the run down; inputs that the model refuses are refused here, in its words."""
    may_run(by)
    _may_belong(asked.incident_id, asked.realm, by)
    model = rules.model_named(asked.model)
    inputs = rules.plain_inputs(asked.inputs)
    read_inputs(model.inputs, inputs)
    background = asked.model in rules.LONG if asked.background is None else asked.background
    vary = asked.vary and not (background and asked.background is None)
    run = Run(
        model=asked.model,
        model_version=model.version,
        purpose=asked.purpose.strip()[:120],
        inputs=inputs,
        inputs_checksum=rules.checksum(inputs),
        subjects=[dict(each) for each in asked.subjects],
        background=background,
        vary=vary,
        unit_id=by.unit_id,
        person_id=by.person_id,
        by_name=by.name,
        by_role=by.role or "",
        asked_at=at,
        beat_at=at,
        incident_id=asked.incident_id,
        realm=asked.realm,
        repeat_of=repeat_of,
    )
    _place(run, asked.place or _place_of(inputs))
    run.derive_scope()
    run.save()
    record(by=by, at=at, verb="提出测算", subject=run, after={"model": run.model})
    if background:
        app.configure_task("runs.compute", lock=f"run:{run.pk}").defer(run_id=run.pk)
    return run


def _may_belong(incident_id: int | None, realm: str, by: Asker) -> None:
    """Refuse an incident that is not there, is of another world, or is not for the eyes of `by`."""
    if incident_id is not None and incident(by, incident_id).realm != realm:
        raise Absent("没有这起事件，或当前岗位无权查看。请核对编号，或切换岗位后再试。")


def may_run(by: Asker) -> None:
    """Refuse a seat that may not run models."""
    if not by.holds(*RUNNERS):
        raise NotAllowed("当前岗位不能进行模型测算，请切换岗位或联系值班员。")


def _place_of(inputs: Mapping[str, Any]) -> tuple[float, float] | None:
    lon, lat = inputs.get("lon"), inputs.get("lat")
    if isinstance(lon, int | float) and isinstance(lat, int | float):
        return float(lon), float(lat)
    for rows in ("stations", "origins", "demands"):
        for row in inputs.get(rows) or ():
            lon, lat = row.get("lon", row.get("longitude")), row.get("lat", row.get("latitude"))
            if isinstance(lon, int | float) and isinstance(lat, int | float):
                return float(lon), float(lat)
    return None


def _place(run: Run, place: tuple[float, float] | None) -> None:
    if place is None:
        return
    run.geometry = Point(*place, srid=4326)
    found = locate(run.geometry)
    run.subdistrict_id, run.community_id, run.grid_id = (
        found.subdistrict_id,
        found.community_id,
        found.grid_id,
    )


@transaction.atomic
def ask_once(asked: Asked, *, by: Asker, at: datetime) -> tuple[Run, bool]:
    """Ask, unless the same person asked the very same a moment ago: then that run, and False."""
    if by.person_id is None or by.unit_id is None:
        return ask(asked, by=by, at=at), True
    inputs = rules.checksum(rules.plain_inputs(asked.inputs))
    with connection.cursor() as cursor:
        # Of two clicks that arrive together, the second waits until the first is written down.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"run:{by.person_id}:{inputs}"])
    same = Run.every.filter(
        model=asked.model,
        inputs_checksum=inputs,
        purpose=asked.purpose.strip()[:120],
        person_id=by.person_id,
        unit_id=by.unit_id,
        incident_id=asked.incident_id,
        realm=asked.realm,
        repeat_of=None,
        asked_at__gt=at - TWICE_WITHIN,
    ).first()
    return (same, False) if same else (ask(asked, by=by, at=at), True)


def ask_now(
    asked: Asked, *, by: Asker, at: datetime, repeat_of: Run | None = None, once: bool = False
) -> Run:
    """Ask, and when it is no long run, compute it at once; `once` takes a second click for the first."""
    run, new = (
        ask_once(asked, by=by, at=at) if once else (ask(asked, by=by, at=at, repeat_of=repeat_of), True)
    )
    if new and not run.background:
        compute(run_id=run.pk, at=at)
        run.refresh_from_db()
    return run


def compute(*, run_id: int, at: datetime, executor: Executor | None = None) -> None:
    """Compute what is left of a run; a run that another has begun and still works at is left alone."""
    if not _take(run_id, at):
        raise Conflict("这次测算已有计算进程在处理，或已经结束。")
    run = Run.every.select_related("unit").get(pk=run_id)
    started = monotonic()
    try:
        plan, found = _all_members(run, executor or (Processes(1) if run.background else Here()))
    except Stopped as stopped:
        _end(run, RunState.CANCELLED, stopped.sentence, started)
        return
    except Refusal as refusal:
        _end(run, RunState.FAILED, refusal.sentence, started)
        return
    first = found[0]
    if "refused" in first:
        _end(run, RunState.FAILED, str(first["refused"]), started)
        return
    around = within(run.asker, first["result"]) | sheltering(run.model, first["result"])
    around["sensitivity"] = rules.sensitivity(run.model, plan, found)
    _finish(run, first["result"], around, started)


def _take(run_id: int, at: datetime) -> bool:
    waiting = Run.every.filter(pk=run_id, state=RunState.QUEUED)
    lost = Run.every.filter(pk=run_id, state=RunState.RUNNING, beat_at__lt=at - SILENT_AFTER)
    return any(
        each.update(state=RunState.RUNNING, started_at=at, beat_at=timezone.now()) for each in (waiting, lost)
    )


def _all_members(run: Run, executor: Executor) -> tuple[list[rules.Member], dict[int, Mapping[str, Any]]]:
    """The run itself first; then, when wanted and quick enough, its variations."""
    model = rules.model_named(run.model)
    many = rules.LONG_VARIED if run.background else rules.MOST_VARIED
    plan = (
        rules.members(model, run.inputs, at_most=many)
        if run.vary
        else rules.members(model, run.inputs, at_most=0)
    )
    Run.every.filter(pk=run.pk).update(members=len(plan))
    keeper = _Keeper(run)
    began = monotonic()
    first = _run(executor, run, plan[:1], keeper)
    took = monotonic() - began
    if "refused" in first[0]:
        return plan[:1], dict(enumerate(first))
    if not run.background:
        fits = int(rules.VARY_WITHIN_S / took) // 2 * 2 if took > 0 else len(plan)
        plan = plan[: 1 + fits]
        Run.every.filter(pk=run.pk).update(members=len(plan))
    found = first if len(plan) == 1 else _run(executor, run, plan, keeper)
    return plan, dict(enumerate(found))


def _run(
    executor: Executor, run: Run, plan: Sequence[rules.Member], keeper: _Keeper
) -> list[Mapping[str, Any]]:
    tasks = [(run.model, dict(each.inputs)) for each in plan]
    return run_all(
        executor,
        rules.compute,
        tasks,
        known=keeper.known,
        keep=keeper.keep,
        told=keeper.told,
        stop=keeper.stop,
    )


class _Keeper:
    """Stores what members give, tells the page how far it is, and hears a stop."""

    def __init__(self, run: Run) -> None:
        self.run, self.asked = run, 0.0
        self.known: dict[int, Mapping[str, Any]] = {int(key): each for key, each in run.kept.items()}

    def keep(self, number: int, result: Mapping[str, Any]) -> None:
        self.known[number] = result
        if self.run.background:
            kept = {str(key): each for key, each in self.known.items()}
            Run.every.filter(pk=self.run.pk).update(kept=kept, beat_at=timezone.now())

    def told(self, progress: Progress) -> None:
        if self.run.background:
            Run.every.filter(pk=self.run.pk).update(members_done=progress.done)

    def stop(self) -> bool:
        if not self.run.background or monotonic() - self.asked < LISTEN_S:
            return False
        self.asked = monotonic()
        alive = Run.every.filter(pk=self.run.pk)
        alive.update(beat_at=timezone.now())
        return bool(alive.values_list("stop_asked", flat=True).get())


@transaction.atomic
def _finish(run: Run, result: dict[str, Any], around: dict[str, Any], started: float) -> None:
    now = timezone.now()
    done = {
        "state": RunState.DONE,
        "result": result,
        "result_checksum": rules.checksum(result),
        "around": around,
        "kept": {},
        "members_done": Run.every.values_list("members", flat=True).get(pk=run.pk),
        "finished_at": now,
        "seconds": round(monotonic() - started, 3),
    }
    if not Run.every.filter(pk=run.pk, state=RunState.RUNNING).update(**done):
        return
    for name, value in done.items():
        setattr(run, name, value)
    record(by=run.asker, at=now, verb="完成测算", subject=run)
    _announce(run, now)
    _tell(run, now)


@in_record_language
def _announce(run: Run, at: datetime) -> None:
    announce(
        ModelRunFinished(
            run.pk,
            run.model,
            run.model_version,
            str(run),
            figures.headline(run.model, run.result),
            run.result_checksum,
            run.incident_id,
            run.realm,
            run.person_id,
            at,
        )
    )


@transaction.atomic
def _end(run: Run, state: RunState, sentence: str, started: float) -> None:
    now = timezone.now()
    seconds = round(monotonic() - started, 3)
    ended = Run.every.filter(pk=run.pk, state=RunState.RUNNING).update(
        state=state, sentence=sentence[:500], finished_at=now, seconds=seconds
    )
    if not ended:
        return
    run.state, run.sentence = state, sentence[:500]
    record(by=run.asker, at=now, verb="结束测算", subject=run)
    _tell(run, now)


def _tell(run: Run, at: datetime) -> None:
    """A long run tells its owner; a quick one is before the owner's eyes."""
    if not run.background or run.person_id is None:
        return
    tell(
        people=Person.objects.filter(pk=run.person_id),
        kind="runs.finished",
        title=f"{run}：{run.get_state_display()}",
        body=run.sentence,
        by=run.asker,
        at=at,
        url=run.get_absolute_url(),
        subject=run,
        key=f"run:{run.pk}",
    )


@transaction.atomic
def cancel(*, run: Run, by: Asker, at: datetime) -> None:
    """Stop a run that is not finished; its owner and whoever commands may."""
    may_run(by)
    if by.person_id != run.person_id and not by.sees_district:
        raise NotAllowed("只有提出测算的人或全区岗位可以取消它。")
    if Run.every.filter(pk=run.pk, state=RunState.QUEUED).update(
        state=RunState.CANCELLED, finished_at=at, sentence="尚未开始即已取消。"
    ):
        record(by=by, at=at, verb="取消测算", subject=run)
    elif Run.every.filter(pk=run.pk, state=RunState.RUNNING).update(stop_asked=True):
        record(by=by, at=at, verb="要求停止测算", subject=run)
    else:
        raise Conflict("这次测算已经结束，不能再取消。")


def take_up_lost(*, at: datetime) -> int:
    """Queue runs whose worker died, and those whose job was lost; returns how many."""
    lost = Run.every.filter(state__in=OPEN, beat_at__lt=at - SILENT_AFTER)
    ids = list(lost.values_list("pk", flat=True)[:50])
    for run_id in ids:
        app.configure_task("runs.compute", lock=f"run:{run_id}").defer(run_id=run_id)
    return len(ids)


def repeat(*, run: Run, by: Asker, at: datetime) -> Run:
    """The same model with the same inputs once more, to be compared by checksum."""
    return ask_now(
        Asked(
            run.model,
            run.inputs,
            purpose=run.purpose,
            subjects=run.subjects,
            place=(run.geometry.x, run.geometry.y) if run.geometry else None,
            incident_id=run.incident_id,
            realm=Realm(run.realm),
            background=run.background,
            vary=run.vary,
        ),
        by=by,
        at=at,
        repeat_of=run,
    )


@transaction.atomic
def keep_findings(*, run: Run, by: Asker, at: datetime) -> None:
    """Write what a run says of its object into the object's file, in the keeper's own name."""
    found = findings(run, by, beijing(at).date())
    if found is None:
        raise Refusal("这次测算没有对应的对象档案，不能写入；请从对象档案进入后再测算。")
    standing, said = found
    state_attributes(
        by, standing.id, said, at=at, why=f"模型测算 №{run.pk}，结果校验码 {run.result_checksum[:12]}"
    )
    record(by=by, at=at, verb="写入对象档案", subject=run, after={"object": standing.code, **said})


@transaction.atomic
def tie(*, run: Run, incident_id: int | None, by: Asker, at: datetime) -> None:
    """Say for which incident a run was made."""
    may_run(by)
    _may_belong(incident_id, run.realm, by)
    before = run.incident_id
    if Run.every.filter(pk=run.pk, incident_id=before).update(incident_id=incident_id):
        run.incident_id = incident_id
        record(
            by=by,
            at=at,
            verb="关联突发事件",
            subject=run,
            before={"incident_id": before},
            after={"incident_id": incident_id},
        )
        if incident_id is not None and run.state == RunState.DONE:
            _announce(run, at)
