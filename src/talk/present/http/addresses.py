"""Listen on an address, and find the addresses under which others reach it."""

from __future__ import annotations

import errno
import ipaddress
import socket

from talk.failure import Failure

BACKLOG = 2048
"""Connections that wait to be accepted: a hall that scans the code at once connects at once."""
GONE_AFTER_MS = 20_000
"""Time after which a socket whose other end acknowledges nothing is closed."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes a free one.

    Raises Failure when the address cannot be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        # Without the traceback's chain: the sentence says all that a person can act on.
        raise Failure(_why(error, host, port)) from None
    # asyncio does this for sockets that it makes itself. Else a second small message waits for the
    # acknowledgement of the first, which a client may hold back for 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # A phone that left the hall is noticed after this time, not after TCP's quarter of an hour.
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, GONE_AFTER_MS)
    return listening


def _why(error: OSError, host: str, port: int) -> str:
    """Return the sentence that says why this address cannot be used, and what to do."""
    # What people run into: for each there is something that helps.
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} is taken by another program: "
            "choose another with --port (0 takes any free one)"
        )
    if error.errno == errno.EACCES:
        return (
            f"port {port} needs rights this user does not have: choose one above 1023 with --port"
        )
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"this machine has no address '{host}': use --host 0.0.0.0 for all of its addresses"
    return f"cannot listen on {host} port {port}: {error.strerror or error}"


def local_url(host: str, port: int) -> str:
    """Return the address for a browser on this machine."""
    # 0.0.0.0 is where a server listens and no address that a browser could open everywhere.
    return _url("127.0.0.1" if _is_any(host) else host, port)


def phone_url(host: str, port: int) -> str:
    """Return the address for phones: in the local network, when this machine listens there."""
    return _url(lan_address() or "127.0.0.1" if _is_any(host) else host, port) + "/"


def lan_address() -> str | None:
    """Return the address that other machines of the network see, None without a network.

    No packet is sent to find it.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1 (RFC 5737): asks the routing table only
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if ipaddress.ip_address(address).is_unspecified else address


def reachable_from_outside(url: str) -> bool:
    """Return whether phones have a chance: the host of this address is not the loopback."""
    host = url.partition("://")[2].rpartition(":")[0].strip("[]")
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"


def same_machine(client: str, server: str) -> bool:
    """Return whether a connection from one address to another stays on this machine."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback) or client == server


def machine_names(*more: str) -> frozenset[str]:
    """Return the host names under which browsers may ask for this machine, in lower case.

    `more` are those that the user allows.
    """
    # `.local` is the name under which multicast DNS answers for this machine.
    own = socket.gethostname()
    return frozenset(
        name.lower().rstrip(".") for name in (own, f"{own.partition('.')[0]}.local", *more) if name
    )


def is_known_host(header: str, names: frozenset[str]) -> bool:
    """Return whether a Host header names this machine: an IP address, localhost, or one of `names`.

    A page elsewhere can let its own name lead to this machine (DNS rebinding) and would then be of
    the same origin as the talk. It cannot do so under an address.
    """
    host, _, port = (
        header.rpartition(":") if not header.endswith("]") and ":" in header else (header, "", "")
    )
    if port and not port.isdigit():
        return False
    name = host.lower().rstrip(".")
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return name == "localhost" or name.endswith(".localhost") or name in names
    return True


def _is_any(host: str) -> bool:
    return host in ("", "0.0.0.0", "::")


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
