"""What is asked about imports, limited to what the asker may see."""

from __future__ import annotations

from django.db.models import QuerySet

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent
from ancheng.kernel.exchange.models import BatchState, ImportBatch, ImportRow
from ancheng.kernel.exchange.tables import Table, guess_mapping, read_table

PAGE = 50


def visible(asker: Asker) -> QuerySet[ImportBatch]:
    """Imports that the asker's unit made, and those of the units below it."""
    found: QuerySet[ImportBatch] = ImportBatch.objects.visible_to(asker)
    return found.select_related("unit").order_by("-created_at", "-id")


def one(asker: Asker, pk: int) -> ImportBatch:
    found = visible(asker).select_related("blob").filter(pk=pk).first()
    if found is None:
        raise Absent("没有这个导入批次，或当前岗位无权查看。")
    return found


def table_of(batch: ImportBatch) -> Table:
    """The uploaded table, read anew."""
    return read_table(
        batch.blob.path,
        filename=batch.filename,
        spec=batch.declared.spec(batch.variant),
        sheet=batch.sheet or None,
        header_row=batch.header_row,
    )


def proposed_mapping(batch: ImportBatch) -> dict[str, str]:
    """What was chosen already; else what the same person chose for the same header last time; else a guess."""
    if batch.mapping:
        return {header: key for header, key in batch.mapping.items() if header in batch.header}
    spec = batch.declared.spec(batch.variant)
    earlier = (
        ImportBatch.objects.filter(
            person_id=batch.person_id, importable=batch.importable, variant=batch.variant
        )
        .exclude(pk=batch.pk)
        .exclude(mapping={})
        .order_by("-created_at")
        .values_list("mapping", flat=True)[:5]
    )
    for mapping in earlier:
        if set(mapping) <= set(batch.header) and set(mapping.values()) <= set(spec.by_key):
            return dict(mapping)
    return guess_mapping(batch.header, spec)


def rows(batch: ImportBatch, outcome: str, *, after: int = 0) -> list[ImportRow]:
    """A page of judged rows, one more than is shown."""
    found = ImportRow.objects.filter(batch=batch, outcome=outcome, number__gt=after).order_by("number")
    return list(found.defer("stated")[: PAGE + 1])


def same_file_before(batch: ImportBatch) -> ImportBatch | None:
    """The import that already wrote the very same file, if it was not undone."""
    return (
        ImportBatch.objects.filter(
            blob_id=batch.blob_id,
            importable=batch.importable,
            variant=batch.variant,
            sheet=batch.sheet,
            state=BatchState.DONE,
        )
        .exclude(pk=batch.pk)
        .order_by("-written_at")
        .first()
    )
