"""Verdicts on real alerts, feeds and attacks agree with the schema of OASIS, file by file."""

import csv

import pytest
from lxml import etree

from ancheng.config.cli import main
from ancheng.kernel.exchange.cap.check import NoAlert, check
from ancheng.kernel.exchange.cap.read import read
from ancheng.kernel.exchange.cap.schema import CAP_12
from ancheng.kernel.exchange.cap.write import write
from ancheng.kernel.exchange.formats import formats


@pytest.fixture(scope="module")
def verdicts(shared):
    with (shared / "cases/cap/xsd_verdicts.csv").open(encoding="utf-8") as file:
        return [(shared / "cases" / row["file"].removeprefix("01_"), row) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def schema(shared):
    return etree.XMLSchema(etree.parse(shared / "cases/cap/CAP-v1.2.oasis.xsd"))


def test_every_verdict_agrees(verdicts):
    wrong = []
    for path, row in verdicts:
        try:
            found = check(path.read_bytes())
            said = "valid" if found.valid else "invalid"
            version = found.version
        except NoAlert as fault:
            said, version = (
                ("not-well-formed" if "XML" in str(fault) or "DTD" in str(fault) else "no-alert"),
                "",
            )
        if said != row["verdict"] or (said in ("valid", "invalid") and version != row["cap"]):
            wrong.append((path.name, said, version, row["verdict"], row["cap"]))
    assert not wrong
    assert len(verdicts) >= 35


def test_the_facts_of_each_alert_agree(verdicts):
    for path, row in verdicts:
        if row["verdict"] in ("valid", "invalid"):
            facts = check(path.read_bytes()).facts
            told = f"status={facts['status']} msgType={facts['msgType']} infos={facts['infos']} severity={facts['severity']}"
            assert row["facts"].endswith(told), path.name


def test_the_command_exits_0_for_a_valid_alert_and_1_with_a_reason(verdicts, capsys):
    for path, row in verdicts:
        assert main(["cap", "validate", str(path)]) == (0 if row["verdict"] == "valid" else 1), path.name
        assert capsys.readouterr().out.strip()


def test_what_is_read_from_real_alerts_is_written_valid_by_the_schema(verdicts, schema):
    count = 0
    for path, row in verdicts:
        if row["verdict"] != "valid" or path.name in ("weather_invalid.atom", "amber.atom"):
            continue
        alert = read(path.read_bytes())
        written = write(alert)
        assert schema.validate(etree.fromstring(written)), (path.name, schema.error_log)
        assert read(written) == alert
        count += 1
    assert count >= 15


def test_our_own_samples_are_valid_by_the_schema(schema):
    for sample in formats()["cap12"].samples:
        document = etree.fromstring(write(sample))
        assert document.tag == f"{{{CAP_12}}}alert"
        assert schema.validate(document), schema.error_log
