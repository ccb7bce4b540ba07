"""Small makers for the tests of contingency plans."""

from itertools import count

from ancheng.base.asker import PLATFORM
from ancheng.base.roles import Role
from ancheng.command.contingency import actions
from ancheng.command.contingency.rules import Action, Contact, Content, Grade, Means, Post
from ancheng.kernel.orgs.models import UnitKind
from tests.factories import NOW, asker, make_unit
from tests.supervision.hotline.makers import make_bureau

_numbers = count(1)
WHOLE = Content(
    scope="本街道范围内的火灾事故",
    basis="《消防法》",
    grades=(Grade("一般", "死亡3人以下"),),
    posts=(Post("总指挥", "街道主任", "统一指挥"), Post("疏散组", "社区", "疏散群众")),
    actions=(Action("总指挥", "启动预案，报告区应急局", 5), Action("疏散组", "疏散群众", 10, 3)),
    means=(Means("灭火器", 20, "街道物资库"),),
    contacts=(Contact("张某", "总指挥", "13900000000"),),
)


class District:
    """A bureau that files, a street and one of its communities, and who acts for each."""

    def __init__(self):
        self.bureau = make_bureau()
        self.street = make_unit("第一街道", UnitKind.SUBDISTRICT)
        self.community = make_unit("一社区", UnitKind.COMMUNITY, self.street)
        self.duty, self.second = asker(Role.DUTY, self.bureau), asker(Role.DUTY, self.bureau)
        self.clerk = asker(Role.SUBDISTRICT, self.street)
        self.reader = asker(Role.SUBDISTRICT, self.street)


def make_plan(owner, tier, *, by=PLATFORM, content=WHOLE, **values):
    values = {
        "title": f"测试预案{next(_numbers)}", "form": "special", "matter": "fire",
        "upper_outside": "北京市火灾事故应急预案" if tier == "government" else "", **values,
    }  # fmt: skip
    plan = actions.draft(tier=tier, owner=owner, by=by, at=NOW, **values)
    if content:
        actions.write(plan=plan, content=content, by=by, at=NOW)
        plan.refresh_from_db()
    return plan


def carry(plan, *, at=NOW, number="备-1"):
    """Bring a plan from its draft to validity."""
    actions.review(plan, by=PLATFORM, at=at)
    actions.publish(plan, by=PLATFORM, at=at)
    actions.file(plan, by=PLATFORM, at=at)
    actions.register(plan, filing_number=number, by=PLATFORM, at=at)
    plan.refresh_from_db()
    return plan


def make_valid(owner, tier, *, upper=None, at=NOW, **values):
    plan = make_plan(owner, tier, **values)
    if upper:
        actions.link(plan=plan, upper=upper, by=PLATFORM, at=at)
    return carry(plan, at=at)
