"""Who reported is read by named roles only, with a reason, and stands nowhere else."""

import logging

import pytest
from django.core import serializers
from django.db import connection
from django.test import Client, override_settings

from ancheng.base.errors import Absent, NotAllowed, Refusal
from ancheng.base.roles import Role
from ancheng.kernel.audit.models import Entry
from ancheng.kernel.audit.queries import timeline
from ancheng.kernel.events.models import Event
from ancheng.supervision.hotline import actions, sealing
from ancheng.supervision.hotline.models import Report, Reporter
from tests.factories import NOW, asker, make_enterprise, make_office, make_unit
from tests.supervision.hotline.makers import (
    CONTENT,
    MAIL,
    NAME,
    PHONE,
    WHO,
    make_bureau,
    make_report,
    signed_in,
    solved,
)

pytestmark = pytest.mark.django_db
SECRETS = (NAME, PHONE, MAIL, "花家地某号楼")


def without_reporter(text):
    return all(each not in text for each in SECRETS)


def test_the_office_reads_who_it_was_and_the_look_is_written_down_with_its_reason():
    report, _ = make_report(identity=WHO)
    office = asker(Role.OFFICE)
    seen = actions.open_seal(report=report, by=office, at=NOW, why="电话核实现场位置")
    assert (seen.name, seen.phone) == (NAME, PHONE)
    row = timeline(report).first()
    assert (row.verb, row.actor_id, row.why) == (actions.LOOK, office.person_id, "电话核实现场位置")
    assert row.before == row.after == {}


def test_each_look_is_one_more_row():
    report, _ = make_report(identity=WHO)
    office = asker(Role.OFFICE)
    before = Entry.objects.count()
    for _ in range(3):
        actions.open_seal(report=report, by=office, at=NOW, why="电话核实情况")
    assert Entry.objects.count() == before + 3


@pytest.mark.parametrize("role", [each for each in Role if each not in (Role.OFFICE, Role.ENFORCEMENT)])
def test_every_other_role_is_refused_and_leaves_no_look(role):
    report, _ = make_report(identity=WHO)
    by = asker(role, report.owner_unit)
    before = Entry.objects.count()
    with pytest.raises(NotAllowed, match="已密封"):
        actions.open_seal(report=report, by=by, at=NOW, why="想知道是谁举报的")
    assert Entry.objects.count() == before


def test_an_officer_of_the_handling_unit_may_look_one_of_another_may_not():
    report, _ = make_report(identity=WHO)
    assert actions.open_seal(
        report=report, by=asker(Role.ENFORCEMENT, report.owner_unit), at=NOW, why="约见举报人"
    ).name
    with pytest.raises(NotAllowed):
        actions.open_seal(report=report, by=asker(Role.ENFORCEMENT, make_unit()), at=NOW, why="约见举报人")


def test_an_anonymous_report_has_nothing_to_open():
    report, _ = make_report()
    with pytest.raises(Absent, match="匿名"):
        actions.open_seal(report=report, by=asker(Role.OFFICE), at=NOW, why="电话核实情况")
    assert not Reporter.objects.exists()


def test_a_contact_in_a_reason_is_not_written_into_the_chain():
    report, _ = make_report(identity=WHO)
    actions.open_seal(report=report, by=asker(Role.OFFICE), at=NOW, why=f"回电{PHONE}核实")
    assert PHONE not in timeline(report).first().why


def test_at_rest_there_is_nothing_to_read():
    report, _ = make_report(identity=WHO, content=f"{CONTENT}我叫{NAME}，电话{PHONE}。")
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(sealed, 'escape'), key_mark FROM hotline_reporter")
        kept = str(cursor.fetchall())
    assert without_reporter(kept)
    assert PHONE not in serializers.serialize("json", Report.every.filter(pk=report.pk))


def test_a_number_written_into_the_text_is_moved_behind_the_seal_even_of_an_anonymous_report():
    report, _ = make_report(content=f"{CONTENT}我的电话{PHONE}。")
    assert PHONE not in report.content + report.title
    assert not report.real_name
    seen = actions.open_seal(report=report, by=asker(Role.OFFICE), at=NOW, why="电话核实情况")
    assert PHONE in seen.original


def test_sealed_bytes_of_one_report_cannot_be_put_under_another():
    one, _ = make_report(identity=WHO)
    other, _ = make_report(identity=sealing.Identity(name="另一人"))
    Reporter.objects.filter(pk=other.pk).update(sealed=bytes(Reporter.objects.get(pk=one.pk).sealed))
    with pytest.raises(sealing.SealBroken, match="密钥不符或内容被改动"):
        actions.open_seal(report=other, by=asker(Role.OFFICE), at=NOW, why="电话核实情况")


def test_one_changed_bit_is_noticed():
    sealed, mark = sealing.seal(WHO, subject="JB-1")
    broken = bytes([*sealed[:-1], sealed[-1] ^ 1])
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(broken, mark, subject="JB-1")


def test_keys_can_be_changed_while_the_old_one_still_opens_what_it_sealed():
    with override_settings(SEAL_KEYS=["o" * 40]):
        sealed, mark = sealing.seal(WHO, subject="JB-1")
    with override_settings(SEAL_KEYS=["n" * 40, "o" * 40]):
        assert sealing.unseal(sealed, mark, subject="JB-1") == WHO
        assert sealing.seal(WHO, subject="JB-1")[1] != mark
    with override_settings(SEAL_KEYS=["n" * 40]), pytest.raises(sealing.SealBroken):
        sealing.unseal(sealed, mark, subject="JB-1")


def test_the_same_person_sealed_twice_gives_different_bytes():
    assert sealing.seal(WHO, subject="JB-1")[0] != sealing.seal(WHO, subject="JB-1")[0]


def test_no_repr_and_no_text_shows_an_identity():
    report, _ = make_report(identity=WHO)
    assert without_reporter(repr(WHO) + str(WHO) + str(report.reporter) + repr(report.reporter))


def everything_that_answers(client, report):
    """The whole text of every page that could say something about the report."""
    number, pk = report.number, report.pk
    addresses = [
        "/hotline/", f"/hotline/?q={number}", "/hotline/?q=" + PHONE, "/hotline/?q=" + NAME, f"/hotline/{pk}/",
        f"/hotline/{pk}/peek/", "/hotline/export.csv", "/hotline/rewards/", "/hotline/new/", f"/search/?q={NAME}",
        f"/search/?q={number}", "/audit/", f"/audit/hotline.report/{pk}/", "/inbox/", "/calendar/clocks/", "/",
        "/enterprises/", "/open/", "/report/status/",
    ]  # fmt: skip
    for address in addresses:
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = body.decode(errors="replace")
        # A search echoes what was typed into it; everything else must not know it.
        yield address, text.replace(NAME, "") if "q=" in address and NAME in address else text


@pytest.mark.parametrize("role", list(Role))
def test_no_page_list_search_export_or_timeline_shows_the_reporter_to_any_role(role):
    report, _ = make_report(identity=WHO, content=f"{CONTENT}联系我{PHONE}或{MAIL}。")
    unit = make_enterprise() if role == Role.ENTERPRISE else report.owner_unit
    actions.accept(report=report, by=asker(Role.OFFICE), at=NOW)
    actions.open_seal(report=report, by=asker(Role.OFFICE), at=NOW, why="电话核实情况")
    for address, text in everything_that_answers(signed_in(role, unit), report):
        assert NAME not in text, address
        assert MAIL not in text, address
        assert "花家地某号楼" not in text, address
        assert PHONE not in text.replace(f'value="{PHONE}"', "").replace(f"q={PHONE}", ""), address


def test_the_workbook_holds_no_reporter():
    from io import BytesIO

    from openpyxl import load_workbook

    make_report(identity=WHO, content=f"{CONTENT}联系我{PHONE}。")
    answer = signed_in(Role.OFFICE, make_office()).get("/hotline/export.xlsx")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    cells = " ".join(str(cell) for row in book.active.iter_rows(values_only=True) for cell in row)
    assert "建国路甲八号" in cells
    assert without_reporter(cells)


def test_neither_the_chain_nor_the_outbox_nor_a_log_knows_the_reporter(caplog):
    with caplog.at_level(logging.DEBUG):
        report, _ = make_report(identity=WHO)
        actions.accept(report=report, by=asker(Role.OFFICE), at=NOW)
        actions.open_seal(report=report, by=asker(Role.OFFICE), at=NOW, why="电话核实情况")
    written = " ".join(
        f"{row.subject_label} {row.why} {row.before} {row.after}" for row in Entry.objects.all()
    )
    told = " ".join(str(each.payload) for each in Event.objects.all())
    assert without_reporter(written + told)
    # SQL is logged with its parameters in debug mode only; the program's own loggers say nothing of it.
    said = " ".join(each.getMessage() for each in caplog.records if not each.name.startswith("django.db"))
    assert without_reporter(said)


def test_a_refused_submission_does_not_repeat_who_sent_it():
    make_bureau()
    client = Client()
    page = client.get("/report/")
    fields = {**solved(page), "content": "短", "name": NAME, "phone": PHONE, "email": MAIL}
    answer = client.post("/report/", fields)
    assert answer.status_code == 400
    assert without_reporter(answer.content.decode())


def test_the_public_status_page_does_not_tell_who_reported_even_to_who_knows_the_code():
    _, code = make_report(identity=WHO)
    assert without_reporter(Client().post("/report/status/", {"code": code}).content.decode())


def test_the_seal_is_opened_by_a_posted_reason_and_the_answer_is_not_kept_by_the_browser():
    report, _ = make_report(identity=WHO)
    office = signed_in(Role.OFFICE, make_office())
    address = f"/hotline/{report.pk}/seal/"
    assert office.get(address).status_code == 405
    assert office.post(address, {"why": "看"}).status_code == 400
    answer = office.post(address, {"why": "电话核实现场位置"})
    assert NAME in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.DUTY, Role.DEPARTMENT, Role.COMMANDER]
)
def test_the_address_of_the_seal_refuses_everybody_else(role):
    report, _ = make_report(identity=WHO)
    answer = signed_in(role, report.owner_unit).post(
        f"/hotline/{report.pk}/seal/", {"why": "电话核实现场位置"}
    )
    assert answer.status_code == 403
    assert without_reporter(answer.content.decode())


def test_a_short_reason_opens_nothing():
    report, _ = make_report(identity=WHO)
    with pytest.raises(Refusal):
        actions.open_seal(report=report, by=asker(Role.OFFICE), at=NOW, why="    ")
