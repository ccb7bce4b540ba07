"""Every decision model, whoever wrote it: declared well, refuses beyond its range, shows shapes that a map can draw."""

import json

import pytest
import shapely

from ancheng.science.model import BadInput, InputKind
from ancheng.science.models import models

MODELS = models()

NUMBERS = (InputKind.NUMBER, InputKind.INTEGER)
CASES = [(name, n) for name, model in MODELS.items() for n in range(len(model.cases))]


@pytest.fixture(autouse=True)
def engines(request):
    """A model whose engine is an extra is run where it is installed."""
    name = request.node.callspec.params.get("name") if hasattr(request.node, "callspec") else None
    for each in MODELS[name].needs if name else ():
        pytest.importorskip(each, reason=f"{each} is an extra and not installed here")


def every_input(inputs):
    for each in inputs:
        yield each
        yield from every_input(each.rows)


@pytest.mark.parametrize("name", MODELS)
def test_every_input_has_both_labels_and_a_range_that_is_one(name):
    for each in every_input(MODELS[name].inputs):
        assert each.label, each.key
        assert each.label_en, each.key
        if each.kind in NUMBERS and None not in (each.minimum, each.maximum):
            assert each.minimum < each.maximum, each.key
        if each.kind == InputKind.CHOICE:
            assert each.choices, each.key


@pytest.mark.parametrize("name", MODELS)
def test_every_default_lies_in_its_own_range(name):
    for each in every_input(MODELS[name].inputs):
        if each.default is not None:
            each.read(each.default)


@pytest.mark.parametrize("name", MODELS)
def test_no_two_inputs_share_a_key(name):
    keys = [each.key for each in MODELS[name].inputs]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", MODELS)
def test_what_lies_above_the_range_is_refused_with_a_sentence(name):
    model = MODELS[name]
    for each in model.inputs:
        if each.kind in NUMBERS and each.maximum is not None:
            with pytest.raises(BadInput, match=each.label) as refused:
                model.run({**model.cases[0].inputs, each.key: each.maximum * 1.01 + 1})
            assert refused.value.sentence.endswith("。")


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("wrong", ["", "x", 5, {"a": 1}, [1], [None], [[]], [{"nonsense": 1}]])
def test_a_list_that_is_none_is_refused_with_a_sentence(name, wrong):
    model = MODELS[name]
    for each in model.inputs:
        if each.kind == InputKind.LIST:
            with pytest.raises(BadInput):
                model.run({**model.cases[0].inputs, each.key: wrong})


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("wrong", ["", "nonsense", 1, None, True, [], {}])
def test_a_choice_that_is_not_offered_is_refused(name, wrong):
    model = MODELS[name]
    for each in model.inputs:
        if each.kind == InputKind.CHOICE and not (wrong is None and not each.required):
            if wrong is None and each.default is not None:
                continue
            with pytest.raises(BadInput):
                model.run({**model.cases[0].inputs, each.key: wrong})


@pytest.mark.parametrize(("name", "n"), CASES)
def test_a_result_is_json_and_its_shapes_can_be_drawn(name, n):
    model = MODELS[name]
    case = dict(model.cases[n].inputs)
    if any(each.key == "lon" for each in model.inputs):
        case |= {"lon": 116.4435, "lat": 39.9215}
    found = model.run(case)
    json.dumps(found, allow_nan=False)
    for feature in found.get("map", {}).get("features", []):
        shape = shapely.geometry.shape(feature["geometry"])
        if feature["geometry"]["type"] == "LineString":
            assert shape.length > 0
        else:
            for ring in feature["geometry"]["coordinates"]:
                assert ring[0] == ring[-1]
            assert shape.area > 0
        west, south, east, north = shape.bounds
        assert 100 < west <= east < 130
        assert 20 < south <= north < 60


@pytest.mark.parametrize(("name", "n"), CASES)
def test_what_a_model_says_to_people_is_sentences(name, n):
    found = MODELS[name].run(MODELS[name].cases[n].inputs)
    for sentence in found.get("cautions", []):
        assert sentence.endswith("。"), sentence


def test_hostile_texts_are_refused_or_come_back_unchanged(shared):
    texts = json.loads((shared / "cases/hostile/blns.json").read_text(encoding="utf-8"))
    plume = MODELS["gaussian_plume"]
    for text in texts:
        level = {"name": text, "mg_m3": 1.0}
        found = plume.run({**plume.cases[0].inputs, "levels": [level]})
        assert found["zones"][0]["name"] == text
        with pytest.raises(BadInput):
            plume.run({**plume.cases[0].inputs, "stability": text + "?"})
        with pytest.raises(BadInput):
            plume.run({**plume.cases[0].inputs, "wind_m_s": text})
