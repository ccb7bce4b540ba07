"""The language of a page and the language of the record."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.utils.translation import get_language, gettext_lazy, override

from ancheng.kernel.language import as_recorded, english, in_record_language, named
from ancheng.supervision.assets.declare import Group
from ancheng.supervision.assets.registry import KINDS


def test_what_is_declared_in_two_languages_is_named_in_that_of_the_page():
    with override("en"):
        assert named(KINDS["hydrant"]) == "Fire hydrant"
        assert named(Group.FIRE) == "Fire safety"
        assert named(("街道", "Subdistrict")) == "Subdistrict"
    with override("zh-hans"):
        assert named(KINDS["hydrant"]) == "市政消火栓"
        assert named(Group.FIRE) == "消防设施"
        assert named(("街道", "Subdistrict")) == "街道"


def test_a_stored_word_is_translated_where_it_is_shown():
    with override("en"):
        assert named("交办") == "Assign"
        assert named("Pump Works") == "Pump Works"
    with override("zh-hans"):
        assert named("交办") == "交办"


def test_nothing_is_named_as_nothing():
    with override("en"):
        assert named("") == ""
        assert named(None) == ""
        assert named(0) == "0"


def test_a_label_is_recorded_in_chinese_while_the_page_is_english():
    with override("en"):
        assert str(gettext_lazy("已办结")) == "Done"
        assert as_recorded(gettext_lazy("已办结")) == "已办结"
        assert english()


def test_the_language_of_the_page_returns_after_the_record_is_written_also_when_it_fails():
    @in_record_language
    def act():
        assert get_language() == "zh-hans"
        raise ValueError

    with override("en"):
        try:
            act()
        except ValueError:
            assert english()


def test_two_people_who_act_at_once_keep_each_their_language():
    meet = Barrier(2, timeout=10)

    @in_record_language
    def act():
        meet.wait()

    def person(language):
        with override(language):
            act()
            return get_language()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(person, ["en", "zh-hans"])) == ["en", "zh-hans"]
