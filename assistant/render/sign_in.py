"""The sign-in page: plain HTML, without a script, in the page's own look."""

from __future__ import annotations

from importlib.resources import files

from assistant.render.labels import LABELS
from assistant.render.markup import escape
from assistant.types import Language

_WORDS = {
    "zh": {
        "title": "登录",
        "name": "用户名",
        "password": "密码",
        "enter": "登录",
        "failed": "用户名或密码不正确。请核对后重试；多次输错须等待几分钟。忘记密码请联系管理员。",
        "other": "English",
    },
    "en": {
        "title": "Sign in",
        "name": "User name",
        "password": "Password",
        "enter": "Sign in",
        "failed": "The name or the password is wrong. Check them and try again; after several failures wait a few "
        "minutes. An administrator can set a new password.",
        "other": "中文",
    },
}


def render_sign_in(language: Language, *, failed: bool = False, name: str = "") -> str:
    """The page as an HTML document; ``failed`` says that the last try was wrong, ``name`` what was typed then."""
    words, product = _WORDS[language], LABELS[language].product
    style = (files("assistant.render") / "static" / "sign_in.css").read_text(encoding="utf-8")
    alert = f'<p class="failed" role="alert">{escape(words["failed"])}</p>' if failed else ""
    other = "en" if language == "zh" else "zh"
    return (
        f'<!doctype html><html lang="{"zh-CN" if language == "zh" else "en"}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(words['title'])} · {escape(product)}</title><style>{style}</style></head><body><main>"
        f'<p class="brand"><span aria-hidden="true">规</span>{escape(product)}</p><h1>{escape(words["title"])}</h1>'
        f'{alert}<form method="post" action="login"><input type="hidden" name="lang" value="{language}">'
        f'<label>{escape(words["name"])}<input name="name" value="{escape(name)}" autocomplete="username" required '
        f'maxlength="40"{"" if failed else " autofocus"}></label>'
        f'<label>{escape(words["password"])}<input name="password" type="password" autocomplete="current-password" '
        f'required maxlength="200"{" autofocus" if failed else ""}></label>'
        f'<button type="submit">{escape(words["enter"])}</button></form>'
        f'<p class="other"><a href="login?lang={other}">{escape(words["other"])}</a></p></main></body></html>'
    )
