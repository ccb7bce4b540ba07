"""What must be on the machine, how to tell, and what brings it; no third-party module, the set-up reads it too."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path

from ancheng.base.errors import Refusal
from ancheng.config.database import is_private
from ancheng.config.environment import root
from ancheng.config.postgres import OLDEST, choose

NODE_OLDEST = 20
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
FONT_NAMES = ("NotoSansCJK*", "NotoSerifCJK*", "SourceHanSans*", "wqy-*", "NotoSansSC*")


@dataclass(frozen=True)
class Prerequisite:
    """One thing that the machine must have: how to tell, the packages that bring it, the sentence when absent."""

    name: str
    present: Callable[[], bool]
    packages: tuple[str, ...]
    sentence: str


def _install(what: str, *packages: str) -> str:
    return f"缺少{what}：请执行 sudo apt-get install -y {' '.join(packages)}。"


def server_present() -> bool:
    """A PostgreSQL that is new enough, with PostGIS for that very version."""
    try:
        binaries = choose()
    except Refusal:
        return False
    beside = subprocess.run(
        [binaries.path("pg_config"), "--sharedir"], capture_output=True, text=True, check=False
    )
    debian = Path(f"/usr/share/postgresql/{binaries.version}")
    share = [Path(beside.stdout.strip())] if beside.returncode == 0 else []
    return any((each / "extension" / "postgis.control").exists() for each in [debian, *share])


def _libraries(*names: str) -> Callable[[], bool]:
    return lambda: all(find_library(name) for name in names)


def _chinese_font() -> bool:
    return any(next(folder.rglob(name), None) for folder in FONT_FOLDERS for name in FONT_NAMES)


def _venv() -> bool:
    if (root() / ".venv/bin/python").exists():
        return True
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


def chromium() -> str | None:
    """The browser of the journeys."""
    return os.environ.get("ANCHENG_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)


def everything(*, tests: bool = False) -> list[Prerequisite]:
    """All that this installation needs, the tests' browser too where asked."""
    needed = [
        Prerequisite(
            "PostgreSQL + PostGIS",
            server_present,
            ("postgresql", "postgresql-{version}-postgis-3"),
            f"缺少 PostgreSQL {OLDEST} 或更高版本及其 PostGIS：请执行 sudo apt-get install -y postgresql "
            "postgresql-postgis，或用 DATABASE_URL 指向已有数据库。",
        ),
        Prerequisite(
            "GDAL/GEOS/PROJ",
            _libraries("gdal", "geos_c"),
            ("gdal-bin",),
            _install("地理空间库 GDAL、GEOS、PROJ", "gdal-bin"),
        ),
        Prerequisite(
            "Pango",
            _libraries("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"),
            ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
            _install("生成 PDF 所需的 Pango", "libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
        ),
        Prerequisite("中文字体", _chinese_font, ("fonts-noto-cjk",), _install("中文字体", "fonts-noto-cjk")),
        Prerequisite("venv", _venv, (venv_package(),), _install(" Python 虚拟环境组件", venv_package())),
    ]
    if tests:
        needed.append(
            Prerequisite(
                "Chromium",
                lambda: chromium() is not None,
                ("chromium",),
                "缺少浏览器测试所需的 Chromium：请执行 sudo apt-get install -y chromium，或用 ANCHENG_CHROMIUM 指明其路径。",
            )
        )
    return needed if is_private() else needed[1:]


def venv_package() -> str:
    """Debian's package for the virtual environments of the running Python."""
    return f"python{sys.version_info.major}.{sys.version_info.minor}-venv"


def missing(*, tests: bool = False) -> list[Prerequisite]:
    """What is needed and absent."""
    return [each for each in everything(tests=tests) if not each.present()]


def node_version(program: str = "node") -> int:
    """The major version of Node.js, 0 where there is none."""
    if shutil.which(program) is None or shutil.which("npm") is None:
        return 0
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    number = said.strip().removeprefix("v").split(".")[0]
    return int(number) if number.isdigit() else 0


def missing_after_setup() -> list[str]:
    """Sentences about what `make demo` would still have to do."""
    # Not above: the set-up reads this file before anything of others is installed.
    from ancheng.config.catalogue.files import stale

    sentences = []
    if not (root() / "src/ancheng/portal/static/dist").is_dir():
        sentences.append("网页前端尚未构建：请执行 make demo（首次运行时自动构建）。")
    if stale():
        sentences.append("界面译文尚未编译：请执行 ancheng messages compile（make demo 会自动编译）。")
    if not is_private():
        sentences.extend(_database_trouble())
    return sentences


def _database_trouble() -> list[str]:
    import psycopg

    from ancheng.config.database import database_settings

    entry = database_settings()
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}  # nosec B105
    reach = {theirs: entry[ours] for ours, theirs in names.items() if entry[ours]}
    try:
        with psycopg.connect(**reach, connect_timeout=5) as connection:
            number = connection.info.server_version // 10000
            row = connection.execute(
                "select 1 from pg_available_extensions where name = 'postgis'"
            ).fetchone()
    except psycopg.OperationalError as error:
        return [
            f"连不上 DATABASE_URL 所指数据库（{str(error).strip().splitlines()[0]}）：请检查地址、口令与网络。"
        ]
    sentences = []
    if number < OLDEST:
        sentences.append(f"DATABASE_URL 所指数据库为 PostgreSQL {number}：请升级到 {OLDEST} 或更高版本。")
    if row is None:
        sentences.append(
            f"DATABASE_URL 所指服务器没有 PostGIS：请在该服务器安装 postgresql-{number}-postgis-3。"
        )
    return sentences
