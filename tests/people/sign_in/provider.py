"""A real OpenID provider on loopback, that can be told to lie."""

from __future__ import annotations

import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from re import search
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import requests
from django.test import Client
from werkzeug.serving import make_server

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Its own library warns of its own age while it is read.
    import oidc_provider_mock


class Provider:
    """One running provider. `lie` changes what stands in the id_token that it gives out next."""

    def __init__(self) -> None:
        self.lie: dict[str, Any] = {}
        self.asked: list[dict[str, list[str]]] = []
        app = oidc_provider_mock.app(require_nonce=True)
        app.after_request(self._tamper)
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join(2)
        self.server.server_close()

    def _tamper(self, answer: Any) -> Any:
        import flask

        if flask.request.path == "/oauth2/token":
            self.asked.append({key: flask.request.form.getlist(key) for key in flask.request.form})
            data = answer.get_json()
            if self.lie and data and "id_token" in data:
                claims = jwt.decode(data["id_token"], options={"verify_signature": False})
                claims.update(self.lie)
                data["id_token"] = jwt.encode(claims, "x" * 32, algorithm="HS256")
                answer.set_data(flask.json.dumps(data))
        return answer

    def knows(self, sub: str, **claims: Any) -> str:
        """Have the provider say this of the person `sub`."""
        requests.put(f"{self.url}/users/{sub}", json=claims, timeout=5).raise_for_status()
        return sub

    def authorize(self, address: str, sub: str) -> str:
        """Sign in there, as somebody's browser does. Returns where it sends her back to."""
        answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text[:400]
        return answer.headers["Location"]


@contextmanager
def running() -> Iterator[Provider]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        provider = Provider()
    try:
        yield provider
    finally:
        provider.stop()


def setting_out(client: Client, slug: str, next_url: str = "", extra: str = "") -> str:
    """Press the button. Returns the address at the provider that the browser goes to."""
    page = client.post(f"/account/bij/{slug}/login/{extra}", {"next": next_url} if next_url else {}).content.decode()
    found = search(r'http-equiv="refresh" content="0;url=([^"]+)"', page)
    assert found, page[-2000:]
    return unescape(found[1])


def coming_back(client: Client, address: str) -> Any:
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def sign_in(client: Client, provider: Provider, slug: str, sub: str, next_url: str = "") -> Any:
    return coming_back(client, provider.authorize(setting_out(client, slug, next_url), sub))


def query_of(address: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}


def an_hour_ago() -> int:
    return int(time.time()) - 3600
