"""Every main page opens for a person, at a desk and on a phone, readable by a screen reader."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from ancheng.base.roles import Role
from tests.factories import make_office, make_task, make_unit
from tests.journeys.seeing import see

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PAGES = [
    "/",
    "/tasks/mine/",
    "/tasks/",
    "/programme/",
    "/indicators/",
    "/indicators/definitions/",
    "/indicators/IND-004/",
    "/assessment/",
    "/assessment/rubrics/",
    "/steering/",
    "/steering/screen/",
    "/steering/repeats/",
    "/steering/bulletins/",
    "/steering/reports/",
    "/indicators/screen/units/",
    "/registers/",
    "/registers/overdue/",
    "/registers/publicity/",
    "/registers/leaders_meetings/new/",
    "/programme/upload/",
    "/assets/",
    "/units/",
    "/calendar/",
    "/calendar/clocks/",
    "/documents/",
    "/inbox/",
    "/inbox/contact-points/",
    "/people/me/",
    "/accounts/sessions/",
    "/accounts/2fa/totp/activate/",
    "/search/?q=水务",
    "/imports/",
    "/imports/new/assets/?variant=hydrant",
    "/imports/boundaries/",
    "/dangers/",
    "/dangers/new/",
    "/dangers/account/",
    "/dangers/checklists/",
    "/dangers/listings/",
    "/dangers/statistics/",
    "/dangers/penalties/",
    "/penalties/",
    "/penalties/new/",
    "/penalties/statistics/",
    "/penalties/transfers/",
    "/grid/",
    "/grid/events/",
    "/grid/events/new/",
    "/grid/coverage/",
    "/grid/plans/",
    "/grid/points/",
    "/grid/people/",
    "/enforcement/",
    "/enforcement/new/",
    "/enforcement/draws/",
    "/enforcement/draws/new/",
    "/enforcement/items/",
    "/enforcement/inspectors/",
    "/enforcement/plans/",
    "/enforcement/statistics/",
    "/enforcement/day/",
    "/enforcement/listed/",
    "/enforcement/phone/",
    "/open/draws/",
    "/open/inspections/",
    "/hazards/",
    "/hazards/new/",
    "/matters/",
    "/matters/illegal_construction/",
    "/matters/illegal_construction/new/",
    "/risks/",
    "/risks/new/",
    "/risks/map/",
    "/risks/editions/",
    "/risks/coverage/",
    "/risks/reports/",
    "/risks/checklists/",
    "/warnings/",
    "/warnings/all/",
    "/warnings/alarms/",
    "/warnings/new/",
    "/warnings/quality/",
    "/warnings/windows/",
    "/warnings/inbox/",
    "/warnings/channels/",
    "/rules/",
    "/rules/new/",
    "/platforms/",
    "/platforms/gas/",
    "/sensors/",
    "/sensors/new/",
    "/sensors/sources/",
    "/resources/",
    "/resources/teams/",
    "/resources/teams/new/",
    "/resources/stores/",
    "/resources/orders/",
    "/resources/orders/new/",
    "/resources/aid/",
    "/resources/requirements/",
    "/resources/catalogue/",
    "/resources/stations/",
    "/dispatch/",
    "/dispatch/new/",
    "/dispatch/turnouts/",
    "/dispatch/crews/",
    "/dispatch/crews/new/",
    "/dispatch/closures/",
    "/dispatch/roads/",
    "/dispatch/rescues/",
    "/dispatch/rescues/new/",
    "/dispatch/rescues/faults/",
    "/dispatch/phone/",
    "/shelters/",
    "/shelters/service/",
    "/shelters/openings/",
    "/duty/",
    "/duty/book/",
    "/duty/calls/",
    "/contingency/",
    "/contingency/new/",
    "/contingency/joining/",
    "/knowledge/",
    "/knowledge/upload/",
    "/knowledge/cases/",
    "/knowledge/similar/",
    "/knowledge/experts/",
    "/knowledge/advice/",
    "/knowledge/catalogue/",
    "/knowledge/uses/",
    "/runs/",
    "/runs/models/",
    "/runs/models/gaussian_plume/?sample=1",
    "/runs/models/area_evacuation/?sample=1",
    "/runs/tokens/",
    "/runs/models/slope_stability/?sample=1",
    "/drills/",
    "/drills/new/",
    "/drills/duty/",
    "/drills/exercises/",
    "/activation/",
    "/incidents/",
    "/incidents/new/",
    "/information/",
    "/information/new/notice/",
    "/information/inquiries/",
    "/preparedness/",
]


def serious(page):
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:160]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def see_every_page(enter, *, english):
    task = make_task(make_unit("区水务局"))
    page = enter(Role.OFFICE, make_office(), size=(390, 844), english=english, by_form=True)
    for address in [*PAGES, f"/tasks/{task.pk}/"]:
        see(page, address)
        assert page.evaluate("document.documentElement.lang") == ("en" if english else "zh-hans")
        assert (
            page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        ), address
        assert serious(page) == [], address


def test_no_page_has_a_serious_finding_and_none_overflows_on_a_phone(enter):
    see_every_page(enter, english=False)
