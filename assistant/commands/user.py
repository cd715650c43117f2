"""``planqa user``: who may sign in to the page. As long as there is nobody, the page asks for no password."""

from __future__ import annotations

import argparse
import getpass
import sys

from assistant.console import Console
from assistant.settings import Settings
from assistant.store.accounts import Accounts
from assistant.store.tables import open_database
from corpus.errors import PlanError

DONE = 0
_ROLES = {
    "reader": ("提问、阅读", "asks and reads"),
    "editor": ("并管理文件", "changes documents too"),
    "admin": ("管理员", "all"),
}


def manage_users(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Add, list, change or remove people."""
    settings.data.mkdir(parents=True, exist_ok=True)
    accounts = Accounts(open_database(settings.database_url))
    if options.action == "list":
        for user in accounts.list_users():
            console.write(f"{user.name}\t{user.role}\t{console.choose(*_ROLES[user.role])}")
        return DONE
    if not options.name:
        raise PlanError("请写出用户名。", "Name the user.")
    if options.action == "add":
        accounts.add(options.name, _read_password(console), options.role or "reader")
        console.say(
            f"已添加用户 {options.name}；网页现在需要登录。", f"Added {options.name}; the page now asks to sign in."
        )
    elif options.action == "token":
        console.write(accounts.issue_token(options.name))
        console.say(
            "在请求头中使用：Authorization: Bearer 令牌；连续 12 小时不用即失效，修改密码或角色也使其失效。",
            "Send it as Authorization: Bearer TOKEN; 12 hours without use or a new password or role end it.",
        )
    elif options.action == "remove":
        accounts.remove(options.name)
        console.say(f"已移除用户 {options.name}。", f"Removed {options.name}.")
    elif options.action == "role":
        if not options.role:
            raise PlanError("请用 --role 写出角色。", "Give the role with --role.")
        accounts.change(options.name, role=options.role)
        console.say(f"{options.name} 的角色已改为 {options.role}。", f"{options.name} is now {options.role}.")
    else:
        accounts.change(options.name, password=_read_password(console))
        console.say(f"{options.name} 的密码已更改。", f"The password of {options.name} was changed.")
    return DONE


def _read_password(console: Console) -> str:
    """Typed twice without being shown; from a pipe its first line. Never an argument, which others could see."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(console.choose("密码：", "Password: "))
    if first != getpass.getpass(console.choose("再输一次：", "Again: ")):
        raise PlanError("两次输入的密码不同。", "The two passwords differ.")
    return first
