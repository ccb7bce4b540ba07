"""Small makers for the tests of knowledge."""

from __future__ import annotations

import io
from itertools import count

from docx import Document

from ancheng.base.roles import Role
from ancheng.decision.knowledge import actions
from ancheng.decision.knowledge.models import Item, Precedent
from ancheng.decision.knowledge.reading import Clause
from tests.factories import NOW, asker, make_office, make_unit

_numbers = count(1)


def office_seat():
    return asker(Role.OFFICE, make_office())


def writer():
    make_office()
    return asker(Role.DEPARTMENT, make_unit())


def make_item(*, by=None, published=True, clauses=(), at=NOW, **values):
    """An item, published by somebody else than its writer."""
    values = {"title": f"城镇燃气管理办法（测试{next(_numbers)}）", "sort": "law", **values}
    item = actions.submit(item=Item(**values), clauses=clauses, by=by or writer(), at=at)
    if published:
        release(item, at=at)
    return item


def make_precedent(*, by=None, published=True, at=NOW, **values):
    values = {
        "title": f"某小区燃气泄漏爆燃（测试{next(_numbers)}）",
        "kind": "gas",
        "brief": "厨房胶管老化，燃气泄漏遇明火爆燃。",
        **values,
    }
    found = actions.submit_precedent(precedent=Precedent(**values), by=by or writer(), at=at)
    if published:
        release(found, at=at)
    return found


def release(found, at=NOW):
    reviewer = office_seat()
    actions.review(found, by=reviewer, at=at)
    actions.publish(found, by=reviewer, at=at)


def word(*paragraphs):
    """A Word file; (text, level) is a heading."""
    document = Document()
    for each in paragraphs:
        if isinstance(each, tuple):
            document.add_heading(each[0], each[1])
        else:
            document.add_paragraph(each)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def clause(name, text):
    return Clause("", name, text)
