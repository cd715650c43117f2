"""Who is at the page: an ASGI middleware that finds it out for every request, before anything else runs."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.store.accounts import ROLES, Role

SCOPE_KEY = "planqa.viewer"
VISITOR_COOKIE = "planqa_visitor"
VISITOR_SECONDS = 400 * 24 * 3600
"""The longest that browsers keep a cookie."""
_FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking: ``owner`` is whose conversations they have; ``name`` is "" for a visitor without an account."""

    owner: str
    name: str = ""
    role: Role = "reader"

    def may(self, role: Role) -> bool:
        """Whether this viewer may do what ``role`` may."""
        return ROLES.index(self.role) >= ROLES.index(role)


def read_cookies(scope: Scope) -> Mapping[str, str]:
    """The cookies of a request; none where they cannot be read."""
    try:
        jar = SimpleCookie(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


def name_visitor(token: str) -> Viewer:
    """The visitor that a cookie's ``token`` stands for; the database holds only its hash."""
    return Viewer("visitor:" + hashlib.sha256(token.encode()).hexdigest()[:32])


class VisitorMiddleware:
    """Tells visitors apart by a cookie, so that each has conversations of their own without signing in.

    ``role`` is what they may do: on a page that only this machine can open it is everything, but never for a request
    that a proxy passed on.
    """

    def __init__(self, application: ASGIApp, role: Role = "reader") -> None:
        self.application = application
        self.role: Role = role

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.application(scope, receive, send)
            return
        known = read_cookies(scope).get(VISITOR_COOKIE, "")
        token = known if len(known) >= 32 else secrets.token_urlsafe(32)
        headers = Headers(scope=scope)
        role: Role = "reader" if any(name in headers for name in _FORWARDED) else self.role
        scope[SCOPE_KEY] = Viewer(name_visitor(token).owner, "", role)

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and token != known:
                secure = "; Secure" if scope.get("scheme") == "https" else ""
                cookie = f"{VISITOR_COOKIE}={token}; Max-Age={VISITOR_SECONDS}; Path=/; HttpOnly; SameSite=Lax{secure}"
                MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        await self.application(scope, receive, send_with_cookie)
