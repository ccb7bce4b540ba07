"""The roles a person may hold in a unit."""

from enum import StrEnum

from ancheng.base.words import msgid


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
    Role.ADMINISTRATOR: msgid("系统管理员"),
    Role.OFFICE: msgid("安委办"),
    Role.DEPARTMENT: msgid("部门工作人员"),
    Role.SUBDISTRICT: msgid("街乡工作人员"),
    Role.GRID: msgid("网格员"),
    Role.ENFORCEMENT: msgid("执法人员"),
    Role.DUTY: msgid("值班员"),
    Role.COMMANDER: msgid("指挥员"),
    Role.ENTERPRISE: msgid("企业用户"),
    Role.AUDITOR: msgid("审计员"),
}

# Who sees the whole district: those who answer for all of it, and the auditor, who may not write.
DISTRICT_WIDE = frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.DUTY, Role.COMMANDER, Role.AUDITOR})

# Who works on behalf of a unit.
OFFICERS = (Role.DEPARTMENT, Role.SUBDISTRICT, Role.ENFORCEMENT)
READ_ONLY = frozenset({Role.AUDITOR})
# Who may open an incident from what a call, a report or a device tells.
INCIDENT_OPENERS = (Role.OFFICE, Role.DUTY, Role.COMMANDER, Role.SUBDISTRICT, Role.DEPARTMENT)
