"""Every model on the web: its form renders, its published case runs from the form and equals the program's own run."""

import json
import math
from html.parser import HTMLParser

import pytest

from ancheng.base.roles import Role
from ancheng.decision.runs import form, rules
from ancheng.decision.runs.models import Run
from ancheng.science.models import models
from tests.factories import make_office
from tests.supervision.hotline.makers import signed_in

pytestmark = pytest.mark.django_db
MODELS = models()


class Fields(HTMLParser):
    """What a browser would send of the form of a model."""

    def __init__(self):
        super().__init__()
        self.found, self.select, self.area = {}, "", ""

    def handle_starttag(self, tag, attributes):
        says = dict(attributes)
        name = says.get("name", "")
        if tag == "input" and name and says.get("type") not in ("file", "checkbox"):
            self.found[name] = says.get("value") or ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            if "selected" in says or self.select not in self.found:
                self.found[self.select] = says.get("value") or ""
        elif tag == "textarea":
            self.area = name
            self.found[name] = ""

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data):
        if self.area:
            self.found[self.area] += data


def sent(page, of="data-model-form"):
    fields = Fields()
    fields.feed(page[page.index(of) :])
    return fields.found


@pytest.fixture
def officer():
    return signed_in(Role.OFFICE, make_office())


@pytest.mark.parametrize("name", MODELS)
def test_each_form_shows_inputs_with_unit_and_range_the_sources_and_whether_it_was_verified(officer, name):
    model = MODELS[name]
    page = officer.get(f"/runs/models/{name}/").content.decode()
    assert model.title in page
    assert ("已验证" if model.verified else "未验证") in page
    for each in model.inputs:
        assert f'name="{each.key}' in page, each.key
        assert each.label in page
    for each in (*model.assumptions, *model.citations):
        assert each.replace("“", "“")[:12].split("&")[0].split("<")[0].split("'")[0] in page


@pytest.mark.parametrize("name", MODELS)
def test_the_published_case_sent_from_the_form_gives_what_the_command_line_gives(officer, name):
    model = MODELS[name]
    for each in model.needs:
        pytest.importorskip(each, reason=f"{each} is an extra and not installed here")
    page = officer.get(f"/runs/models/{name}/?sample=1").content.decode()
    answer = officer.post(f"/runs/models/{name}/", sent(page))
    assert answer.status_code == 302, answer.content.decode()[:3000]
    run = Run.objects.get()
    if run.background:
        from ancheng.decision.runs.actions import compute
        from ancheng.science.ensemble import Here
        from tests.factories import NOW

        compute(run_id=run.pk, at=NOW, executor=Here())
        run.refresh_from_db()
    expected = json.loads(rules.canonical(model.run(model.cases[0].inputs)))
    assert run.state == "done", run.sentence
    timed = {"seconds"}
    assert {k: v for k, v in run.result.items() if k not in timed} == {
        k: v for k, v in expected.items() if k not in timed
    }
    assert run.result_checksum == rules.checksum(model.run(model.cases[0].inputs))
    shown = officer.get(answer["Location"])
    assert shown.status_code == 200
    assert run.result_checksum in shown.content.decode()


@pytest.mark.parametrize("name", MODELS)
def test_what_a_form_shows_is_what_it_reads_back(name):
    model = MODELS[name]
    filled = form.blank(model, form.sample(model))
    data = {}
    for each in (*filled.main, *filled.more):
        data[each.name] = each.typed
        data |= {cell.name: cell.typed for row in each.rows for cell in row}
    read = form.posted(model, data, {})
    assert (
        rules.checksum(model.run(read)) == rules.checksum(model.run(model.cases[0].inputs))
        if not model.needs
        else read
    )


def test_a_figure_that_is_no_number_is_a_sentence_and_never_on_the_map():
    for wrong in (math.nan, math.inf, -math.inf):
        with pytest.raises(rules.NotFinite, match="无法表示"):
            rules.settled({"map": {"features": [{"geometry": {"coordinates": [wrong, 0.0]}}]}})
