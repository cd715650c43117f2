"""Signing in: as soon as there are users, every request needs a session; without users there is nothing to see here."""

from __future__ import annotations

from typing import Annotated

import anyio.to_thread
from fastapi import FastAPI, Form, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.page.identity import SCOPE_KEY, Viewer, read_cookies
from assistant.render.sign_in import render_sign_in
from assistant.store.accounts import LONGEST_PASSWORD, Accounts
from assistant.types import Language

SESSION_COOKIE = "planqa_session"
_OPEN = ("/login", "/favicon.ico", "/manifest.json")
"""What needs no session; browsers fetch a manifest without cookies, and it holds only the page's name."""


class SignInMiddleware:
    """Lets only those in who have a session; stands behind ``VisitorMiddleware`` and overrules it."""

    def __init__(self, application: ASGIApp, accounts: Accounts) -> None:
        self.application = application
        self.accounts = accounts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or not await anyio.to_thread.run_sync(self.accounts.exist):
            await self.application(scope, receive, send)
            return
        token = read_cookies(scope).get(SESSION_COOKIE, "") or _read_bearer(scope)
        user = await anyio.to_thread.run_sync(self.accounts.find, token)
        if user is not None:
            scope[SCOPE_KEY] = Viewer(f"user:{user.id}", user.name, user.role)
            await self.application(scope, receive, send)
        elif scope["path"] in _OPEN:
            await self.application(scope, receive, send)
        else:
            await self._refuse(scope)(scope, receive, send)

    def _refuse(self, scope: Scope) -> Response:
        wants_page = scope.get("method") == "GET" and "text/html" in Headers(scope=scope).get("accept", "")
        if wants_page and not scope["path"].startswith("/api/"):
            return RedirectResponse("/login", status_code=303)
        return JSONResponse(
            {
                "error": "请先登录：/login；程序请在请求头中带 Authorization: Bearer 令牌（planqa user token）",
                "error_en": "Sign in first: /login, or send a token: Authorization: Bearer …",
            },
            status_code=401,
        )


def _read_bearer(scope: Scope) -> str:
    """The token of a program, which has no cookies (``planqa user token``)."""
    kind, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def add_sign_in(application: FastAPI, accounts: Accounts) -> None:
    """Serve ``/login`` and ``/logout``."""

    @application.get("/login", include_in_schema=False)
    def show(lang: str = "zh") -> Response:
        if not accounts.exist():
            return RedirectResponse("/", status_code=303)
        return HTMLResponse(render_sign_in(_read_language(lang)))

    @application.post("/login", include_in_schema=False)
    def sign_in(
        request: Request,
        name: Annotated[str, Form(max_length=100)] = "",
        password: Annotated[str, Form(max_length=LONGEST_PASSWORD)] = "",
        lang: Annotated[str, Form()] = "zh",
    ) -> Response:
        token = accounts.sign_in(name, password)
        if token is None:
            return HTMLResponse(render_sign_in(_read_language(lang), failed=True, name=name), status_code=403)
        response = RedirectResponse("/", status_code=303)
        secure = request.url.scheme == "https"
        # Without an age of its own the cookie goes with the browser; the session ends on the server, unused.
        response.set_cookie(SESSION_COOKIE, token, httponly=True, samesite="lax", secure=secure)
        return response

    @application.post("/logout", include_in_schema=False)
    def sign_out(request: Request) -> Response:
        accounts.sign_out(request.cookies.get(SESSION_COOKIE, ""))
        response = RedirectResponse("/login", status_code=303)
        response.delete_cookie(SESSION_COOKIE)
        return response


def _read_language(text: str) -> Language:
    return "en" if text == "en" else "zh"
