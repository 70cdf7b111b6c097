"""Where messages and patches are shown, without the detour over `url_for`: a page has hundreds of these."""

from __future__ import annotations

from flask import request
from markupsafe import Markup
from werkzeug.routing import Map

from .routing import NameConverter

_segment = NameConverter(Map()).to_url


def message_url(message_id: str) -> Markup:
    """The address of the page of a message."""
    return _quoted(f"{request.script_root}/messages/{_segment(message_id)}/")


def patch_url(message_id: str) -> Markup:
    """The address of the page of a patch."""
    return _quoted(f"{request.script_root}/patches/{_segment(message_id)}/")


def _quoted(address: str) -> Markup:
    """An address of which nothing needs to be escaped."""
    return Markup(address)  # noqa: S704
