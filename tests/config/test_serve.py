"""The web server uses the processors that there are, and its processes count together."""

import argparse
import os

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from ancheng.config.commands import serve
from ancheng.portal.middleware import over_limit


def options(*given):
    parser = argparse.ArgumentParser()
    serve.arguments(parser)
    return parser.parse_args(given)


def test_there_is_a_process_for_each_processor_up_to_four(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1})
    assert serve.processes() == 2
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(64)))
    assert serve.processes() == 4


def test_the_processes_share_the_connections_and_not_each_has_them_all(monkeypatch):
    asked = {}
    monkeypatch.setattr("uvicorn.run", lambda application, **how: asked.update(how))
    monkeypatch.setattr(serve.cluster, "ensure_running", lambda: False)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    os.environ.pop("DATABASE_POOL", None)
    serve.run(options("--processes", "4"))
    assert asked["workers"] == 4
    assert int(os.environ["DATABASE_POOL"]) * 4 <= 40
    assert os.environ["WEB_PROCESSES"] == "4"


class Somebody:
    pk = 4711


@pytest.mark.parametrize(("processes", "allowed"), [(1, 12), (3, 4)])
def test_each_process_allows_its_share_of_what_a_person_may_send(settings, processes, allowed):
    settings.POSTS_PER_MINUTE, settings.WEB_PROCESSES = 12, processes
    cache.clear()
    request = RequestFactory().post("/")
    request.user = Somebody()
    refused = [over_limit(request) for _ in range(allowed + 1)]
    assert refused == [False] * allowed + [True]
