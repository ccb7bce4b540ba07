"""Every exchange format writes what it reads and reads what it writes."""

import pytest

from ancheng.kernel.exchange.formats import formats

CASES = [(name, number) for name, each in formats().items() for number in range(len(each.samples))]


@pytest.mark.parametrize(("name", "number"), CASES)
def test_a_sample_comes_back_as_it_went_out(name, number):
    each = formats()[name]
    sample = each.samples[number]
    content = each.write(sample)
    assert each.read(content) == sample
    assert each.write(each.read(content)) == content


@pytest.mark.parametrize("name", list(formats()))
def test_a_format_says_what_it_is(name):
    each = formats()[name]
    assert each.title
    assert each.title_en.isascii()
    assert each.citations
    assert each.samples
