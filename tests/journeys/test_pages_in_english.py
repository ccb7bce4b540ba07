"""The same pages behind the language switch; a file of its own, so that the two walks run side by side."""

import pytest

from tests.journeys.test_pages import see_every_page

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_no_page_in_english_has_a_serious_finding_and_none_overflows_on_a_phone(enter):
    see_every_page(enter, english=True)
