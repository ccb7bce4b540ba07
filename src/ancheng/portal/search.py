"""One search over units, tasks, objects and people, each limited to what the asker may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ancheng.base.asker import Asker
from ancheng.base.roles import Role
from ancheng.decision import public as decision
from ancheng.kernel.orgs import queries as orgs
from ancheng.kernel.people.models import Person
from ancheng.kernel.tasks import queries as tasks
from ancheng.supervision import public as supervision

AT_MOST = 8


@dataclass(frozen=True, slots=True)
class Hit:
    label: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    label: str
    hits: list[Hit]
    more_url: str = ""


def search(text: str, asker: Asker) -> Iterator[Found]:
    """What `text` finds, by group; groups without a hit are left out."""
    key = text.strip()
    if not key:
        return
    groups = (_units, _tasks, _objects, _knowledge, _people)
    for group in (each(key, asker) for each in groups):
        if group.hits:
            yield group


def _units(key: str, asker: Asker) -> Found:
    hits = [
        Hit(each.name, each.get_kind_display(), reverse("orgs:detail", args=[each.pk]))
        for each in orgs.search(key, asker, at_most=AT_MOST)
    ]
    return Found(_("单位"), hits)


def _tasks(key: str, asker: Asker) -> Found:
    rows = (
        tasks.visible(asker)
        .filter(Q(title__icontains=key) | Q(number__istartswith=key))
        .order_by("pk")[:AT_MOST]
    )
    hits = [
        Hit(str(each), f"{each.owner_unit} · {each.state_label}", each.get_absolute_url()) for each in rows
    ]
    return Found(_("任务"), hits, reverse("tasks:list") + "?" + urlencode({"q": key}))


def _objects(key: str, asker: Asker) -> Found:
    hits = [Hit(each.name, each.note, each.url) for each in supervision.search(key, asker, at_most=AT_MOST)]
    return Found(_("对象"), hits, reverse("assets:list") + "?" + urlencode({"q": key}))


def _knowledge(key: str, asker: Asker) -> Found:
    hits = [
        Hit(each.name, each.note, each.url) for each in decision.search_knowledge(key, asker, at_most=AT_MOST)
    ]
    return Found(_("知识和案例"), hits, reverse("knowledge:list") + "?" + urlencode({"q": key}))


def _people(key: str, asker: Asker) -> Found:
    if not asker.holds(Role.ADMINISTRATOR):
        return Found(_("人员"), [])
    rows = Person.objects.filter(Q(name__icontains=key) | Q(username__icontains=key)).order_by("pk")[:AT_MOST]
    return Found(
        _("人员"), [Hit(each.name, each.username, reverse("people:detail", args=[each.pk])) for each in rows]
    )
