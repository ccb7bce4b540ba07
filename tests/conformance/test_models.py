"""Every decision model holds its published cases, repeats itself, and refuses what lies out of range."""

import json
import math

import pytest

from ancheng.science.model import BadInput, InputKind
from ancheng.science.models import models

MODELS = models()


@pytest.fixture(autouse=True)
def engines(request):
    """A model whose engine is an extra is run where it is installed."""
    name = request.node.callspec.params.get("name") if hasattr(request.node, "callspec") else None
    for each in MODELS[name].needs if name else ():
        pytest.importorskip(each, reason=f"{each} is an extra and not installed here")


@pytest.mark.parametrize("name", MODELS)
def test_each_published_case_comes_out(name):
    model = MODELS[name]
    assert model.cases, "a model ships at least one published case"
    for case in model.cases:
        result = model.run(case.inputs)
        for key, expected in case.expected.items():
            if isinstance(expected, float):
                assert math.isclose(result[key], expected, rel_tol=case.tolerance), (
                    case.source,
                    key,
                    result[key],
                )
            else:
                assert result[key] == expected, (case.source, key)


@pytest.mark.parametrize("name", MODELS)
def test_the_same_input_gives_the_same_output_bit_by_bit(name):
    case = MODELS[name].cases[0]
    first, second = (json.dumps(MODELS[name].run(case.inputs), allow_nan=False) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", MODELS)
def test_what_lies_out_of_range_is_refused_with_a_sentence(name):
    model = MODELS[name]
    for each in model.inputs:
        if each.kind not in (InputKind.NUMBER, InputKind.INTEGER):
            continue
        for wrong in (
            math.nan,
            math.inf,
            "text",
            True,
            *([each.minimum - 1] if each.minimum is not None else []),
        ):
            with pytest.raises(BadInput, match=each.label):
                model.run({**model.cases[0].inputs, each.key: wrong})


@pytest.mark.parametrize("name", MODELS)
def test_a_missing_and_an_unknown_input_are_named(name):
    model = MODELS[name]
    with pytest.raises(BadInput, match="缺少"):
        model.run({})
    with pytest.raises(BadInput, match="不认识输入项 nonsense"):
        model.run({**model.cases[0].inputs, "nonsense": 1})


@pytest.mark.parametrize("name", MODELS)
def test_each_model_states_its_sources_and_assumptions(name):
    model = MODELS[name]
    assert model.citations
    assert model.assumptions
    assert model.verified or model.unverified
