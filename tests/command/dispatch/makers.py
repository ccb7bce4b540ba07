"""Small makers for the tests of dispatch: a small grid of roads in the first street, crews on it, a place to go to."""

from itertools import count

from django.contrib.gis.geos import GEOSGeometry, Point

from ancheng.base.asker import PLATFORM
from ancheng.base.roles import Role
from ancheng.command.dispatch import actions, road_actions
from ancheng.command.dispatch.models import Closure, Crew
from ancheng.command.dispatch.values import Place
from ancheng.science.roads.graph import RoadClass, Way, from_ways
from ancheng.science.roads.survey import survey
from tests.command.resources.makers import make_team
from tests.factories import NOW, asker, make_unit
from tests.supervision.assets.register import FIRST_STREET, make_area, make_asset
from tests.supervision.hotline.makers import make_bureau

_numbers = count(1)
WEST, SOUTH, STEP, SIDE = 116.42, 39.91, 0.005, 6
# A road that nothing joins to the rest, still in the street.
ISLAND = (116.48, 39.94)
SCENE = (WEST + 5 * STEP, SOUTH + 5 * STEP)


def grid_ways():
    """Six by six crossings of local roads, and an island."""
    at = lambda x, y: (round(WEST + x * STEP, 6), round(SOUTH + y * STEP, 6))  # noqa: E731
    ways = [Way([at(x, y) for x in range(SIDE)], RoadClass.LOCAL) for y in range(SIDE)]
    ways += [Way([at(x, y) for y in range(SIDE)], RoadClass.LOCAL) for x in range(SIDE)]
    return [*ways, Way([ISLAND, (ISLAND[0] + 0.002, ISLAND[1])], RoadClass.LOCAL)]


def make_net(ways=None, **said):
    graph = from_ways(ways or grid_ways(), "测试路网")
    told = road_actions.Said(**{"name": "测试路网", "source": "测试", "licence": "CC0", **said})
    return road_actions.keep_net(graph=graph, found=survey(graph), said=told, by=PLATFORM, at=NOW)


class Scene:
    """A street with roads, the bureau that commands, two brigades, and who dispatches."""

    def __init__(self):
        self.bureau = make_bureau()
        self.street = make_area("第一街道", FIRST_STREET)
        self.net = make_net()
        self.brigade = make_unit("消防救援支队")
        self.team = make_team(self.brigade)
        self.duty = asker(Role.DUTY, self.bureau)
        self.commander = asker(Role.COMMANDER, self.bureau)
        self.driver = asker(Role.DEPARTMENT, self.brigade)

    def crew(self, x=0, y=0, abilities=("fire",), at=None, **values):
        place = at or (WEST + x * STEP, SOUTH + y * STEP)
        geometry = Point(*place, srid=4326) if place != "nowhere" else None
        values = {"name": "车组", "call_sign": f"XF-{next(_numbers)}", "team": self.team, **values}
        crew = Crew(abilities=list(abilities), geometry=geometry, **values)
        return actions.keep_crew(crew=crew, by=PLATFORM, at=NOW)

    def mission(self, card="fire", at=SCENE, **values):
        asked = actions.Asked(card, "3号楼起火", Place(*at, address="幸福路3号"), **values)
        return actions.open_mission(asked=asked, nonce=f"m{next(_numbers)}", by=self.duty, at=NOW)

    def sent(self, crew, mission=None, by=None):
        mission = mission or self.mission()
        return actions.send(mission=mission, crews=[(crew.pk, "fire")], by=by or self.duty, at=NOW)[0]

    def shut(self, text, reason="燃气泄漏警戒", **values):
        closure = Closure(
            reason=reason, geometry=GEOSGeometry(text, srid=4326), **{"starts_at": NOW, **values}
        )
        return road_actions.shut(closure=closure, by=self.duty, at=NOW)

    def elevator(self, code="123456", maintainer="安顺电梯公司", at=SCENE, **values):
        told = {"rescue_code": code, "maintainer": maintainer}
        return make_asset(
            self.street,
            kind="elevator",
            name=f"幸福家园{code}号梯",
            geometry=Point(*at, srid=4326),
            attributes=told,
            **values,
        )
