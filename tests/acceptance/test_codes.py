"""Real unified social credit codes."""

import csv

from ancheng.base.codes import credit_code_fault, organisation_code_fault, organisation_part


def test_real_credit_codes_pass_and_carry_a_real_organisation_code(shared):
    with (shared / "cases/gb/unified_social_credit_codes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        assert (credit_code_fault(row["code"]) == "") is (row["expected"] == "valid"), row["code"]
        assert organisation_code_fault(organisation_part(row["code"])) == ""
