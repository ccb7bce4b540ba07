"""The apps of the house as they stand in the source tree, and what each module imports."""

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "ancheng"
DESKS = ("kernel", "supervision", "monitoring", "command", "decision", "administration")
# From the top down; what stands in one row may not import its neighbours either, tasks and reactions excepted.
ROWS = (
    ("urls",),
    ("views", "api", "tasks", "reactions"),
    ("actions",),
    ("queries",),
    ("models",),
    ("rules",),
)
RANK = {name: rank for rank, row in enumerate(ROWS) for name in row}


def apps() -> list[str]:
    """Dotted names of all apps: folders of a desk that hold a package."""
    return [
        f"ancheng.{desk}.{each.name}"
        for desk in DESKS
        for each in sorted((SOURCE / desk).iterdir())
        if (each / "__init__.py").exists()
    ]


def modules() -> dict[str, Path]:
    """Every module of the source tree but migrations, by dotted name."""
    found = {}
    for file in SOURCE.rglob("*.py"):
        parts = ("ancheng", *file.relative_to(SOURCE).with_suffix("").parts)
        if "migrations" not in parts:
            found[".".join(parts).removesuffix(".__init__")] = file
    return found


def imports(file: Path) -> set[str]:
    """Dotted names that a file imports from this project, at its head or inside a function."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in names if name.startswith("ancheng.")}


def role(module: str, app: str) -> str:
    """The row of a module inside its app: the first part of its name below the app."""
    return module.removeprefix(f"{app}.").split(".")[0]
