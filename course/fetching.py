"""The one way out to the web: only to public addresses, never for long, never for much.

An address that somebody typed is a stranger's wish to make this machine knock somewhere. So the name is resolved once,
every address it gives is checked, and the connection goes to the very address that was checked: nothing can change
between the look and the knock. Each redirect goes through the same door (design: reliability A68).
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from django.utils.translation import gettext as _

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_SECONDS: Final = 10.0
MAX_REDIRECTS: Final = 3
MAX_ADDRESS_CHARACTERS: Final = 2000
PORTS: Final = {"http": 80, "https": 443}
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
AGENT: Final = "Dingen (course platform for libraries; reads feeds that participants registered)"

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_LOCAL_NAT64: Final = ipaddress.ip_network("64:ff9b:1::/48")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class FetchRefused(Exception):  # noqa: N818 - a refusal is no fault of ours
    """This address is not fetched, or its answer is not taken; the message is a sentence for who gave the address.

    `is_lasting` says that trying again later makes no sense.
    """

    def __init__(self, sentence: str, *, is_lasting: bool = False) -> None:
        super().__init__(sentence)
        self.is_lasting = is_lasting


@dataclass(frozen=True)
class Answer:
    """What came back. `status` is 200 or 304 (then `body` is empty); `address` is where the last redirect led."""

    status: int
    address: str
    content_type: str
    body: bytes
    etag: str = ""
    last_modified: str = ""


def is_public(address: Address) -> bool:
    """Say whether this is an address of the open internet, also when it hides one of the other family inside."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address in _LOCAL_NAT64 or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast


def resolve(host: str, port: int) -> list[Address]:
    """Return every address of a name, as the system gives them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found))


@dataclass(frozen=True)
class Fetcher:
    """How to fetch. The defaults are the rule; tests, which talk to this machine only, loosen what they must."""

    resolve: Callable[[str, int], list[Address]] = resolve
    allows: Callable[[Address], bool] = is_public
    ports: Mapping[str, frozenset[int]] = field(
        default_factory=lambda: {scheme: frozenset({port}) for scheme, port in PORTS.items()}
    )
    max_bytes: int = MAX_BYTES
    max_seconds: float = MAX_SECONDS

    def get(self, address: str, types: tuple[str, ...] = (), etag: str = "", last_modified: str = "") -> Answer:
        """Return what stands at this address, after at most three redirects. No cookies, no credentials, no proxies.

        `types` are beginnings of content types that are taken, all of them when empty. With `etag` or
        `last_modified` an unchanged page comes back as 304. Raises FetchRefused, and nothing else.
        """
        deadline = time.monotonic() + self.max_seconds
        headers = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        for _turn in range(MAX_REDIRECTS + 1):
            answer = self._once(address, headers, types, deadline)
            if isinstance(answer, Answer):
                return answer
            address = answer
        raise FetchRefused(_("Dit adres stuurt steeds door naar een ander adres."))

    def _once(self, address: str, headers: Mapping[str, str], types: tuple[str, ...], deadline: float) -> Answer | str:
        """Return the answer, or the address it redirects to."""
        parts = split(address, self.ports)
        host = parts.hostname or ""
        port = parts.port or PORTS[parts.scheme]
        connection = _Pinned(parts.scheme, host, port, self._checked(host, port), deadline)
        try:
            connection.request("GET", _path(parts), headers=dict(headers))
            response = connection.getresponse()
            if response.status in REDIRECTS and (where := response.getheader("Location")):
                return urljoin(address, where)
            return self._read(response, address, types, deadline)
        except FetchRefused:
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            in_time(deadline)
            raise FetchRefused(_("Dit adres gaf geen bruikbaar antwoord. Probeer het later nog eens.")) from error
        finally:
            connection.done()

    def _checked(self, host: str, port: int) -> Address:
        try:
            found = self.resolve(host, port)
        except (OSError, ValueError) as error:  # UnicodeError is a ValueError
            raise FetchRefused(_("Deze naam bestaat niet op internet. Kijk of het adres klopt.")) from error
        # One private address among public ones is a trap, not an accident.
        if not found or not all(self.allows(one) for one in found):
            raise FetchRefused(
                _("Dit adres ligt niet op het open internet, dus we halen er niets op."), is_lasting=True
            )
        return found[0]

    def _read(
        self, response: http.client.HTTPResponse, address: str, types: tuple[str, ...], deadline: float
    ) -> Answer:
        etag, changed = response.getheader("ETag", "")[:200], response.getheader("Last-Modified", "")[:80]
        content_type = response.getheader("Content-Type", "").split(";")[0].strip().lower()
        if response.status == http.HTTPStatus.NOT_MODIFIED:
            return Answer(response.status, address, content_type, b"", etag, changed)
        if response.status != http.HTTPStatus.OK:
            raise FetchRefused(
                _("Dit adres antwoordt met fout %(status)s.") % {"status": response.status},
                is_lasting=response.status == http.HTTPStatus.GONE,
            )
        if types and not content_type.startswith(types):
            raise FetchRefused(_("Hier staat iets anders dan een webpagina of een feed."), is_lasting=True)
        if response.getheader("Content-Encoding", "identity").lower() not in ("", "identity"):
            raise FetchRefused(_("Dit adres stuurt zijn antwoord ingepakt, en dat lezen we niet."))
        return Answer(response.status, address, content_type, self._body(response, deadline), etag, changed)

    def _body(self, response: http.client.HTTPResponse, deadline: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        while part := response.read1(65536):
            size += len(part)
            if size > self.max_bytes:
                raise FetchRefused(_("Dit antwoord is te groot om te lezen."), is_lasting=True)
            parts.append(part)
        in_time(deadline)  # A connection that was cut ends as a whole answer does.
        return b"".join(parts)


def in_time(deadline: float) -> None:
    """Raise FetchRefused when the time is up."""
    if time.monotonic() >= deadline:
        raise FetchRefused(_("Dit adres antwoordt te langzaam. Probeer het later nog eens."))


def split(address: str, ports: Mapping[str, frozenset[int]]) -> SplitResult:
    """Return the parts of an address that may be fetched. Raises FetchRefused for any other."""
    sentence = _("Dit is geen webadres dat we kunnen lezen. Het begint met http:// of https://.")
    if len(address) > MAX_ADDRESS_CHARACTERS or any(ord(one) <= 32 or ord(one) == 127 for one in address):
        raise FetchRefused(sentence, is_lasting=True)
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError as error:
        raise FetchRefused(sentence, is_lasting=True) from error
    if parts.scheme not in ports or not parts.hostname or parts.username or parts.password or "\\" in address:
        raise FetchRefused(sentence, is_lasting=True)
    if port not in ports[parts.scheme]:
        raise FetchRefused(_("We lezen alleen de gewone poorten van het web, 80 en 443."), is_lasting=True)
    return parts


def _path(parts: SplitResult) -> str:
    path = parts.path or "/"
    quoted = path.encode("utf-8") if not path.isascii() else None
    path = "".join(chr(one) if one < 128 else f"%{one:02X}" for one in quoted) if quoted else path
    query = parts.query.encode("ascii", "ignore").decode()
    return f"{path}?{query}" if query else path


class _Pinned(http.client.HTTPConnection):
    """A connection to one address that was checked, under the name it was asked by. It is cut when the time is up.

    A time limit for each read would not do: whoever sends one byte now and then keeps within it for ever.
    """

    def __init__(self, scheme: str, host: str, port: int, to: Address, deadline: float) -> None:
        super().__init__(host, port)
        self.scheme, self.to, self.deadline = scheme, to, deadline
        self.line: socket.socket | None = None
        self.watch: threading.Timer | None = None

    def connect(self) -> None:
        in_time(self.deadline)
        left = self.deadline - time.monotonic()
        self.line = self.sock = socket.create_connection((str(self.to), self.port), timeout=left)
        self.watch = threading.Timer(left, self._cut)
        self.watch.daemon = True
        self.watch.start()
        if self.scheme == "https":
            context = ssl.create_default_context()
            secure = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.line = self.sock = secure  # The plain one is empty from here on, so the watch must know this one.
            secure.do_handshake()

    def _cut(self) -> None:
        with suppress(OSError):
            if self.line is not None:
                self.line.shutdown(socket.SHUT_RDWR)

    def done(self) -> None:
        """Call the watch off and hang up. Not in close(): the library calls that while the body still comes."""
        if self.watch is not None:
            self.watch.cancel()
        self.close()
