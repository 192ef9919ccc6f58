"""Listening, and the addresses that others are told."""

from __future__ import annotations

import socket

import pytest

from talk.failure import Failure
from talk.present.http import addresses


def test_port_0_takes_a_free_one() -> None:
    with addresses.listen("127.0.0.1", 0) as sock:
        assert sock.getsockname()[1] > 0


def test_a_small_message_does_not_wait_for_the_one_before_it() -> None:
    with addresses.listen("127.0.0.1", 0) as sock, socket.create_connection(sock.getsockname()):
        accepted, _ = sock.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_an_address_of_another_machine_is_refused_in_a_sentence() -> None:
    with pytest.raises(Failure, match=r"this machine has no address '192\.0\.2\.1'"):
        addresses.listen("192.0.2.1", 0)


@pytest.mark.parametrize(
    ("host", "local", "phone"),
    [
        ("0.0.0.0", "http://127.0.0.1:80", "http://192.0.2.7:80/"),
        ("127.0.0.1", "http://127.0.0.1:80", "http://127.0.0.1:80/"),
        ("192.0.2.9", "http://192.0.2.9:80", "http://192.0.2.9:80/"),
        ("::1", "http://[::1]:80", "http://[::1]:80/"),
    ],
)
def test_each_view_gets_an_address_it_can_open(
    monkeypatch: pytest.MonkeyPatch, host: str, local: str, phone: str
) -> None:
    monkeypatch.setattr(addresses, "lan_address", lambda: "192.0.2.7")
    assert addresses.local_url(host, 80) == local
    assert addresses.phone_url(host, 80) == phone


def test_without_a_network_phones_are_told_the_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "lan_address", lambda: None)
    assert addresses.phone_url("0.0.0.0", 80) == "http://127.0.0.1:80/"


@pytest.mark.parametrize(
    ("url", "reachable"),
    [
        ("http://127.0.0.1:80/", False),
        ("http://[::1]:80/", False),
        ("http://localhost:80/", False),
        ("http://192.0.2.7:80/", True),
        ("http://laptop.local:80/", True),
    ],
)
def test_the_loopback_is_no_address_for_phones(url: str, reachable: bool) -> None:
    assert addresses.reachable_from_outside(url) is reachable
