"""Catalogue entries from tables: held against the catalogue, written as one batch, taken back as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.errors import Absent, Conflict, NotAllowed
from ancheng.decision.knowledge.catalogue_actions import KEEPERS
from ancheng.decision.knowledge.catalogue_sheet import FACTS, TITLES, CatalogueJudge, plain, put, spec
from ancheng.decision.knowledge.models import Adoption, Listing
from ancheng.kernel.audit.actions import entry, record_all
from ancheng.kernel.exchange.importable import Judge, Staged, Terms, Undone, Written
from ancheng.kernel.exchange.tables import TableSpec
from ancheng.kernel.language import named

STRETCH = 1000


class Catalogues:
    """The catalogue of what is promoted, and that of what is phased out."""

    name = "catalogues"
    label = _("推广和淘汰目录")

    def variants(self) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
        return [(str(self.label), [(key, named(pair)) for key, pair in TITLES.items()])]

    def title(self, variant: str) -> str:
        return named(TITLES[self._known(variant)])

    def spec(self, variant: str) -> TableSpec:
        return spec(self._known(variant))

    def permit(self, by: Asker, variant: str) -> None:
        if variant:
            self._known(variant)
        if not by.holds(*KEEPERS):
            raise NotAllowed("推广和淘汰目录由安委办维护。")

    def read_options(self, given: Mapping[str, str], by: Asker) -> dict[str, Any]:
        return {}

    def options_shown(self, options: Mapping[str, Any], by: Asker) -> dict[str, Any]:
        return {}

    def options_template(self) -> str:
        return "knowledge/import_options.html"

    def judge(self, terms: Terms) -> Judge:
        return CatalogueJudge(terms)

    def address(self) -> str:
        return reverse("knowledge:listings")

    def write(self, rows: Iterable[Staged], terms: Terms) -> Iterator[list[Written]]:
        """New entries are inserted, changed ones updated if nobody touched them since the check."""
        waiting = iter(rows)
        while stretch := list(islice(waiting, STRETCH)):
            new = [row for row in stretch if row.subject_id is None]
            old = [row for row in stretch if row.subject_id is not None]
            yield [*_insert(new, terms), *_update(old, terms)]

    def undo(self, rows: Sequence[Written], terms: Terms, why: str) -> Undone:
        """Entries that somebody changed since, or that an enterprise was found to use, stay as they are."""
        by_id = {row.subject_id: row for row in rows}
        used = set(Adoption.every.filter(listing__in=by_id).values_list("listing_id", flat=True))
        kept: list[str] = []
        removed: list[Listing] = []
        changed: list[Listing] = []
        for each in Listing.objects.filter(pk__in=by_id).select_for_update().order_by("pk"):
            row = by_id[each.pk]
            if each.version != row.version or (row.before is None and each.pk in used):
                kept.append(str(each))
            else:
                (removed if row.before is None else changed).append(each)
        for each in changed:
            put(each, by_id[each.pk].before or {})
            each.version += 1
        said = [
            entry(by=terms.by, at=terms.at, verb="撤销导入的条目", subject=each, why=why) for each in removed
        ] + [
            entry(by=terms.by, at=terms.at, verb="撤销导入的修改", subject=each, why=why) for each in changed
        ]
        Listing.objects.filter(pk__in=[each.pk for each in removed]).delete()
        Listing.objects.bulk_update(changed, [*FACTS, "version"], batch_size=500)
        record_all(said)
        return Undone(len(removed) + len(changed), tuple(kept))

    def _known(self, variant: str) -> str:
        if variant not in TITLES:
            raise Absent("没有这个目录，请从列表中选择。")
        return variant


def _insert(rows: Sequence[Staged], terms: Terms) -> list[Written]:
    made = []
    for row in rows:
        listing = Listing(direction=terms.variant, code=row.values["code"])
        put(listing, row.values)
        made.append(listing)
    codes = [each.code for each in made]
    taken = Listing.objects.filter(code__in=codes).values_list("code", flat=True).first()
    if taken is not None:
        raise Conflict(f"编号“{taken}”在核对之后已被他人列入目录，请重新核对。")
    Listing.objects.bulk_create(made, batch_size=500)
    record_all(
        entry(
            by=terms.by,
            at=terms.at,
            verb="导入列入目录",
            subject=each,
            after={"code": each.code, "source": each.source},
        )
        for each in made
    )
    return [Written(each.pk, each.version) for each in made]


def _update(rows: Sequence[Staged], terms: Terms) -> list[Written]:
    found = Listing.objects.filter(pk__in=[row.subject_id for row in rows]).select_for_update().order_by("pk")
    locked = {each.pk: each for each in found}
    written, said = [], []
    for row in rows:
        listing = locked.get(row.subject_id or 0)
        if listing is None or listing.version != row.version:
            raise Conflict(f"第 {row.number} 行的条目在核对之后已被他人修改。")
        before = plain(listing)
        put(listing, row.values)
        listing.version += 1
        now = {key: value for key, value in plain(listing).items() if before[key] != value}
        said.append(
            entry(
                by=terms.by,
                at=terms.at,
                verb="导入修改目录条目",
                subject=listing,
                before={key: before[key] for key in now},
                after=now,
            )
        )
        written.append(Written(listing.pk, listing.version, before))
    Listing.objects.bulk_update(list(locked.values()), [*FACTS, "version"], batch_size=500)
    record_all(said)
    return written


IMPORTABLE = Catalogues()
