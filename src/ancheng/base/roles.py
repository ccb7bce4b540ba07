"""The roles a person may hold in a unit."""

from enum import StrEnum


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    OFFICE = "office"
    DEPARTMENT = "department"
    SUBDISTRICT = "subdistrict"
    GRID = "grid"
    ENFORCEMENT = "enforcement"
    DUTY = "duty"
    COMMANDER = "commander"
    ENTERPRISE = "enterprise"
    AUDITOR = "auditor"


LABELS: dict[Role, str] = {
    Role.ADMINISTRATOR: "系统管理员",
    Role.OFFICE: "安委办",
    Role.DEPARTMENT: "部门工作人员",
    Role.SUBDISTRICT: "街乡工作人员",
    Role.GRID: "网格员",
    Role.ENFORCEMENT: "执法人员",
    Role.DUTY: "值班员",
    Role.COMMANDER: "指挥员",
    Role.ENTERPRISE: "企业用户",
    Role.AUDITOR: "审计员",
}

# Who sees the whole district: those who answer for all of it, and the auditor, who may not write.
DISTRICT_WIDE = frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.DUTY, Role.COMMANDER, Role.AUDITOR})

# Who works on behalf of a unit.
OFFICERS = (Role.DEPARTMENT, Role.SUBDISTRICT, Role.ENFORCEMENT)
READ_ONLY = frozenset({Role.AUDITOR})
