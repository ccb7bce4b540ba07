"""Alerts that are wrong say why, and nothing in a file is ever fetched."""

import socket
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ancheng.base.errors import Misconfigured
from ancheng.kernel.exchange.cap.check import MOST_BYTES, NoAlert, check, polygon_fault
from ancheng.kernel.exchange.cap.read import BadAlert, read
from ancheng.kernel.exchange.cap.schema import MESSAGES, SCOPES, STATUSES
from ancheng.kernel.exchange.cap.write import write
from ancheng.kernel.exchange.formats.cap12 import FORMAT, RING

PLAIN, FULL = FORMAT.samples


def changed(old, new, alert=FULL):
    content = write(alert)
    assert old.encode() in content
    return content.replace(old.encode(), new.encode(), 1)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("<status>Exercise</status>", "<status>Drill</status>", "status"),
        ("<sender>district@example.org</sender>", "", "sender"),
        ("<scope>Restricted</scope>", "<scope>Restricted</scope><scope>Public</scope>", "scope"),
        ("2026-07-15T17:00:00+08:00", "2026-07-15T09:00:00Z", "时区"),
        ("2026-07-15T17:00:00+08:00", "2026-02-30T09:00:00+08:00", "时区"),
        ("<areaDesc>和平街街道</areaDesc>", "", "areaDesc"),
        ("<altitude>0.0</altitude>", "<altitude>high</altitude>", "数字"),
        ("<event>暴雨</event>", "<event>暴雨<b/></event>", "文字"),
        ("<category>Met</category>", "<category>Rain</category>", "category"),
        ("<size>1024</size>", "<size>1 kB</size>", "整数"),
        ("<note>", '<note lang="zh">', "属性"),
        ("<info>", "多余<info>", "文字"),
    ],
)
def test_each_fault_is_told_where_it_is(old, new, word):
    found = check(changed(old, new))
    assert not found.valid
    assert word in " ".join(found.faults)
    with pytest.raises(BadAlert):
        read(changed(old, new))


def test_several_faults_are_told_at_once():
    content = changed("<status>Exercise</status>", "<status>x</status>").replace(b"Moderate", b"Awful")
    assert len(check(content).faults) == 3


@pytest.mark.parametrize(
    "attack",
    [
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>&x;</identifier></alert>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"/>',
        b"<!DOCTYPE a ["
        + b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"ha") for n in range(12))
        + b']><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>&l11;</identifier></alert>',
        b"<alert",
        b"",
        b"\x00\x01\x02",
        b"<rss/>",
        b"<a>" * 100_000,
    ],
    ids=["file", "network", "laughs", "cut off", "empty", "binary", "no alert", "deep"],
)
def test_an_attack_is_refused_and_fetches_nothing(attack, monkeypatch):
    def no_network(*_args, **_kw):
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    with pytest.raises(NoAlert) as fault:
        check(attack)
    assert "root:" not in str(fault.value)


def test_a_very_long_file_is_refused_unread():
    with pytest.raises(NoAlert, match="10 MB"):
        check(b" " * (MOST_BYTES + 1))


def test_what_the_words_of_the_standard_demand_is_advice():
    content = changed("<references>", "<note/><references>", FULL)
    assert not check(content).valid
    silent = replace(PLAIN, message="Cancel", identifier="a b", scope="Restricted")
    told = " ".join(check(write(silent)).advice)
    for word in ("references", "identifier", "restriction"):
        assert word in told


def test_a_polygon_must_be_closed_in_range_and_not_too_fine():
    assert polygon_fault("39.9,116.4 39.9,116.5 39.95,116.5 39.9,116.4") == ""
    assert "首尾" in polygon_fault("39.9,116.4 39.9,116.5 39.95,116.5 39.8,116.4")
    assert "纬度在前" in polygon_fault("116.4,39.9 116.5,39.9 116.5,39.95 116.4,39.9")
    fine = " ".join(f"39.9,{116 + n / 1000}" for n in range(150))
    assert "150 个点" in polygon_fault(f"{fine} 39.9,116.0".replace("150", "150")) or "151" in polygon_fault(
        f"{fine} 39.9,116.0"
    )


def test_a_moment_without_an_offset_is_never_written():
    with pytest.raises(Misconfigured):
        write(replace(PLAIN, sent=PLAIN.sent.replace(tzinfo=None)))


@given(st.sampled_from(STATUSES), st.sampled_from(SCOPES), st.sampled_from(MESSAGES))
def test_only_what_really_happens_and_is_meant_for_all_is_for_the_public(status, scope, message):
    alert = replace(PLAIN, status=status, scope=scope, message=message)
    assert alert.for_the_public == (status == "Actual" and scope == "Public")


text = st.text(max_size=60).filter(lambda s: "\r" not in s)


@given(text, text)
def test_any_words_survive_the_trip(headline, description):
    info = replace(FULL.infos[0], headline=headline, description=description)
    back = read(write(replace(FULL, infos=(info,)))).infos[0]
    kept = "".join(c for c in description if c in "\t\n" or (ord(c) >= 32 and ord(c) not in (0xFFFE, 0xFFFF)))
    assert back.description == kept
    assert back.areas[0].polygons == (RING,)
