"""Which list or detail page answers whom: the matrix of roles and addresses."""

import pytest
from django.test import Client

from ancheng.base.roles import Role
from tests.factories import make_enterprise, make_office, make_person, make_task, make_unit

pytestmark = pytest.mark.django_db
ALL = set(Role)
ADMIN = {Role.ADMINISTRATOR}
AUDIT = {Role.ADMINISTRATOR, Role.AUDITOR}
OFFICE = {Role.OFFICE}
KEEPERS = {
    Role.ADMINISTRATOR,
    Role.OFFICE,
    Role.DEPARTMENT,
    Role.SUBDISTRICT,
    Role.ENFORCEMENT,
    Role.GRID,
}
COLLECTORS = {Role.OFFICE, Role.DEPARTMENT, Role.SUBDISTRICT, Role.ENFORCEMENT}
RECEIVERS = COLLECTORS | {Role.DUTY}
SENSOR_KEEPERS = {Role.ADMINISTRATOR, Role.OFFICE, Role.DEPARTMENT, Role.SUBDISTRICT}
INVESTIGATORS = {Role.OFFICE, Role.DEPARTMENT, Role.ENFORCEMENT, Role.DUTY}
IDENTIFIERS = COLLECTORS | {Role.ENTERPRISE}
WATCHERS = {Role.DUTY, Role.OFFICE, Role.DEPARTMENT, Role.SUBDISTRICT, Role.ENFORCEMENT, Role.COMMANDER}
# Address → who gets the page; everybody else gets a refusal (403 or 404), never another's data.
ADDRESSES = {
    "/": ALL,
    "/tasks/": ALL,
    "/tasks/mine/": ALL,
    "/dangers/": ALL,
    "/dangers/account/": ALL,
    "/dangers/checklists/": ALL,
    "/dangers/export.csv": ALL,
    "/dangers/listings/": ALL,
    "/dangers/new/": ALL - {Role.AUDITOR, Role.ADMINISTRATOR, Role.COMMANDER},
    "/dangers/penalties/": ALL,
    "/dangers/self-check/": {Role.ENTERPRISE},
    "/dangers/statistics/": ALL,
    "/penalties/": ALL,
    "/penalties/export.csv": ALL,
    "/penalties/new/": COLLECTORS,
    "/penalties/statistics/": ALL,
    "/penalties/statistics/export.csv": ALL,
    "/penalties/transfers/": ALL,
    "/grid/": ALL,
    "/grid/coverage/": ALL,
    "/grid/events/": ALL,
    "/grid/people/": ALL,
    "/grid/plans/": ALL,
    "/grid/points/": ALL,
    "/risks/": ALL,
    "/risks/checklists/": ALL,
    "/risks/coverage/": ALL,
    "/risks/editions/": ALL,
    "/risks/export.csv": ALL,
    "/risks/map/": ALL,
    "/risks/map/revision/": ALL,
    "/risks/new/": ALL - {Role.AUDITOR, Role.ADMINISTRATOR, Role.COMMANDER, Role.DUTY},
    "/risks/reports/": ALL,
    "/risks/tiles/10/843/387.mvt": ALL,
    "/warnings/": ALL,
    "/warnings/cards/": ALL,
    "/warnings/screen/": ALL,
    "/warnings/live/": ALL,
    "/warnings/all/": ALL,
    "/warnings/export.csv": ALL,
    "/warnings/alarms/": ALL,
    "/warnings/alarms/export.csv": ALL,
    "/warnings/new/": WATCHERS,
    "/warnings/quality/": ALL,
    "/warnings/windows/": ALL,
    "/warnings/inbox/": ALL,
    "/warnings/channels/": ALL,
    "/platforms/": ALL,
    "/platforms/gas/": ALL,
    "/platforms/gas/heard/": ALL,
    "/rules/": ALL,
    "/rules/new/": {Role.OFFICE, Role.DEPARTMENT, Role.DUTY, Role.ADMINISTRATOR},
    "/programme/": ALL,
    "/indicators/": ALL - {Role.ENTERPRISE},
    "/indicators/definitions/": ALL - {Role.ENTERPRISE},
    "/indicators/screen/": ALL - {Role.ENTERPRISE},
    "/indicators/screen/units/": ALL - {Role.ENTERPRISE},
    "/indicators/print.pdf": ALL - {Role.ENTERPRISE},
    "/steering/": ALL - {Role.ENTERPRISE},
    "/steering/screen/": ALL - {Role.ENTERPRISE},
    "/steering/repeats/": ALL - {Role.ENTERPRISE},
    "/steering/bulletins/": ALL - {Role.ENTERPRISE},
    "/steering/reports/": {Role.OFFICE},
    "/assessment/": ALL - {Role.ENTERPRISE},
    "/assessment/rubrics/": ALL - {Role.ENTERPRISE},
    "/registers/": ALL - {Role.ENTERPRISE},
    "/registers/overdue/": ALL - {Role.ENTERPRISE},
    "/registers/publicity/": ALL - {Role.ENTERPRISE},
    "/registers/publicity/new/": SENSOR_KEEPERS,
    "/registers/publicity/export.csv": ALL - {Role.ENTERPRISE},
    "/programme/upload/": OFFICE,
    "/assets/": ALL,
    "/assets/tiles/10/843/387.mvt": ALL,
    "/assets/export.csv": ALL,
    "/hotline/": ALL,
    "/hotline/rewards/": ALL,
    "/hotline/export.csv": ALL,
    "/hotline/new/": RECEIVERS,
    "/accidents/": ALL,
    "/accidents/new/": INVESTIGATORS,
    "/credit/": ALL,
    "/credit/ratings/": ALL,
    "/credit/new/": COLLECTORS,
    "/enforcement/": ALL,
    "/enforcement/new/": COLLECTORS,
    "/enforcement/export.csv": ALL,
    "/enforcement/draws/": ALL,
    "/enforcement/draws/new/": {Role.OFFICE, Role.ENFORCEMENT, Role.DEPARTMENT},
    "/enforcement/items/": ALL - {Role.ENTERPRISE},
    "/enforcement/inspectors/": ALL - {Role.ENTERPRISE},
    "/enforcement/plans/": ALL - {Role.ENTERPRISE},
    "/enforcement/statistics/": ALL,
    "/enforcement/day/": ALL,
    "/enforcement/listed/": ALL,
    "/enforcement/phone/": ALL,
    "/enforcement/phone/pack.json": ALL,
    "/hazards/": ALL,
    "/hazards/new/": IDENTIFIERS,
    "/hazards/export.csv": ALL,
    "/matters/": ALL,
    "/matters/old_building/": ALL,
    "/matters/old_building/new/": IDENTIFIERS,
    "/matters/old_building/export.csv": ALL,
    "/sensors/": ALL,
    "/sensors/export.csv": ALL,
    "/sensors/new/": SENSOR_KEEPERS,
    "/sensors/sources/": ALL,
    "/sensors/tiles/10/843/387.mvt": ALL,
    "/imports/new/sensors/": SENSOR_KEEPERS,
    "/imports/new/sensors/gas_methane/": SENSOR_KEEPERS,
    "/enterprises/": ALL,
    "/units/": ALL,
    "/calendar/": ALL,
    "/calendar/clocks/": ALL,
    "/documents/": ALL,
    "/documents/templates/": ADMIN | OFFICE,
    "/inbox/": ALL,
    "/inbox/bell/": ALL,
    "/inbox/contact-points/": ALL,
    "/inbox/deliveries/": ADMIN,
    "/people/": AUDIT,
    "/people/me/": ALL,
    "/audit/": AUDIT,
    "/audit/check/": AUDIT,
    "/imports/": ALL,
    "/imports/new/assets/": KEEPERS,
    "/imports/new/assets/hydrant/": KEEPERS,
    "/imports/boundaries/": ADMIN | OFFICE,
    "/search/?q=水务": ALL,
    "/boundaries.geojson": ALL,
}
SUPPLY = {Role.OFFICE, Role.DEPARTMENT, Role.SUBDISTRICT, Role.ENFORCEMENT, Role.DUTY}
COMMAND_ADDRESSES = {
    "/resources/": ALL,
    "/resources/stores/": ALL,
    "/resources/stores/new/": SUPPLY,
    "/resources/catalogue/": ALL,
    "/resources/catalogue/new/": ADMIN | OFFICE,
    "/resources/requirements/": ALL,
    "/resources/requirements/new/": SUPPLY,
    "/resources/contracts/": ALL,
    "/resources/contracts/new/": SUPPLY,
    "/resources/stations/": ALL,
    "/resources/orders/": ALL,
    "/resources/orders/new/": SUPPLY | {Role.COMMANDER, Role.GRID},
    "/resources/orders/export.csv": ALL,
    "/resources/teams/": ALL,
    "/resources/teams/new/": SUPPLY,
    "/resources/agreements/": ALL,
    "/resources/agreements/new/": SUPPLY,
    "/resources/meetings/": ALL,
    "/resources/meetings/new/": SUPPLY,
    "/resources/aid/": ALL,
    "/resources/aid/new/": SUPPLY | {Role.COMMANDER},
    "/dispatch/": ALL,
    "/dispatch/new/": {Role.DUTY, Role.COMMANDER, Role.OFFICE},
    "/dispatch/turnouts/": ALL,
    "/dispatch/crews/": ALL,
    "/dispatch/crews/new/": COLLECTORS | {Role.DUTY, Role.ADMINISTRATOR},
    "/dispatch/closures/": ALL,
    "/dispatch/closures/shapes/": ALL,
    "/dispatch/roads/": ALL,
    "/dispatch/roads/12/3372/1551.mvt": ALL,
    "/dispatch/phone/": ALL,
    "/dispatch/phone/pack/": ALL,
    "/dispatch/rescues/": ALL,
    "/dispatch/rescues/faults/": ALL,
    "/dispatch/rescues/new/": ALL - {Role.ENTERPRISE, Role.AUDITOR, Role.ADMINISTRATOR, Role.ENFORCEMENT},
    "/shelters/": ALL,
    "/shelters/openings/": ALL,
    "/shelters/service/": ALL,
    "/shelters/service/population/": {Role.ADMINISTRATOR, Role.OFFICE, Role.SUBDISTRICT, Role.DUTY},
    "/duty/": ALL,
    "/duty/book/": ALL,
    "/duty/calls/": ALL,
    "/duty/desks/new/": SUPPLY | {Role.COMMANDER},
    "/duty/calls/new/": SUPPLY | {Role.COMMANDER},
    "/contingency/": ALL,
    "/contingency/joining/": ALL,
    "/contingency/new/": SUPPLY | {Role.GRID, Role.ENTERPRISE},
    "/contingency/export.csv": ALL,
    "/knowledge/": ALL,
    "/knowledge/new/": SUPPLY | {Role.COMMANDER},
    "/knowledge/upload/": SUPPLY | {Role.COMMANDER},
    "/knowledge/cases/": ALL,
    "/knowledge/cases/new/": SUPPLY | {Role.COMMANDER},
    "/knowledge/similar/": ALL,
    "/knowledge/experts/": set(ALL) - {Role.ENTERPRISE, Role.GRID},
    "/knowledge/experts/new/": SUPPLY | {Role.COMMANDER} | ADMIN,
    "/knowledge/advice/": ALL,
    "/knowledge/catalogue/": ALL,
    "/knowledge/catalogue/new/": ADMIN | OFFICE,
    "/knowledge/uses/": ALL,
    "/drills/": ALL,
    "/drills/duty/": ALL,
    "/drills/exercises/": ALL,
    "/drills/new/": SUPPLY | {Role.GRID, Role.ENTERPRISE},
    "/drills/export.csv": ALL,
    "/activation/": ALL,
    "/incidents/": ALL,
    "/incidents/new/": {Role.OFFICE, Role.DUTY, Role.COMMANDER, Role.SUBDISTRICT, Role.DEPARTMENT},
    "/information/": ALL,
    "/information/inquiries/": ALL,
    "/information/new/notice/": {Role.DUTY, Role.COMMANDER, Role.OFFICE},
    "/preparedness/": ALL,
}
ADDRESSES |= COMMAND_ADDRESSES
RUNNERS = SUPPLY | {Role.ADMINISTRATOR, Role.COMMANDER}
ADDRESSES |= {
    "/runs/": ALL,
    "/runs/export.csv": ALL,
    "/runs/models/": ALL,
    "/runs/models/gaussian_plume/": RUNNERS,
    "/runs/incident/1/": ALL,
    "/runs/tokens/": RUNNERS,
    '/runs/inside/?area={"type":"Polygon","coordinates":[[[116.4,39.9],[116.5,39.9],[116.5,40],[116.4,39.9]]]}': RUNNERS,
    "/processes/": ALL,
    "/processes/processes": ALL,
    "/processes/jobs": ALL,
}
DISTRICT = {Role.ADMINISTRATOR, Role.OFFICE, Role.DUTY, Role.COMMANDER, Role.AUDITOR}


def signed_in(role, unit):
    client = Client()
    client.force_login(make_person(role, unit), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_stranger_is_sent_to_the_door_from_every_address():
    for address in ADDRESSES:
        answer = Client().get(address)
        assert answer.status_code == 302, address
        assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("role", list(Role))
def test_anothers_task_is_not_there_for_who_may_not_know_of_it(role):
    task = make_task(make_unit("区水务局"))
    outsider = signed_in(role, make_enterprise() if role == Role.ENTERPRISE else make_unit("区商务局"))
    expected = 200 if role in DISTRICT else 404
    for address in (f"/tasks/{task.pk}/", f"/tasks/{task.pk}/peek/"):
        assert outsider.get(address).status_code == expected, address
    assert (str(task).encode() in outsider.get("/tasks/").content) == (role in DISTRICT)


def test_a_unit_sees_its_own_task_and_the_subordinates_of_a_subdistrict_are_its_own():
    task = make_task(make_unit("区水务局"))
    assert signed_in(Role.DEPARTMENT, task.owner_unit).get(f"/tasks/{task.pk}/").status_code == 200


def test_a_refused_verb_changes_nothing_and_says_why():
    task = make_task(make_unit("区水务局"))
    answer = signed_in(Role.AUDITOR, make_office()).post(
        f"/tasks/{task.pk}/plan/", {"work_plan": "x" * 20, "milestone": "a", "milestone_due": "2026-12-01"}
    )
    assert answer.status_code == 403
    task.refresh_from_db()
    assert task.state == "assigned"
