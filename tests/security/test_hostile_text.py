"""Whatever somebody types is stored as text or refused with a sentence; it never runs and never breaks a page."""

import json
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import get_resolver
from django.utils.html import escape

from ancheng.base.roles import Role
from ancheng.kernel.orgs.models import UnitAlias
from ancheng.kernel.tasks.models import Report
from ancheng.kernel.workflow.actions import move
from ancheng.supervision.assets.models import Asset, SavedView
from tests.architecture.test_scope_matrix import signed_in
from tests.factories import NOW, make_office, make_person, make_task, make_unit, seat_of
from tests.security.entering import sentence_of
from tests.security.noting import WHOLE

pytestmark = pytest.mark.django_db
OWN = [
    "", " ", "\u3000", "\x00", "a\x00b", "²", "１２３", "٣", "9" * 400, "-1", "1e309", "NaN", "\ufeff", "\u202e反向",
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{ 7|add:7 }}", "{% debug %}", "${7*7}", "' OR 1=1 --",
    "'; DROP TABLE assets_asset; --", "%", "_", "\\", "'", "''", "a'b\\'c", ":*", "!", "&", "|", "(", "<->", "a & !b:*",
    "../../etc/passwd", "\r\nSet-Cookie: a=b", "𠀀𠮷", "👩‍👩‍👧‍👦", "ﷺ" * 80, "㍿" * 50, "e\u0301" * 200, "长" * 3000, "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
]  # fmt: skip
SUSPECT = re.compile(r"<script(?![^>]*(?:src=|application/json))|\son\w+\s*=|javascript:", re.I)


class Alive(HTMLParser):
    """Collects what a browser would run of a page: handlers, scripts without a file, script addresses."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.found.append("script")
        self.found += [name for name in given if name.startswith("on")]
        self.found += [value for value in given.values() if value and value.strip().lower().startswith("javascript:")
                       and tag != "input"]  # fmt: skip


def alive(text):
    """What would run in a page; the parser is asked only where something looks like it."""
    if not SUSPECT.search(text):
        return []
    page = Alive()
    page.feed(text)
    return page.found


@pytest.fixture(params=["ours", "well-known"])
def texts(request):
    """Our own list; and, where real cases lie beside the checkout, every few of the well-known naughty strings."""
    if request.param == "ours":
        return OWN
    file = request.getfixturevalue("shared") / "cases/hostile/blns.json"
    return list(dict.fromkeys(json.loads(file.read_text(encoding="utf-8"))))[::15]


@pytest.fixture(autouse=True)
def without_hurry(tmp_path):
    with override_settings(POSTS_PER_MINUTE=10**6, FILES_ROOT=tmp_path):
        yield


def fine(answer, text, *statuses):
    """Not an error of ours; if it is refused, then with a sentence; nothing of it is alive in the page."""
    where = (text[:60], answer.status_code)
    assert answer.status_code < 500, where
    assert answer.status_code in (200, 302, *statuses) or sentence_of(answer), where
    if answer.status_code == 422 and answer.context:
        assert answer.context.get("errors") or sentence_of(answer), where
    if answer.get("Content-Type", "").startswith("text/html"):
        assert alive(answer.content.decode()) == [], where
    return answer


def shown(page, text):
    """Whether `text` stands in the page as text."""
    return escape(text.strip()) in page.content.decode()


def test_the_name_of_an_object(texts):
    unit = make_unit("区水务局")
    client = signed_in(Role.DEPARTMENT, unit)
    for text in texts:
        typed = {"name": text, "unit": "区水务局", "status": "in_use", "address": text[:200], "remarks": text,
                 "person-1": text[:60], "a.road": text}  # fmt: skip
        fine(client.post("/assets/add/hydrant/", typed), text, 422)
    stored = list(Asset.objects.all())
    assert len(stored) > len(texts) * 0.7, "what can be stored is stored"
    for asset in stored[::4]:
        assert shown(fine(client.get(asset.get_absolute_url()), asset.name), asset.name), asset.name
        fine(client.get(f"/assets/{asset.pk}/edit/"), asset.name)
    page, seen = fine(client.get("/assets/"), "list"), 0
    while page.context["page"].after:
        seen += len(page.context["page"].rows)
        page = fine(client.get("/assets/", {"after": page.context["page"].after}), "list")
    assert seen + len(page.context["page"].rows) == len(stored), "every page of the list opens"
    assert b"".join(client.get("/assets/export.csv").streaming_content).count(b"XHS-") >= len(stored)
    assert fine(client.get("/assets/export.xlsx"), "export").status_code == 200


def test_the_report_and_the_work_plan_of_a_task(texts):
    unit = make_unit("区水务局")
    person = make_person(Role.DEPARTMENT, unit)
    task = make_task(unit)
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    move(task, "plan", by=seat_of(person), at=NOW, changes={"work_plan": "x"})
    # Refusals as fragments: the frame around them is looked at in other tests.
    client.defaults["HTTP_HX_REQUEST"] = "true"
    for text in texts:
        fine(client.post(f"/tasks/{task.pk}/report/", {"text": text, "progress": "10"}), text)
    for text in OWN if texts is OWN else ():
        fine(client.post(f"/tasks/{task.pk}/report/", {"text": "好", "progress": text}), text)
        plan = {"work_plan": text * 10, "milestone": text, "milestone_due": "2026-12-01"}
        fine(client.post(f"/tasks/{task.pk}/plan/", plan), text)
        fine(client.post(f"/tasks/{task.pk}/ask_extension/", {"days": text, "reason": text}), text)
        for verb, field in (
            ("withdraw", "attachment"),
            ("milestone", "milestone"),
            ("decide_extension", "extension"),
        ):
            fine(client.post(f"/tasks/{task.pk}/{verb}/", {field: text}), text)
    del client.defaults["HTTP_HX_REQUEST"]
    assert Report.objects.count() > len(texts) * 0.7
    page = fine(client.get(f"/tasks/{task.pk}/"), "task")
    assert all(shown(page, each.text) for each in task.reports.all()[:20] if each.text.isprintable())


def test_the_alias_and_the_name_of_a_unit(texts):
    unit = make_unit("区水务局")
    client = signed_in(Role.ADMINISTRATOR, make_office())
    client.defaults["HTTP_HX_REQUEST"] = "true"
    for text in texts:
        fine(client.post(f"/units/{unit.pk}/", {"verb": "alias", "name": text}), text)
    for text in OWN if texts is OWN else ():
        fine(client.post(f"/units/{unit.pk}/", {"verb": "child", "kind": "section", "name": text}), text)
        fine(client.post(f"/units/{unit.pk}/", {"verb": "move", "parent": text, "why": text}), text)
    assert UnitAlias.objects.filter(unit=unit).count() > len(texts) * 0.5
    assert not UnitAlias.objects.filter(normalised="").exists(), (
        "a name of which nothing is left means no unit"
    )
    del client.defaults["HTTP_HX_REQUEST"]
    fine(client.get(f"/units/{unit.pk}/"), "unit")
    fine(client.get("/units/"), "units")


def test_the_name_of_a_kept_view_and_its_filter(texts):
    client = signed_in(Role.DEPARTMENT, make_unit("区水务局"))
    for text in texts:
        fine(client.post("/assets/views/?kind=hydrant", {"name": text}), text)
        if SavedView.objects.count() > 40:
            fine(client.get("/assets/"), text)
            SavedView.objects.all().delete()
        fine(client.post("/assets/views/", {"name": "一"}, query_params={"q": text, "unit": text}), text)


def test_the_search_box(texts):
    client = signed_in(Role.ADMINISTRATOR, make_office())
    for text in texts:
        fine(client.get("/search/", {"q": text}), text)


@pytest.mark.parametrize(
    "address", ["/assets/", "/assets/tiles/8/210/96.mvt", "/tasks/", "/people/", "/audit/"]
)
def test_the_text_filters_of_a_list(texts, address):
    client = signed_in(Role.ADMINISTRATOR, make_office())
    for text in texts[::2]:
        fine(client.get(address, {"q": text, "who": text, "subject": text, "day": text}), text, 400)


def lists():
    """Every address of the house that takes no argument, whichever desk it is of."""

    def walk(patterns, before=""):
        for each in patterns:
            path = before + str(each.pattern)
            if hasattr(each, "url_patterns"):
                yield from walk(each.url_patterns, path)
            elif "<" not in path and "(" not in path and "^" not in path:
                yield "/" + path

    return sorted({each for each in walk(get_resolver().url_patterns) if not each.startswith("/accounts/")})


FILTERS = ("q", "after", "before", "unit", "kind", "state", "status", "condition", "since", "year", "day", "sort", "bbox",
           "page", "start", "only", "section", "group", "subdistrict", "supersedes", "who", "subject", "a.condition")  # fmt: skip


NONSENSE = ["²", "9" * 30, "<script>alert(1)</script>", "'", "\\", "2026-13-45", "-1", "NaN", "\ufffd"]


FRAME = Counter(["q"])


def notes_of(client, address):
    """How often the answer reads each name of its query, besides the frame: its search box shows what was searched."""
    answer = fine(client.get(address), address, 404, 405, 403)
    return getattr(answer, "notes", Counter([WHOLE])) - FRAME


def filters_read():
    """Every address with the filters that its page reads."""
    with override_settings(MIDDLEWARE=[*settings.MIDDLEWARE, "tests.security.noting.Noting"]):
        client = signed_in(Role.ADMINISTRATOR, make_office())
        notes = {address: notes_of(client, address) for address in lists()}
    read = {address: [name for name in FILTERS if name in noted] for address, noted in notes.items()}
    # WHOLE, as a name, stands for all that are not read one by one.
    return {each: [*names, WHOLE] if names or WHOLE in notes[each] else [] for each, names in read.items()}


def test_every_filter_of_every_list_answers_nonsense_calmly():
    asked = filters_read()
    assert set(asked["/assets/"]) >= {"q", "after", "unit", "sort"}, "what is read is noted"
    assert sum(map(bool, asked.values())) > 60
    client = signed_in(Role.ADMINISTRATOR, make_office())
    for address, names in asked.items():
        # Where no filter is read, whatever stands in it is the same; only the page around it might show it.
        for text in NONSENSE if names else NONSENSE[2:3]:
            answers = [client.get(address, dict.fromkeys(FILTERS, text))]
            if answers[0].status_code == 400 and text in NONSENSE[:3]:
                # One filter refused; the others are asked by themselves.
                answers += [client.get(address, {name: text}) for name in names]
            for answer in answers:
                fine(answer, f"{address} {text}", 404, 405, 403)


def test_bytes_that_are_no_text_are_no_error():
    client = signed_in(Role.DEPARTMENT, make_unit("区水务局"))
    for query in ("q=%ff%fe", "q=%00", "unit=%c0%ae", "%ff=%ff", "q=" + "%e6" * 50):
        assert client.get(f"/assets/?{query}").status_code < 500
        assert client.get(f"/tasks/?{query}").status_code < 500


def test_a_nul_is_refused_with_a_sentence_wherever_it_stands():
    client = signed_in(Role.DEPARTMENT, make_unit("区水务局"))
    for answer in (client.get("/tasks/", {"q": "a\x00"}), client.post("/inbox/contact-points/", {"address": "\x00"}),
                   client.get("/assets/add/\x00/"), client.get("/tasks/", {"\x00": "a"})):  # fmt: skip
        assert answer.status_code == 400
        assert "控制字符" in sentence_of(answer)


def test_what_is_too_long_for_its_column_is_refused_and_leaves_nothing():
    admin = signed_in(Role.ADMINISTRATOR, make_office())
    answer = admin.post("/people/add/", {"username": "u" * 200, "name": "某"})
    assert answer.status_code == 422
    assert "请精简" in sentence_of(answer)
    assert not type(make_person(Role.DUTY, make_office())).objects.filter(username__startswith="uuu").exists()


def test_a_next_address_never_leads_to_another_site():
    client = signed_in(Role.DEPARTMENT, make_unit("区水务局"))
    for target in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
        answer = client.post("/i18n/setlang/", {"language": "en", "next": target})
        assert "evil" not in answer.get("Location", ""), target
        assert "javascript" not in answer.get("Location", "")
