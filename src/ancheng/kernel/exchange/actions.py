"""Verbs on imports: upload, map, check, write, undo, discard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from ancheng.base.asker import Asker
from ancheng.base.errors import Conflict, NotAllowed, Refusal
from ancheng.kernel.audit.actions import record
from ancheng.kernel.exchange import staging
from ancheng.kernel.exchange.importable import Terms, Written, importable
from ancheng.kernel.exchange.models import RUNNING, BatchState, ImportBatch, ImportRow, Outcome
from ancheng.kernel.exchange.queries import same_file_before, table_of
from ancheng.kernel.exchange.tables import Table, TableSpec, WrongMapping, check_mapping, validate_rows
from ancheng.kernel.files.actions import store
from ancheng.kernel.files.rules import display_name
from ancheng.kernel.orgs.models import Unit

STRETCH = 2000
# Beyond this many rows the work goes to the worker, and the person may close the page.
AT_ONCE = 5000
KEPT_SHOWN = 200
SAMPLES = 3


def upload(
    *, name: str, variant: str, file: UploadedFile[Any], options: Mapping[str, str], by: Asker, at: datetime
) -> ImportBatch:
    """Take in a table; a file that cannot be read as one is refused and nothing of it stays."""
    declared = importable(name)
    declared.permit(by, variant)
    if by.person_id is None or by.unit_id is None or by.role is None:
        raise NotAllowed("导入须由有岗位的人员办理。")
    chosen = declared.read_options(options, by)
    with transaction.atomic():
        blob = store(chunks=file.chunks(), name=file.name or "", purpose="table", at=at)
        batch = ImportBatch(
            importable=name,
            variant=variant,
            title=declared.title(variant)[:120],
            person_id=by.person_id,
            by_name=by.name,
            by_role=by.role,
            unit=Unit.objects.get(pk=by.unit_id),
            blob=blob,
            filename=display_name(file.name or "")[:200],
            options=chosen,
            created_at=at,
            touched_at=at,
        )
        # Whatever is wrong with the workbook shows now, while the person still has it at hand.
        for name, value in _seen(table_of(batch)).items():
            setattr(batch, name, value)
        batch.derive_scope()
        batch.save(force_insert=True)
        record(by=by, at=at, verb="上传导入文件", subject=batch, after={"file": batch.filename})
    return batch


@transaction.atomic
def reread(*, batch: ImportBatch, sheet: str, header_row: int | None, by: Asker, at: datetime) -> None:
    """Take another sheet of the workbook, or another row for its header."""
    _own(batch, by)
    batch.sheet, batch.header_row, batch.mapping = sheet[:120], header_row, {}
    states = (BatchState.MAPPING,)
    _turn(batch, states, BatchState.MAPPING, at, mapping={}, **_seen(table_of(batch)))


def _seen(table: Table) -> dict[str, Any]:
    """What the screen needs to know of a table."""
    return {
        "sheet": table.grid.sheet,
        "sheets": list(table.grid.sheets),
        "header_row": table.header_row,
        "header": list(table.header),
        "samples": [
            ["" if each is None else str(each)[:40] for each in row.cells] for row in table.preview(SAMPLES)
        ],
        "row_count": sum(1 for _ in table),
    }


def check(
    *, batch: ImportBatch, mapping: Mapping[str, str], options: Mapping[str, str], by: Asker, at: datetime
) -> bool:
    """Hold every row against the register without writing any; False when the worker was asked to."""
    _own(batch, by)
    chosen = batch.declared.read_options(options, by)
    # A mapping that does not hold is refused before anything is queued.
    check_mapping(batch.header, _lenient(batch, mapping), mapping)
    states = (BatchState.MAPPING, BatchState.CHECKED)
    _turn(
        batch,
        states,
        BatchState.CHECKING,
        at,
        mapping=dict(mapping),
        options=chosen,
        progress=0,
        counts={},
        message="",
    )
    if batch.row_count > AT_ONCE:
        _later(batch)
        return False
    run_check(batch_id=batch.pk, at=at)
    return True


def run_check(*, batch_id: int, at: datetime) -> None:
    """Judge all rows, stretch by stretch; a killed run is simply run again."""
    with staging.alone(batch_id):
        batch = ImportBatch.every.select_related("unit", "blob").get(pk=batch_id)
        if batch.state != BatchState.CHECKING:
            return
        ImportRow.objects.filter(batch=batch).delete()
        judge = batch.declared.judge(_terms(batch, at))
        counts: Counter[str] = Counter()
        rows = iter(validate_rows(table_of(batch), _lenient(batch, batch.mapping), batch.mapping))
        while stretch := list(islice(rows, STRETCH)):
            judged = judge(stretch)
            staging.keep_rows(batch.pk, judged)
            counts.update(each.outcome for each in judged)
            counts["doubts"] += sum(bool(each.doubts) for each in judged)
            ImportBatch.every.filter(pk=batch.pk).update(progress=_sum(counts), touched_at=at)
        _turn(batch, (BatchState.CHECKING,), BatchState.CHECKED, at, counts=dict(counts), message="")


def confirm(*, batch: ImportBatch, skip_errors: bool, by: Asker, at: datetime) -> bool:
    """Write the sound rows, all of them or none; False when the worker was asked to."""
    _own(batch, by)
    batch.declared.permit(by, batch.variant)
    if batch.state == BatchState.CHECKED and not batch.to_write:
        raise Refusal("没有可导入的新增或变更行。请按错误说明修改表格后重新上传。")
    if batch.counts.get(Outcome.ERROR) and not skip_errors:
        raise Refusal("表格中还有错误行。请勾选“只导入无误的行”，或修改表格后重新上传。")
    earlier = same_file_before(batch)
    if earlier is not None:
        raise Conflict(f"同一文件已由{earlier.by_name}导入（批次 {earlier.pk}）。如需重做，请先撤销该批次。")
    _turn(batch, (BatchState.CHECKED,), BatchState.WRITING, at, progress=0, message="")
    if batch.to_write > AT_ONCE:
        _later(batch)
        return False
    run_write(batch_id=batch.pk, at=at)
    return True


def run_write(*, batch_id: int, at: datetime) -> None:
    """Write the staged rows in one transaction; whatever goes wrong, nothing of the batch is in the register."""
    with staging.alone(batch_id):
        batch = ImportBatch.every.select_related("unit", "blob").get(pk=batch_id)
        if batch.state != BatchState.WRITING:
            return
        try:
            with transaction.atomic():
                _write(batch, at)
        except (Refusal, IntegrityError) as fault:
            reason = str(fault) if isinstance(fault, Refusal) else "核对之后有编号被他人占用。"
            _turn(
                batch,
                (BatchState.WRITING,),
                BatchState.CHECKED,
                at,
                message=f"未导入任何一行：{reason}请重新核对后再导入。",
            )


def _write(batch: ImportBatch, at: datetime) -> None:
    terms = _terms(batch, at)
    waiting = staging.staged(batch.pk, (Outcome.NEW, Outcome.CHANGED))
    done = 0
    for stretch in batch.declared.write(waiting, terms):
        staging.keep_records(batch.pk, stretch)
        done += len(stretch)
        staging.tell_progress(batch.pk, done)
    _turn(batch, (BatchState.WRITING,), BatchState.DONE, at, written_at=at, progress=done)
    record(
        by=terms.by, at=at, verb="导入", subject=batch, after={"written": done, "counts": dict(batch.counts)}
    )


def undo(*, batch: ImportBatch, why: str, by: Asker, at: datetime) -> bool:
    """Take a whole batch back; False when the worker was asked to."""
    _own(batch, by)
    batch.declared.permit(by, batch.variant)
    if not why.strip():
        raise Refusal("请填写撤销原因。")
    _turn(batch, (BatchState.DONE,), BatchState.UNDOING, at, progress=0, message=why.strip()[:200])
    if batch.to_write > AT_ONCE:
        _later(batch)
        return False
    run_undo(batch_id=batch.pk, at=at)
    return True


def run_undo(*, batch_id: int, at: datetime) -> None:
    """Put every record of the batch back, but those on which somebody has worked since."""
    with staging.alone(batch_id), transaction.atomic():
        batch = ImportBatch.every.select_related("unit").get(pk=batch_id)
        if batch.state != BatchState.UNDOING:
            return
        terms = _terms(batch, at)
        records = batch.records.order_by("pk").values_list("subject_id", "version", "before")
        found = batch.declared.undo([Written(*each) for each in records], terms, batch.message)
        _turn(
            batch,
            (BatchState.UNDOING,),
            BatchState.UNDONE,
            at,
            undone_at=at,
            kept=list(found.kept[:KEPT_SHOWN]),
            counts={**batch.counts, "undone": found.count, "kept": len(found.kept)},
        )
        record(
            by=terms.by,
            at=at,
            verb="撤销导入",
            subject=batch,
            why=batch.message,
            after={"undone": found.count, "kept": len(found.kept)},
        )


@transaction.atomic
def discard(*, batch: ImportBatch, by: Asker, at: datetime) -> None:
    """Give a batch up before it is written; its rows are dropped."""
    _own(batch, by)
    _turn(batch, (BatchState.MAPPING, BatchState.CHECKED), BatchState.DISCARDED, at, message="")
    ImportRow.objects.filter(batch=batch).delete()
    record(by=by, at=at, verb="放弃导入", subject=batch)


def _lenient(batch: ImportBatch, mapping: Mapping[str, str]) -> TableSpec:
    """The declared columns; where the table has a key of existing records, a few columns are enough."""
    spec = batch.declared.spec(batch.variant)
    missing = [each.label_zh for each in spec.columns if each.required and each.key not in mapping.values()]
    if missing and "code" not in mapping.values():
        raise WrongMapping(
            f"文件缺少必填列：{'、'.join(missing)}。请在列对应中指定；只更新已有记录的，请对应“编号”列。"
        )
    return spec.optional()


def _terms(batch: ImportBatch, at: datetime) -> Terms:
    mapped = frozenset(batch.mapping.values())
    return Terms(batch.variant, batch.options, mapped, batch.asker, at)


def _turn(batch: ImportBatch, sources: tuple[str, ...], target: str, at: datetime, **changes: Any) -> None:
    """Compare and set the state of a batch."""
    changes = {"state": target, "touched_at": at, **changes}
    if not ImportBatch.every.filter(pk=batch.pk, state__in=sources).update(**changes):
        raise Conflict("该导入批次的状态已变化，请刷新页面后再操作。")
    for name, value in changes.items():
        setattr(batch, name, value)


def _own(batch: ImportBatch, by: Asker) -> None:
    if not by.may_write or (batch.unit_id != by.unit_id and not by.sees_district):
        raise NotAllowed("只有导入单位的工作人员可以办理该批次。")


def _later(batch: ImportBatch) -> None:
    app.configure_task("exchange.carry_on").defer(batch_id=batch.pk)


def _sum(counts: Counter[str]) -> int:
    return sum(counts[each] for each in Outcome.values)


def running_since(moment: datetime) -> list[int]:
    """Batches whose run has shown no life since `moment`."""
    found = ImportBatch.every.filter(state__in=RUNNING, touched_at__lt=moment)
    return list(found.values_list("pk", flat=True))
