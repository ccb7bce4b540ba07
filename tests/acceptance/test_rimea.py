"""RiMEA test 9: a crowd leaving a large public space."""

import pytest

from ancheng.science.models.pedestrian_evacuation import MODEL
from tests.science.crowds.plans import hall

pytest.importorskip(
    "jupedsim", reason="jupedsim is not installed: pip install --no-deps jupedsim deprecated wrapt"
)


def test_rimea_9_a_thousand_people_take_about_twice_as_long_through_half_the_exits():
    four, two = (MODEL.run({"plan": hall(1000, shut), "longest_min": 20}) for shut in ((), (1, 2)))
    assert four["still_inside"] == two["still_inside"] == 0
    assert sum(each["people"] for each in four["exits"]) == 1000
    assert 1.6 <= two["time_s"] / four["time_s"] <= 2.4
