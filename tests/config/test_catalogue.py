"""English complete: every marked string translated, nothing of the interface left unmarked."""

import ast
import gettext
import io
import os
import re

import pytest
from django.utils.translation import override

from ancheng.base.errors import Unreadable
from ancheng.config import cli
from ancheng.config.catalogue import faults, files, marked
from ancheng.config.catalogue.po import Message, read_po, write_mo, write_po
from ancheng.kernel.language import named
from ancheng.supervision.assets.registry import KINDS

HAN = marked.HAN


def python(source):
    return [(each.msgid, each.plural, each.context) for each in marked.in_python(ast.parse(source))]


def template(source):
    return [(each.msgid, each.plural, each.context) for each in marked.in_template(source)]


def loaded(messages):
    return gettext.GNUTranslations(io.BytesIO(write_mo(messages)))


# The catalogue as it stands.


def test_every_marked_string_has_an_english_translation_with_the_same_placeholders():
    said = files.merged(marked.marked(files.PACKAGE), files.catalogue())
    assert len(said) > 500
    assert "\n".join(faults.faults_of(said)) == "", "run `ancheng messages extract` and fill in the .po file"


def test_no_chinese_reaches_a_person_unmarked():
    assert "\n".join(faults.unmarked(files.PACKAGE)) == ""


def test_the_catalogue_holds_nothing_that_the_program_no_longer_says():
    now = {each.key for each in marked.marked(files.PACKAGE)}
    assert {each.key for each in files.catalogue()} - now == set(), "run `ancheng messages extract`"


def test_the_catalogue_stands_in_the_order_and_form_in_which_extract_writes_it():
    assert write_po(files.catalogue()) == files.ENGLISH.read_text("utf-8")


def test_no_two_states_of_one_workflow_share_their_english_label():
    from ancheng.kernel.tasks.workflows.task import WORKFLOW

    with override("en"):
        labels = [str(each.label) for each in WORKFLOW.states]
    assert len(set(labels)) == len(labels)
    assert not any(HAN.search(each) for each in labels)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_unit_of_an_attribute_has_english_words(kind):
    with override("en"):
        assert not [each.unit for each in KINDS[kind].attributes if HAN.search(named(each.unit))]


def test_the_compiled_catalogue_is_not_in_the_repository():
    ignored = (files.PACKAGE.parents[1] / ".gitignore").read_text().split()
    assert "*.mo" in ignored


# What is found in Python.


def test_every_way_of_marking_is_found():
    assert python('_("甲")') == [("甲", "", "")]
    assert python('translation.gettext_lazy("甲" "乙")') == [("甲乙", "", "")]
    assert python('_("甲" + "乙")') == [("甲乙", "", "")]
    assert python('msgid("甲")') == [("甲", "", "")]
    assert python('ngettext("一%(n)s", "多%(n)s", n)') == [("一%(n)s", "多%(n)s", "")]
    assert python('pgettext("门", "甲")') == [("甲", "", "门")]
    assert python("_(text)") == []


def test_the_verbs_of_the_record_are_found_without_a_mark():
    assert python('record(by=by, verb="登记", subject=x)') == [("登记", "", "")]
    assert python('record(verb="准" if granted else "不准")') == [("准", "", ""), ("不准", "", "")]
    assert python("record(verb=step.label)") == []
    assert python('move(case, verb="submit")') == []
    assert python('Rung("nudge", "提醒", -3, ("party",))') == [("提醒", "", "")]
    assert python('DocumentKind(label="督办单", number="{n}号")') == [("督办单", "", "")]


# What is found in templates.


def test_every_tag_of_a_template_is_found():
    assert template("{% trans \"甲\" %}{% translate '乙' as x %}") == [("甲", "", ""), ("乙", "", "")]
    assert template('{{ x|default:_("无") }}{% icon "bell" _("铃") %}') == [("无", "", ""), ("铃", "", "")]
    assert template("{% blocktrans with n=a.b %}共 {{ n }} 项{% endblocktrans %}") == [
        ("共 %(n)s 项", "", "")
    ]
    assert template("{% blocktrans count n=x %}一{% plural %}多{{ n }}{% endblocktrans %}") == [
        ("一", "多%(n)s", "")
    ]
    assert template('{% trans "甲" context "门" %}') == [("甲", "", "门")]
    assert template("<p>{{ x }}</p>{# 注 #}{% comment %}注{% endcomment %}") == []


def test_the_template_that_django_reads_asks_for_the_words_that_were_found():
    from django.template import Context, Template

    said = {("", "共 %(n)s 项"): "%(n)s in all", ("", "进度 %%"): "Progress %%"}
    source = '{% blocktrans %}共 {{ n }} 项{% endblocktrans %} {% trans "进度 %" %}'
    assert {each.msgid for each in marked.in_template(source)} == {key for _, key in said}
    with override("en"):
        assert Template('{% trans "进度 %" %}').render(Context()) == "Progress %"


# What is unmarked.


@pytest.mark.parametrize(
    "source",
    [
        "<p>任务</p>",
        '<a title="任务">x</a>',
        '{{ x|default:"无" }}',
        '{% icon "bell" "铃" %}',
        '{% include "x.html" with title="任务" %}',
        '{% trans "任务" %}任务',
        '<p lang="zh">任务</p><p>任务</p>',
    ],
)
def test_chinese_outside_of_a_tag_is_a_fault(source):
    assert faults.in_template(source)


@pytest.mark.parametrize(
    "source",
    [
        '{% trans "任务" %}',
        "{% blocktrans %}任务{{ n }}{% endblocktrans %}",
        "{# 任务 #}<!-- 任务 -->{% comment %}任务 {{ x }}{% endcomment %}",
        '<button lang="zh">中文</button>',
        '{{ x|default:_("无") }}',
        '<!doctype html><html lang="zh"><body>督办单',
        '{% extends "documents/official.html" %}督办单',
    ],
)
def test_marked_chinese_and_official_documents_are_none(source):
    assert faults.in_template(source) == []


@pytest.mark.parametrize(
    "source",
    [
        'messages.success(request, "已保存。")',
        'messages.error(request, f"{n} 项失败")',
        'messages.add_message(request, INFO, "已保存。")',
        '_(f"{n} 项")',
        'State("done", "已办结")',
        'Step("finish", label="办结")',
        'MenuEntry("system", "单位", "orgs:tree")',
        'models.CharField("编号", max_length=3)',
        'forms.CharField(label="编号")',
        'class K(models.TextChoices):\n    A = "a", "甲"',
        'class Meta:\n    verbose_name = "任务"',
    ],
)
def test_a_bare_literal_that_a_person_reads_is_a_fault(source):
    assert list(faults.in_python(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        'messages.success(request, _("已保存。"))',
        'messages.success(request, _("%(n)s 项") % {"n": n})',
        "messages.success(request, said)",
        'State("done", _("已办结"), end=True)',
        'raise Refusal("请填写名称。")',
        'log.warning("缺少文件")',
        'class K(models.TextChoices):\n    A = "a", _("甲")',
    ],
)
def test_a_marked_literal_and_a_refusal_are_none(source):
    assert list(faults.in_python(ast.parse(source))) == []


def test_untranslated_half_translated_and_misplaced_are_faults():
    def told(msgid, said):
        return list(faults.faults_of([Message(msgid, (said,))]))

    assert told("已办结", "Done") == []
    assert told("已办结", "")[0].startswith("untranslated")
    assert "Chinese" in told("已办结", "Done 结")[0]
    assert "Chinese" in told("已办结。", "Done。")[0]
    assert "placeholders" in told("共 %(n)s 项", "in all")[0]
    assert "placeholders" in told("共 %(n)s 项", "%(m)s in all")[0]
    assert next(faults.faults_of([Message("一", ("one", ""), "多")])).startswith("untranslated")


# The files.


def test_a_po_text_is_read_as_it_was_written():
    entries = [
        Message('引“号”"与\\反斜\n换行\t', ('a "quote" \\ and\nline\t',), used_in=("a.py", "b.html")),
        Message("一%(n)s", ("one", "%(n)s many"), "多%(n)s"),
        Message("对象", ("Subject",), context="audit"),
        Message("未译"),
    ]
    assert sorted(read_po(write_po(entries)), key=lambda each: each.key) == sorted(
        entries, key=lambda each: each.key
    )


def test_a_po_text_by_another_hand_is_read_too():
    text = '# note\nmsgid ""\nmsgstr "Language: en\\n"\n\n#, fuzzy\n#: a.py:3\nmsgid ""\n"多"\n"行"\nmsgstr "many "\n"lines"\n\n#~ msgid "旧"\n#~ msgstr "old"\n'
    assert read_po(text) == [Message("多行", ("many lines",), used_in=("a.py",))]


def test_a_broken_po_text_is_refused_with_its_line():
    with pytest.raises(Unreadable, match="line 2"):
        read_po('msgid "甲"\nmsgstrange "x"')


def test_gettext_itself_reads_what_was_compiled():
    said = loaded(
        [
            Message("甲", ("A",)),
            Message("一", ("one", "many"), "多"),
            Message("甲", ("B",), context="门"),
            Message("未译"),
        ]
    )
    assert said.gettext("甲") == "A"
    assert said.pgettext("门", "甲") == "B"
    assert [said.ngettext("一", "多", n) for n in (1, 2, 5)] == ["one", "many", "many"]
    assert said.gettext("未译") == "未译"


def test_extracting_keeps_translations_adds_what_is_new_and_drops_what_is_gone():
    known = [Message("甲", ("A",), used_in=("old.py",)), Message("旧", ("old",))]
    now = files.merged([Message("甲", used_in=("new.py",)), Message("新", used_in=("new.py",))], known)
    assert now == [Message("甲", ("A",), used_in=("new.py",)), Message("新", used_in=("new.py",))]


def test_a_catalogue_is_compiled_once_and_again_when_it_has_changed(tmp_path):
    source = tmp_path / "en/LC_MESSAGES/django.po"
    files.save([Message("甲", ("A",))], source)
    assert files.compile_stale(tmp_path) == [source.with_suffix(".mo")]
    assert files.compile_stale(tmp_path) == []
    made = source.with_suffix(".mo").stat().st_mtime
    files.save([Message("甲", ("B",))], source)
    os.utime(source, (made + 5, made + 5))
    assert files.compile_stale(tmp_path) == [source.with_suffix(".mo")]
    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("甲") == "B"
    assert [each.name for each in source.parent.iterdir() if each.name.startswith(".")] == []


def test_the_command_extracts_and_then_says_what_waits_for_a_translation(tmp_path, monkeypatch, capsys):
    package = tmp_path / "ancheng"
    (package / "templates").mkdir(parents=True)
    (package / "views.py").write_text('said = _("甲")\nmessages.success(request, "乙")\n', "utf-8")
    (package / "templates/x.html").write_text('{% trans "丙" %}', "utf-8")
    monkeypatch.setattr(files, "PACKAGE", package)
    monkeypatch.setattr(files, "ENGLISH", tmp_path / "django.po")
    # The default of `catalogue` and `save` is bound to the file of the project: name the other one.
    monkeypatch.setattr(files.catalogue, "__defaults__", (tmp_path / "django.po",))
    monkeypatch.setattr(files.save, "__defaults__", (tmp_path / "django.po",))
    assert cli.main(["messages", "extract"]) == 0
    said = capsys.readouterr().out
    assert "待译 2 条" in said
    assert re.search(r"^  甲$", said, re.M)
    files.save([Message(each.msgid, ("A",)) for each in files.catalogue()])
    assert cli.main(["messages", "extract"]) == 0
    assert "待译 0 条" in capsys.readouterr().out
    assert cli.main(["messages", "check"]) == 1
    assert "views.py:2: 乙" in capsys.readouterr().out
    (package / "views.py").write_text('said = _("甲")\n', "utf-8")
    assert cli.main(["messages", "check"]) == 0
