"""Small makers for the tests of teams and supplies."""

from itertools import count

from ancheng.base.asker import PLATFORM
from ancheng.base.roles import Role
from ancheng.command.resources import actions, stock_actions
from ancheng.command.resources.models import Item, Team, Warehouse
from ancheng.command.resources.team_actions import keep_team
from ancheng.command.resources.values import Asked
from ancheng.kernel.orgs.models import UnitKind
from tests.factories import NOW, asker, make_unit
from tests.supervision.hotline.makers import make_bureau

_numbers = count(1)


class Scene:
    """A store of one department, a street that asks, the bureau that approves, and who acts for each."""

    def __init__(self, quantity=100, expires_on=None):
        self.bureau = make_bureau()
        self.keeper_unit = make_unit("区商务局")
        self.street = make_unit("第一街道", UnitKind.SUBDISTRICT)
        self.item = make_item()
        self.warehouse = make_warehouse(self.keeper_unit)
        self.batch = stock_actions.take_in(
            warehouse=self.warehouse, item=self.item, lot="L1", quantity=quantity, expires_on=expires_on,
            by=PLATFORM, at=NOW,
        )  # fmt: skip
        self.keeper = asker(Role.DEPARTMENT, self.keeper_unit)
        self.duty = asker(Role.DUTY, self.bureau)
        self.clerk = asker(Role.SUBDISTRICT, self.street)

    def order(self, number=10, **more):
        asked = Asked(
            self.warehouse.pk, {self.item.pk: number}, "安置受灾群众", "第一小学", "张三 13800000000"
        )
        nonce = more.pop("nonce", f"n{next(_numbers)}")
        return actions.request_supplies(asked=asked, nonce=nonce, by=self.clerk, at=NOW, **more)

    def approved(self, number=10, **more):
        order = self.order(number, **more)
        actions.approve(order, by=self.duty, at=NOW)
        return order


def make_item(name=""):
    number = next(_numbers)
    return Item.objects.create(
        code=f"T-{number}", name=name or f"物资{number}", division="living", measure="件"
    )


def make_warehouse(unit, **values):
    values = {"name": f"物资库{next(_numbers)}", "holding": "government", "spread": "central", **values}
    return stock_actions.keep_warehouse(warehouse=Warehouse(unit=unit, **values), by=PLATFORM, at=NOW)


def make_team(unit, **values):
    values = {"name": f"队伍{next(_numbers)}", "kind": "professional", "strength": 12, **values}
    return keep_team(team=Team(unit=unit, **values), by=PLATFORM, at=NOW)
