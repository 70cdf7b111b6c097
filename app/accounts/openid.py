"""Signing in at an OpenID provider: the code flow of OpenID Connect Core 1.0 with PKCE (RFC 7636), by Authlib.

It gives an address that the provider has verified, and nothing else: whose account that is, is looked up here.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from app.config import is_safe
from app.errors import DocketError

ALGORITHMS = ("RS256", "PS256", "ES256")
"""How an ID token may be signed: nothing that the holder of the client's secret could sign as well."""
SECONDS = 10
"""How long the provider has for an answer."""
_LEEWAY = 60


class OpenIdError(DocketError):
    """That the provider has let nobody in, in a sentence."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of the provider in somebody's name: only who has this can use its answer."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Provider:
    """An OpenID provider and what we are to it. Only it and the endpoints that it names are asked; each over TLS, or on
    the provider's own host where that is this machine."""

    issuer: str
    client_id: str
    client_secret: str

    def begin(self, back: str) -> tuple[str, Asked]:
        """Where to send a browser, and what is to be kept of that; it comes back to `back`. Raises OpenIdError."""
        asked = Asked(*(secrets.token_urlsafe(48) for _ in range(3)))
        with self._client(back) as client:
            endpoint = self._endpoint(self._metadata(client), "authorization_endpoint")
            url, _ = client.create_authorization_url(
                endpoint, state=asked.state, nonce=asked.nonce, code_verifier=asked.verifier
            )
        return str(url), asked

    def finish(self, code: str, back: str, asked: Asked, now: dt.datetime) -> str:
        """The verified address of whom the provider has signed in. Raises OpenIdError."""
        with self._client(back) as client:
            metadata = self._metadata(client)
            try:
                token = client.fetch_token(
                    self._endpoint(metadata, "token_endpoint"),
                    code=code,
                    code_verifier=asked.verifier,
                    allow_redirects=False,
                )
            except (AuthlibBaseError, RequestException, ValueError) as error:
                raise OpenIdError(f"the provider gave no token: {error}") from None
            keys = self._json(client, self._endpoint(metadata, "jwks_uri"))
            access = token.get("access_token")
            claims = self._claims(str(token.get("id_token", "")), keys, asked, access, now)
            if "email" not in claims and "userinfo_endpoint" in metadata and access:
                endpoint = self._endpoint(metadata, "userinfo_endpoint")
                told = self._json(client, endpoint, {"Authorization": f"Bearer {access}"})
                claims = told if told.get("sub") == claims["sub"] else {}
        email = claims.get("email")
        if not isinstance(email, str) or claims.get("email_verified") is not True:
            raise OpenIdError("the provider vouches for no mail address of yours")
        return email

    def _client(self, back: str) -> OAuth2Session:
        return OAuth2Session(
            self.client_id,
            self.client_secret or None,
            token_endpoint_auth_method="client_secret_basic" if self.client_secret else "none",
            scope="openid email",
            redirect_uri=back,
            code_challenge_method="S256",
            default_timeout=SECONDS,
        )

    def _metadata(self, client: OAuth2Session) -> Mapping[str, Any]:
        """What the provider says of itself (OpenID Connect Discovery 1.0)."""
        said = self._json(client, f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if said.get("issuer") != self.issuer:
            raise OpenIdError(f"the provider calls itself {said.get('issuer')!r}, not {self.issuer!r} as in web.oidc")
        return said

    def _endpoint(self, metadata: Mapping[str, Any], name: str) -> str:
        url = metadata.get(name)
        if not isinstance(url, str) or not is_safe(url):
            raise OpenIdError(f"the provider has no {name} that is https")
        ours, theirs = urlsplit(self.issuer), urlsplit(url)
        if theirs.scheme != "https" and (ours.scheme, ours.netloc) != (theirs.scheme, theirs.netloc):
            raise OpenIdError(f"the provider has no {name} that is https")
        return url

    def _json(self, client: OAuth2Session, url: str, headers: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        try:
            answer = client.get(url, withhold_token=True, headers=headers, allow_redirects=False)
            value = answer.json() if answer.status_code == 200 else None
        except (RequestException, ValueError):
            raise OpenIdError("the provider cannot be reached, or says nothing that can be read") from None
        if not isinstance(value, dict):
            raise OpenIdError(f"the provider answered with status {answer.status_code}, and not what was asked for")
        return value

    def _claims(
        self, id_token: str, keys: Mapping[str, Any], asked: Asked, access: object, now: dt.datetime
    ) -> Mapping[str, Any]:
        """What an ID token says, once it is seen to be for us, from the provider, and the answer to what was asked."""
        wanted = {"iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True, "value": self.client_id}}
        held = {"nonce": asked.nonce, "client_id": self.client_id, "access_token": access}
        try:
            token = jwt.decode(id_token, KeySet.import_key_set(dict(keys)), algorithms=list(ALGORITHMS))  # type: ignore[arg-type]
            claims = CodeIDToken(token.claims, token.header, wanted, held)
            claims.validate(now=int(now.timestamp()), leeway=_LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise OpenIdError(f"the provider's word on who you are does not hold: {error}") from None
        return dict(claims)
