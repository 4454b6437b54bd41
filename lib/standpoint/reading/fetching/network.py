"""The way out: every name is resolved here, every place it stands for is checked, and only a
checked place is connected to.

A name that is checked and then resolved again could lead elsewhere the second time; here the place
that was checked is the place that is dialled, for every request anew, those behind redirects too.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
import threading
from collections.abc import Callable
from typing import Any

Resolve = Callable[[str, int], list[str]]
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits


class Local(Exception):
    """A name that leads, or can lead, to the local network."""


class NoHost(Exception):
    """A name that leads nowhere; `passing` where that may change."""

    def __init__(self, said: str, *, passing: bool) -> None:
        super().__init__(said)
        self.passing = passing


def is_local(place: str) -> bool:
    """Whether an IP address is anything but a public one of a single machine, whatever it is
    wrapped in.

    >>> [is_local(place) for place in ("127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "fe80::1%eth0", "224.0.0.1", "0.0.0.0")]
    [True, True, True, True, True, True, True]
    >>> is_local("93.184.216.34"), is_local("2606:2800:220:1::1")
    (False, False)
    """
    address = ipaddress.ip_address(place.split("%", 1)[0])
    if isinstance(address, ipaddress.IPv6Address):
        held = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64 or int(address) >> 32 == 0:  # `::a.b.c.d`, long out of use
            held.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(is_local(str(each)) for each in held if each is not None):
            return True
        if address.ipv4_mapped is not None or address in _NAT64:
            return False
    return (
        not address.is_global
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
    )


def resolved(host: str, port: int) -> list[str]:
    """All places that the system knows for a name; numbers in any base are names to it. Raises
    OSError.
    """
    return list(
        dict.fromkeys(
            str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
    )


class Gate:
    """What may be connected to; `named` are the (host, port) that the user named and allowed to be
    local.
    """

    def __init__(
        self, named: frozenset[tuple[str, int]] = frozenset(), resolve: Resolve = resolved
    ) -> None:
        self.named, self.resolve = named, resolve
        self.watch: Watch | None = None

    def places(self, host: str, port: int) -> list[str]:
        """The checked places of a host. Raises Local, NoHost."""
        try:
            found = self.resolve(host, port)
        except socket.gaierror as error:
            raise NoHost(
                error.strerror or str(error), passing=error.errno == socket.EAI_AGAIN
            ) from error
        except (OSError, UnicodeError) as error:
            raise NoHost(str(error), passing=False) from error
        if not found:
            raise NoHost("has no address", passing=False)
        if (host, port) not in self.named:
            for place in found:
                if is_local(place):
                    raise Local(
                        f"{host} is {place}"
                        if host != place
                        else f"{place} is not on the public network"
                    )
        return found

    def connect(self, connection: Any) -> socket.socket:
        """A socket to the first place that answers. Raises what urllib3 raises there, Local and
        NoHost.
        """
        from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
        from urllib3.util.connection import create_connection

        problem: OSError = OSError("no place to connect to")
        for place in self.places(connection.host.strip("[]"), connection.port):
            try:
                found = create_connection(
                    (place, connection.port),
                    connection.timeout,
                    socket_options=connection.socket_options,
                )
            except OSError as error:
                problem = error
                continue
            if self.watch:
                self.watch.over(found)
            return found
        if isinstance(problem, TimeoutError):
            raise ConnectTimeoutError(connection, "no connection in time") from problem
        raise NewConnectionError(connection, problem.strerror or str(problem)) from problem


class Watch:
    """Ends a request that takes too long as a whole, however busily it trickles."""

    def __init__(self, seconds: float) -> None:
        self.rang = False
        self._held: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._ring)
        self._timer.daemon = True

    def over(self, connected: socket.socket) -> None:
        """Watch a connection: a second handle on it, which stays when TLS takes the first."""
        self._held.append(connected.dup())
        if self.rang:
            self._ring()

    def _ring(self) -> None:
        self.rang = True
        for held in self._held:
            with contextlib.suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()
        for held in self._held:
            held.close()


def session(gate: Gate) -> Any:
    """A requests session that goes through the gate: no proxies and no passwords of the
    environment, no cookies.
    """
    from http.cookiejar import DefaultCookiePolicy

    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return gate.connect(self)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return gate.connect(self)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    class Checked(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **more: Any) -> None:
            super().init_poolmanager(*args, **more)
            self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}

    class Unmoved(requests.Session):
        def get_redirect_target(
            self, resp: Any
        ) -> None:  # else requests reads a redirect's whole body, however long
            return None

    made = Unmoved()
    made.trust_env = False
    made.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True  # an institution's own certificates
    made.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    made.headers.clear()
    for scheme in ("http://", "https://"):
        made.mount(scheme, Checked(max_retries=0, pool_connections=1, pool_maxsize=1))
    return made
