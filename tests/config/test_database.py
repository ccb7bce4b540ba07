"""Where the database is."""

import tempfile
from pathlib import Path

import pytest

from ancheng.base.errors import Misconfigured
from ancheng.config.database import Cluster, database_settings, parse


def test_an_address_names_user_password_host_port_and_database():
    entry = parse("postgresql://duty:p%40ss%2Fword@db.example.org:5433/ancheng?sslmode=require")
    assert (entry["USER"], entry["PASSWORD"]) == ("duty", "p@ss/word")
    assert (entry["HOST"], entry["PORT"], entry["NAME"]) == ("db.example.org", "5433", "ancheng")
    assert entry["OPTIONS"] == {"sslmode": "require"}
    assert entry["ENGINE"] == "django.contrib.gis.db.backends.postgis"


@pytest.mark.parametrize(
    "url", ["postgresql://%2FVar%2Frun%2Fpg/ancheng", "postgresql:///ancheng?host=/Var/run/pg"]
)
def test_an_address_may_name_the_folder_of_a_socket(url):
    assert parse(url)["HOST"] == "/Var/run/pg"
    assert parse(url)["NAME"] == "ancheng"


def test_an_address_may_be_an_ipv6_number():
    assert parse("postgresql://u@[::1]:5432/x")["HOST"] == "::1"


@pytest.mark.parametrize(
    "url", ["mysql://localhost/x", "postgresql://localhost", "postgresql://localhost:port/x", "ancheng"]
)
def test_a_wrong_address_is_refused_with_a_sentence_that_does_not_repeat_the_password(url):
    with pytest.raises(Misconfigured) as refused:
        parse(url)
    assert "DATABASE_URL" in str(refused.value)
    assert url not in str(refused.value)


@pytest.fixture
def short_folder():
    """The folder that pytest gives may itself be too deep for a socket (it bears the user's name)."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="v") as folder:
        yield Path(folder)


def test_without_an_address_the_database_is_the_private_one_under_var(monkeypatch, short_folder):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("ANCHENG_VAR", str(short_folder))
    monkeypatch.delenv("ANCHENG_CLUSTER", raising=False)
    assert database_settings()["HOST"] == str(short_folder / "pg-socket")
    monkeypatch.setenv("ANCHENG_CLUSTER", "test")
    assert database_settings()["HOST"] == str(short_folder / "test-pg-socket")
    assert not list(short_folder.iterdir()), "reading the settings makes nothing"


def test_a_path_too_long_for_a_socket_moves_the_socket_to_a_short_folder(tmp_path):
    deep = Cluster(tmp_path.joinpath(*["a-rather-long-folder-name"] * 5) / "pg")
    assert len(str(deep.sockets / ".s.PGSQL.5432")) < 107
    assert deep.sockets.parent == deep.sockets.parent.parent / "tmp"
    other = Cluster(tmp_path.joinpath(*["another-long-folder-name"] * 5) / "pg")
    assert deep.sockets != other.sockets


def test_the_web_server_asks_for_a_pool_of_connections(monkeypatch):
    monkeypatch.setenv("DATABASE_POOL", "8")
    assert database_settings()["OPTIONS"]["pool"]["max_size"] == 8


def test_the_tests_database_may_be_named(monkeypatch):
    monkeypatch.setenv("TEST_DATABASE_NAME", "test_mine")
    assert database_settings()["TEST"] == {"NAME": "test_mine"}
