"""A little OpenID provider on this machine: whoever comes is signed in at once as the one it was told, and every claim
and answer can be made wrong."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode
from wsgiref.simple_server import WSGIRequestHandler, make_server

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "docket", "between us"


class Provider:
    """`claims` and `metadata` go over what it says by itself, None leaving out; `userinfo` is what it tells apart."""

    def __init__(self, now: int) -> None:
        self.now = now
        self.issuer = ""
        self.key = RSAKey.generate_key(2048, {"kid": "1"}, private=True)
        self.signs_with: Any = self.key
        self.algorithm = "RS256"
        self.claims: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self._codes: dict[str, dict[str, str]] = {}

    def authorize(self, url: str) -> str:
        """Where it sends a browser that comes with this URL."""
        asked = dict(parse_qsl(url.partition("?")[2]))
        assert asked["response_type"] == "code"
        assert (asked["client_id"], asked["scope"], asked["code_challenge_method"]) == (CLIENT, "openid email", "S256")
        code = f"code-{len(self._codes)}"
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.issuer})}"

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        views = {
            "/.well-known/openid-configuration": self._metadata,
            "/token": lambda: self._token(dict(parse_qsl(body)), environ.get("HTTP_AUTHORIZATION", "")),
            "/keys": lambda: {"keys": [self.key.as_dict(private=False)]},
            "/userinfo": lambda: self.userinfo if environ["HTTP_AUTHORIZATION"] == "Bearer access" else None,
        }
        answer = views[environ["PATH_INFO"]]()
        start("400 Bad Request" if answer is None else "200 OK", [("Content-Type", "application/json")])
        return [json.dumps(answer or {"error": "invalid_grant"}).encode()]

    def _metadata(self) -> dict[str, Any]:
        names = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "jwks_uri": "keys",
            "userinfo_endpoint": "userinfo",
        }
        places = {name: f"{self.issuer}/{path}" for name, path in names.items()}
        return {"issuer": self.issuer} | places | self.metadata

    def _token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        # A code is good for one token.
        asked = self._codes.pop(form["code"], {})
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if (asked.get("code_challenge"), authorization) != (challenge.decode(), f"Basic {basic}"):
            return None
        said = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "7",
            "iat": self.now,
            "exp": self.now + 60,
            "nonce": asked["nonce"],
            "email": "ada@example.org",
            "email_verified": True,
        } | self.claims
        claims = {name: value for name, value in said.items() if value is not None}
        header = {"alg": self.algorithm, "kid": "1"}
        token = jwt.encode(header, claims, self.signs_with, algorithms=[self.algorithm])
        return {"access_token": "access", "token_type": "Bearer", "id_token": token}


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None: ...


@contextmanager
def provider(now: int) -> Iterator[Provider]:
    """A provider that answers, at a port of its own."""
    made = Provider(now)
    with make_server("127.0.0.1", 0, made, handler_class=_Silent) as server:
        made.issuer = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        server.shutdown()
        thread.join()
