"""The web application: the Gradio page of ``assistant.page`` at ``/``, behind the headers and checks that guard it."""

from __future__ import annotations

from importlib.metadata import version
from importlib.resources import as_file, files

import gradio as gr
import uvicorn
from fastapi import FastAPI

from assistant.page.api import add_interface
from assistant.page.build import build_page
from assistant.page.desk import Desk
from assistant.page.downloads import add_downloads
from assistant.page.figures import add_task_list
from assistant.page.identity import VisitorMiddleware
from assistant.page.sign_in import SignInMiddleware, add_sign_in
from assistant.page.tools import PATH, add_tools
from assistant.render.frame import read_page_head
from assistant.serving import SecurityHeaders, describe_start, describe_tools, is_local, open_listener
from assistant.store.accounts import Role
from evals.tab import add_eval_tab, add_template

DEFAULT_PORT = 7860
CLOSING_SECONDS = 3
"""How long answers that are being written have to end when the server is told to."""


def build_app(desk: Desk, *, tools: bool = False) -> FastAPI:
    """The web application over ``desk``; ``tools`` serves the tools for agents, too."""
    with as_file(files("assistant.render") / "static" / "favicon.png") as icon:
        # FastAPI's own pages about the interface would be fetched from elsewhere; its description is enough.
        application = FastAPI(
            title="planqa", version=version("planqa"), openapi_url="/api/openapi.json", docs_url=None, redoc_url=None
        )
        add_interface(application, desk)
        if desk.accounts is not None:
            add_sign_in(application, desk.accounts)
        add_downloads(application, desk)
        add_task_list(application, desk)
        add_template(application)
        if tools:
            add_tools(application, desk)
        gr.mount_gradio_app(
            application,
            build_page(desk, add_eval_tab),
            path="/",
            theme=_theme(),
            # In the head rather than as ``css``: Gradio would put its own container in front of every selector.
            head=read_page_head(),
            favicon_path=str(icon),
            footer_links=[],
            run_history=False,
            show_error=False,
            ssr_mode=False,
            pwa=False,
        )
    # The one that is added last is asked first: the headers, then who it is, then whether they may.
    if desk.accounts is not None:
        application.add_middleware(SignInMiddleware, accounts=desk.accounts)
    role: Role = "admin" if is_local(desk.host) else "reader"
    application.add_middleware(VisitorMiddleware, role=role)
    application.add_middleware(SecurityHeaders)
    return application


def _theme() -> gr.themes.Base:
    """Gradio's plainest theme on the page's own fonts: named families only, so that none is fetched."""
    sans = ["Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "system-ui", "sans-serif"]
    return gr.themes.Base(font=sans, font_mono=["ui-monospace", "Consolas", "monospace"], radius_size="sm")


def serve(desk: Desk, port: int | None, *, tools: bool = False) -> None:
    """Serves the page until interrupted, at ``port`` or the next free one, and prints the address.

    Raises ``PlanError`` if no port can be opened on ``desk.host``, or if ``tools`` are wanted and their package is not
    there.
    """
    application = build_app(desk, tools=tools)
    listener = open_listener(desk.host, DEFAULT_PORT if port is None else port)
    with listener:
        # A page that stays open in a browser holds a connection; ending must not wait until it is closed.
        config = uvicorn.Config(application, log_level="warning", timeout_graceful_shutdown=CLOSING_SECONDS)
        server = uvicorn.Server(config)
        bound = int(listener.getsockname()[1])
        print(describe_start(desk.host, port, bound), flush=True)
        if tools:
            print(describe_tools(desk.host, bound, PATH), flush=True)
        server.run(sockets=[listener])
