"""The private database: made once, found again, and every trouble is a sentence."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from ancheng.base.errors import Refusal
from ancheng.config import cluster, postgres

pytestmark = pytest.mark.django_db(databases=[])  # needs an installed PostgreSQL, so not among the pure tests


@pytest.fixture(scope="module")
def folder():
    """A short path outside /tmp/pytest-…, which other users cannot enter."""
    made = Path(tempfile.mkdtemp(prefix="ac-", dir="/var/tmp"))
    made.chmod(0o700)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(autouse=True)
def own(monkeypatch, folder):
    """A cluster of these tests alone, stopped at the end of each."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("ANCHENG_CLUSTER", "test")
    monkeypatch.setenv("ANCHENG_VAR", str(folder / "var"))
    yield cluster.current()
    monkeypatch.setenv("ANCHENG_VAR", str(folder / "var"))
    monkeypatch.delenv("PG_BINDIR", raising=False)
    cluster.stop()


def ask(here, question, user=None):
    program = postgres.choose().path("psql")
    reach = ["-h", str(here.sockets), "-U", "ancheng", "-d", "ancheng", "-XAtc", question]
    switch = ["setpriv", f"--reuid={user}", "--clear-groups"] if user else []
    return subprocess.run([*switch, program, *reach], capture_output=True, text=True, check=False, cwd="/")


def test_it_is_made_below_a_folder_closed_to_others_and_started_only_once(own):
    assert cluster.ensure_running() is True
    assert cluster.ensure_running() is False
    said = ask(own, "select current_setting('server_encoding'), current_setting('listen_addresses') = ''")
    assert said.stdout.strip() == "UTF8|t"


def test_it_forgets_nothing_when_it_is_stopped_and_started(own):
    cluster.ensure_running()
    ask(own, "create table if not exists kept as select 7 as number")
    assert cluster.stop() is True
    assert cluster.stop() is False
    cluster.ensure_running()
    assert ask(own, "select number from kept limit 1").stdout.strip() == "7"


def test_it_runs_as_a_user_that_is_not_root(own):
    cluster.ensure_running()
    assert Path(f"/proc/{own.pid()}").stat().st_uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may try another user's entry")
def test_another_user_of_the_machine_is_not_let_in_even_where_the_socket_can_be_reached(own, folder):
    cluster.ensure_running()
    folder.chmod(0o755)
    own.sockets.chmod(0o755)
    (own.sockets / ".s.PGSQL.5432").chmod(0o777)
    try:
        said = ask(own, "select 1", user="nobody")
        assert said.returncode != 0
        assert "Peer authentication failed" in said.stderr
    finally:
        own.sockets.chmod(0o700)
        folder.chmod(0o700)


def test_a_process_number_left_by_a_crash_does_not_stop_the_start(own):
    cluster.ensure_running()
    cluster.stop()
    stale = own.data / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{own.data}\n")
    owner = own.data.stat()
    os.chown(stale, owner.st_uid, owner.st_gid)
    assert own.pid() is None
    assert cluster.ensure_running() is True


def test_a_making_that_was_cut_short_is_made_again(own, monkeypatch, folder):
    monkeypatch.setenv("ANCHENG_VAR", str(folder / "cut"))
    here = cluster.current()
    (here.data.with_name("test-pg.making") / "base").mkdir(parents=True)
    try:
        assert cluster.ensure_running() is True
        assert not here.data.with_name("test-pg.making").exists()
    finally:
        cluster.reset()
    assert not here.data.exists()


def test_a_folder_that_is_no_database_is_refused_with_the_command_that_mends_it(monkeypatch, folder):
    monkeypatch.setenv("ANCHENG_VAR", str(folder / "odd"))
    cluster.current().data.mkdir(parents=True)
    with pytest.raises(Refusal, match="make reset-demo"):
        cluster.ensure_running()


def test_a_database_of_another_version_is_refused_with_the_command_that_mends_it(monkeypatch, folder):
    monkeypatch.setenv("ANCHENG_VAR", str(folder / "old"))
    cluster.current().data.mkdir(parents=True)
    (cluster.current().data / "PG_VERSION").write_text("9\n")
    with pytest.raises(Refusal, match="postgresql-9-postgis-3"):
        cluster.ensure_running()


def test_a_full_disk_is_refused_before_anything_is_made(monkeypatch, folder):
    monkeypatch.setenv("ANCHENG_VAR", str(folder / "full"))
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(cluster.shutil, "disk_usage", lambda _: usage._replace(free=10 * 2**20))
    with pytest.raises(Refusal, match="磁盘仅剩 10 MB"):
        cluster.ensure_running()
    assert not cluster.current().data.exists()


def test_a_machine_without_the_server_is_told_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setattr(postgres, "installed", list)
    with pytest.raises(Refusal, match="apt-get install -y postgresql"):
        postgres.choose()


def test_a_server_that_is_too_old_is_named(monkeypatch):
    monkeypatch.setattr(postgres, "installed", lambda: [postgres.Binaries(14, Path("/old"))])
    with pytest.raises(Refusal, match="现有 14 过旧"):
        postgres.choose()


def test_a_database_of_another_user_is_refused(monkeypatch, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root can make another user's folder")
    data = tmp_path / "pg"
    data.mkdir()
    os.chown(data, pwd.getpwnam("nobody").pw_uid, -1)
    monkeypatch.setattr(postgres.os, "geteuid", lambda: 0 + pwd.getpwnam("daemon").pw_uid)
    with pytest.raises(Refusal, match="nobody"):
        postgres.account_for(data)
