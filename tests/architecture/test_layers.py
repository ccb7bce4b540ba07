"""Inside an app what is above calls what is below; a desk has one door."""

import pytest

from tests.architecture.apps import DESKS, RANK, apps, imports, modules, role

MODULES = modules()


def violations(app: str) -> list[str]:
    found = []
    for name, file in MODULES.items():
        if not name.startswith(f"{app}."):
            continue
        here = RANK.get(role(name, app))
        for other in imports(file):
            there = RANK.get(role(other, app)) if other.startswith(f"{app}.") else None
            if here is not None and there is not None and there < here:
                found.append(f"{name} imports {other}")
    return found


@pytest.mark.parametrize("app", apps())
def test_inside_an_app_views_call_actions_call_queries_call_models_call_rules(app):
    assert violations(app) == []


@pytest.mark.parametrize("app", apps())
def test_rules_know_no_framework(app):
    file = MODULES.get(f"{app}.rules")
    if file is None:
        return
    head = file.read_text(encoding="utf-8")
    assert not any(f"{verb} {name}" in head for verb in ("import", "from") for name in ("django", "psycopg"))


@pytest.mark.parametrize("desk", [each for each in DESKS if each != "kernel"])
def test_another_desk_is_entered_by_its_public_door_only(desk):
    """The portal reads all desks and the start (config) mounts them; the desks themselves knock."""
    found = []
    for name, file in MODULES.items():
        home = name.split(".")[1] if "." in name else ""
        if home in (desk, "config", "portal", ""):
            continue
        for other in imports(file):
            below = other.removeprefix(f"ancheng.{desk}.")
            if other.startswith(f"ancheng.{desk}.") and "public" not in below.split(".")[:2]:
                found.append(f"{name} imports {other}")
    assert found == []


def test_the_portal_owns_no_table():
    assert not [
        name
        for name in MODULES
        if name.startswith("ancheng.portal") and role(name, "ancheng.portal") == "models"
    ]
