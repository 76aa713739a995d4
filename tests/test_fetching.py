"""The one way out: knocks at public doors only, once, for a short while, and takes little away."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from course.fetching import Address, Fetcher, FetchRefused, is_public

PRIVATE = """0.0.0.0 10.0.0.1 100.64.0.1 127.0.0.1 127.1.2.3 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1
    192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255
    :: ::1 fc00::1 fd12:3456::1 fe80::1 fec0::1 ff02::1 2001:db8::1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 2002:7f00:1:: 2002:a00:1:: 64:ff9b::7f00:1 64:ff9b::a00:1
    64:ff9b:1::1 2001:0:7f00:1::""".split()
PUBLIC = "1.1.1.1 8.8.8.8 93.184.216.34 2606:2800:220:1:248:1893:25c8:1946 64:ff9b::101:101 ::ffff:8.8.8.8".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_of_the_open_internet_is_none(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_open_internet_is_one(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


NO_ADDRESS = [
    "",
    "example.org",
    "//example.org/",
    "file:///etc/passwd",
    "ftp://example.org/",
    "gopher://127.0.0.1:70/_x",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://",
    "http:///pad",
    "http://naam:geheim@example.org/",
    "http://example.org:22/",
    "http://example.org:443/",
    "https://example.org:80/",
    "http://example.org:99999/",
    "http://[::1",
    "http://exa mple.org/",
    "http://example.org/\r\nX-Kop: ja",
    "http://example.org\\@127.0.0.1/",
    f"http://example.org/{'a' * 2000}",
]


@pytest.mark.parametrize("address", NO_ADDRESS)
def test_what_is_no_plain_web_address_is_refused_before_any_name_is_looked_up(address: str) -> None:
    def nobody_asks(host: str, port: int) -> list[Address]:
        raise AssertionError(host)

    with pytest.raises(FetchRefused) as refused:
        Fetcher(resolve=nobody_asks).get(address)
    assert refused.value.is_lasting
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0"],
)
def test_this_machine_is_refused_however_it_is_spelled(host: str) -> None:
    with pytest.raises(FetchRefused):
        Fetcher().get(f"http://{host}/")


def test_one_private_address_among_public_ones_is_a_trap() -> None:
    both = [ipaddress.ip_address("93.184.216.34"), ipaddress.ip_address("10.0.0.1")]
    with pytest.raises(FetchRefused, match="open internet"):
        Fetcher(resolve=lambda _host, _port: both).get("http://example.org/")


def test_a_name_that_is_not_there_is_said_to_be_so() -> None:
    def unknown(host: str, port: int) -> list[Address]:
        raise OSError(host)

    with pytest.raises(FetchRefused, match="bestaat niet"):
        Fetcher(resolve=unknown).get("http://bestaat-niet.example/")


# --- A server of our own, on this machine ------------------------------------------------------------------------


@dataclass
class Place:
    """A web server on this machine. `pages` say what it answers; `asked` is what it was asked, with the headers."""

    port: int
    pages: dict[str, Callable[[BaseHTTPRequestHandler], None]]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://blog.example:{self.port}{path}"

    def fetcher(self, **more: Any) -> Fetcher:
        here = [ipaddress.ip_address("127.0.0.1")]
        loose: dict[str, Any] = {
            "resolve": lambda _host, _port: here,
            "allows": lambda _address: True,
            "ports": {"http": frozenset({self.port}), "https": frozenset({self.port})},
        }
        return Fetcher(**(loose | more))


@pytest.fixture
def place() -> Iterator[Place]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append((self.path, dict(self.headers)))
            made.pages[self.path](self)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made = Place(server.server_address[1], {})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()


def page(body: bytes = b"hoi", status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in ({"Content_Type": "text/html; charset=utf-8"} | headers).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def test_a_page_comes_with_its_type_and_what_tells_whether_it_changed(place: Place) -> None:
    place.pages["/feed?a=1"] = page(b"<feed/>", Content_Type="application/atom+xml; charset=utf-8", ETag='"x1"')
    answer = place.fetcher().get(place.url("/feed?a=1"), types=("application/atom+xml",))

    assert (answer.status, answer.body, answer.content_type) == (200, b"<feed/>", "application/atom+xml")
    assert answer.etag == '"x1"'
    headers = place.asked[0][1]
    assert headers["Host"] == f"blog.example:{place.port}"
    assert not {"Cookie", "Authorization", "Referer"} & set(headers)


def test_an_unchanged_page_is_not_sent_again(place: Place) -> None:
    place.pages["/"] = page(b"", status=304)
    answer = place.fetcher().get(place.url("/"), etag='"x1"', last_modified="Sun, 22 Nov 2026 06:00:00 GMT")

    assert (answer.status, answer.body) == (304, b"")
    assert place.asked[0][1]["If-None-Match"] == '"x1"'
    assert place.asked[0][1]["If-Modified-Since"] == "Sun, 22 Nov 2026 06:00:00 GMT"


def test_a_redirect_is_followed_three_times_and_each_goes_through_the_same_door(place: Place) -> None:
    for number in range(5):
        place.pages[f"/{number}"] = page(status=301, Location=f"/{number + 1}")
    place.pages["/5"] = page(b"daar")

    assert place.fetcher().get(place.url("/2")).address == place.url("/5")
    with pytest.raises(FetchRefused, match="steeds door"):
        place.fetcher().get(place.url("/1"))


@pytest.mark.parametrize(
    "to", ["http://10.0.0.1/", "file:///etc/passwd", "http://blog.example:22/", "//intern.example/"]
)
def test_a_redirect_to_where_nobody_may_go_is_refused(place: Place, to: str) -> None:
    inside = ipaddress.ip_address("10.0.0.1")
    here = ipaddress.ip_address("127.0.0.1")
    place.pages["/"] = page(status=302, Location=to)
    fetcher = place.fetcher(
        resolve=lambda host, _port: [here if host == "blog.example" else inside], allows=lambda address: address == here
    )

    with pytest.raises(FetchRefused):
        fetcher.get(place.url("/"))
    assert len(place.asked) == 1


def test_the_address_that_was_checked_is_the_one_that_is_knocked_at(place: Place) -> None:
    """A name server may say something else the second time; there is no second time."""
    answers = [[ipaddress.ip_address("127.0.0.1")], [ipaddress.ip_address("10.0.0.1")]]
    place.pages["/"] = page()

    assert place.fetcher(resolve=lambda _host, _port: answers.pop(0)).get(place.url("/")).status == 200
    assert len(answers) == 1


@pytest.mark.parametrize(("status", "is_lasting"), [(404, False), (410, True), (500, False), (204, False)])
def test_an_error_of_the_other_side_is_named(place: Place, status: int, is_lasting: bool) -> None:
    place.pages["/"] = page(status=status)
    with pytest.raises(FetchRefused, match=str(status)) as refused:
        place.fetcher().get(place.url("/"))
    assert refused.value.is_lasting == is_lasting


def test_more_than_the_limit_is_not_taken_whatever_the_headers_say(place: Place) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        try:
            for _ in range(1000):
                handler.wfile.write(b"x" * 65536)
        except OSError:
            pass

    place.pages["/"] = endless
    with pytest.raises(FetchRefused, match="te groot"):
        place.fetcher(max_bytes=200_000).get(place.url("/"))


@pytest.mark.parametrize("part", ["headers", "body"])
def test_who_sends_a_byte_now_and_then_is_cut_off(place: Place, part: str) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        start = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + (b"\r\n" if part == "body" else b"X-Traag: ")
        try:
            handler.wfile.write(start)
            for _ in range(200):
                handler.wfile.write(b"x")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    place.pages["/"] = drip
    began = time.monotonic()
    with pytest.raises(FetchRefused, match="te langzaam"):
        place.fetcher(max_seconds=0.4).get(place.url("/"))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("headers", [{"Content_Type": "image/png"}, {"Content_Type": ""}, {"Content_Encoding": "gzip"}])
def test_something_else_than_asked_is_not_taken(place: Place, headers: dict[str, str]) -> None:
    place.pages["/"] = page(**headers)
    with pytest.raises(FetchRefused):
        place.fetcher().get(place.url("/"), types=("text/html",))


@pytest.mark.parametrize(
    "said", [b"", b"onzin\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhoi"]
)
def test_what_is_no_answer_of_a_web_server_is_a_refusal_and_no_error(place: Place, said: bytes) -> None:
    place.pages["/"] = lambda handler: handler.wfile.write(said) and None
    with suppress(FetchRefused):
        assert place.fetcher().get(place.url("/")).body == b"hoi"
    assert len(place.asked) == 1
