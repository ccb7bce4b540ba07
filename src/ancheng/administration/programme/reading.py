"""Between the pure plan and its rows: writing what was read, and reading it back as it was corrected."""

from __future__ import annotations

from ancheng.administration.programme.models import Group, GroupUnit, Phase, Programme, Safeguard, Target
from ancheng.kernel.orgs import queries as orgs
from ancheng.science import plan_text


def write(programme: Programme, plan: plan_text.Plan) -> None:
    """Store the parts of `plan`; names that are known are linked at once."""
    known = orgs.by_name({named.name for group in plan.groups for named in group.units})
    groups = Group.objects.bulk_create(
        Group(
            programme=programme,
            section=each.section,
            ordinal=each.ordinal,
            kind=each.kind,
            title=each.title[:200],
            text=each.text,
            clause=each.clause,
            span_start=each.span[0],
            span_end=each.span[1],
            open_ended=each.open_ended,
            due_on=each.due,
            order=number,
        )
        for number, each in enumerate(plan.groups)
    )
    GroupUnit.objects.bulk_create(
        GroupUnit(group=row, name=named.name[:120], part=named.role, unit=known.get(named.name), order=number)
        for row, group in zip(groups, plan.groups, strict=True)
        for number, named in enumerate(group.units)
    )
    Phase.objects.bulk_create(
        Phase(
            programme=programme,
            section=each.section,
            title=each.title[:200],
            starts_on=each.starts,
            ends_on=each.ends,
            text=each.text,
            span_start=each.span[0],
            span_end=each.span[1],
            order=number,
        )
        for number, each in enumerate(plan.phases)
    )
    Target.objects.bulk_create(
        Target(
            programme=programme,
            section=each.section,
            ordinal=each.ordinal,
            quote=each.quote[:300],
            operator=each.operator,
            value=each.value,
            unit=each.unit,
            span_start=each.span[0],
            span_end=each.span[1],
            order=number,
        )
        for number, each in enumerate(plan.targets)
    )
    Safeguard.objects.bulk_create(
        Safeguard(
            programme=programme,
            section=each.section,
            title=each.title[:200],
            text=each.text,
            span_start=each.span[0],
            span_end=each.span[1],
            order=number,
        )
        for number, each in enumerate(plan.safeguards)
    )


def read_back(programme: Programme) -> plan_text.Plan:
    """The plan as its rows say now, corrections included; dropped groups are left out."""
    groups = programme.groups.filter(dropped_why="").prefetch_related("named")
    return plan_text.Plan(
        title=programme.title,
        number=programme.number or None,
        groups=tuple(_group(each) for each in groups),
        phases=tuple(
            plan_text.Phase(p.section, p.title, p.starts_on, p.ends_on, p.text, (p.span_start, p.span_end))
            for p in programme.phases.all()
        ),
        safeguards=tuple(
            plan_text.Safeguard(s.section, s.title, s.text, (s.span_start, s.span_end))
            for s in programme.safeguards.all()
        ),
        targets=tuple(
            plan_text.Target(
                t.section, t.quote, t.operator, t.value, t.unit, (t.span_start, t.span_end), t.ordinal
            )
            for t in programme.targets.all()
        ),
        sections=(),
    )


def _group(row: Group) -> plan_text.Group:
    return plan_text.Group(
        section=row.section,
        ordinal=row.ordinal,
        kind=plan_text.Kind(row.kind),
        title=row.title,
        text=row.text,
        units=tuple(
            plan_text.NamedUnit(named.name, plan_text.Role(named.part))
            for named in row.named.all()
            if not named.ignored_why
        ),
        open_ended=row.open_ended,
        span=(row.span_start, row.span_end),
        clause=row.clause,
        due=row.due_on,
    )
