"""The ``planqa`` command: arguments, and what becomes of errors. The work is done in ``assistant.commands``.

Exit codes: 0 done; 1 an error that was named on standard error, with nothing lost; 2 wrong usage; 130 interrupted.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

from assistant.commands.evaluate import add_arguments
from assistant.console import Console, keep_output_clean, prepare_streams, silence_libraries
from assistant.settings import OCR_MODES, load_settings
from assistant.types import Language
from corpus.errors import PlanError

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
Command = Callable[[argparse.Namespace, Any, Console], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code and raises nothing."""
    prepare_streams()
    try:
        options = parse_arguments(sys.argv[1:] if argv is None else argv)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else WRONG_USAGE
    language = cast("Language | None", options.lang)
    debug = bool(options.debug or os.environ.get("PLANQA_DEBUG"))
    silence_libraries(debug=debug)
    with keep_output_clean() as output:
        console = Console(language, output)
        try:
            settings = load_settings(os.environ, options.data)
            console.language = language or settings.language
            code = _find_command(options.run)(options, settings, console)
            output.flush()
        except PlanError as error:
            console.fail(error)
            return _show_trace(debug)
        except KeyboardInterrupt:
            console.say("已中断，已完成的内容没有丢失。", "Interrupted; nothing that was finished is lost.")
            return INTERRUPTED
        except BrokenPipeError:
            # Whoever read the output has enough. Python would complain once more when it closes the stream.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
            return FAILED
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            console.say(
                f"系统错误：{place}{error.strerror or error}", f"System error: {place}{error.strerror or error}"
            )
            return _show_trace(debug)
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            console.say(
                f"程序出错（{reason}）。加 --debug 再运行一次可看到详情。",
                f"The program failed ({reason}). Run it again with --debug to see where.",
            )
            return _show_trace(debug)
        return code


def _show_trace(debug: bool) -> int:
    if debug:
        traceback.print_exc()
    return FAILED


def _find_command(name: str) -> Command:
    """``"module:function"`` within ``assistant.commands``, imported now: most commands need none of the others."""
    module, _, function = name.partition(":")
    return cast("Command", getattr(importlib.import_module(f"assistant.commands.{module}"), function))


def parse_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The command line as a namespace; ``run`` names the command. Exits with code 2 on wrong usage, 0 after help."""
    parser = build_parser()
    return parser.parse_args(argv, argparse.Namespace(data=None, lang=None, debug=False))


def build_parser() -> argparse.ArgumentParser:
    """The parser of all verbs."""
    common = _common_options()
    parser = argparse.ArgumentParser(
        prog="planqa",
        description="规划文件问答：每句话都注明出处。/ Questions and answers over government plans, every claim cited.",
        parents=[common],
    )
    verbs = parser.add_subparsers(dest="verb", metavar="命令/VERB", required=True)

    def add(name: str, run: str, summary: str) -> argparse.ArgumentParser:
        verb = verbs.add_parser(name, help=summary, description=summary, parents=[common])
        verb.set_defaults(run=run)
        return verb

    _add_index(add("index", "index:update_library", "添加或更新文件 / add or update documents"))
    _add_ask(add("ask", "ask:answer_questions", "提问 / ask a question, or a batch of them"))
    search = add("search", "browse:search_plans", "检索原文 / find passages")
    search.add_argument("query", metavar="词句/QUERY")
    search.add_argument("-k", type=_positive, default=8, metavar="N", help="条数 / how many (8)")
    _add_json(search)
    show = add("show", "browse:show_section", "显示章节原文 / print a section's text")
    show.add_argument(
        "section", nargs="+", metavar="章节/SECTION", help="标题，或路径中的词 / title, or words of its path"
    )
    _add_source(show)
    _add_json(show)
    outline = add("outline", "browse:print_outline", "显示文件的章节结构 / print a file's heading tree")
    outline.add_argument("file", type=Path, metavar="文件/FILE")
    _add_reading(outline)
    _add_json(outline)
    user = add("user", "user:manage_users", "网页的用户 / who may sign in to the page")
    user.add_argument(
        "action",
        choices=("add", "list", "password", "role", "remove", "token"),
        metavar="动作/ACTION",
        help="add, list, password, role, remove, token",
    )
    user.add_argument("name", nargs="?", metavar="用户名/NAME")
    user.add_argument("--role", choices=("reader", "editor", "admin"), help="角色（reader）/ role")
    add_arguments(add("eval", "evaluate:run_evaluation", "运行评测集 / run question sets"))
    serve = add("serve", "serve:serve_page", "打开问答网页 / serve the chat page")
    serve.add_argument("--host", help="监听地址（127.0.0.1）/ address to listen on")
    serve.add_argument("--port", type=_port, help="端口（7860，被占用时顺延）/ port; the next free one if it is taken")
    serve.add_argument(
        "--mcp", action="store_true", help="同时提供 MCP 工具服务（/mcp）/ serve tools for agents at /mcp, too"
    )
    _add_generator(serve)
    _add_fit(add("fit", "fit:fit_enterprise", "企业与各区的匹配 / which district fits an enterprise"))
    profile = add("profile", "fit:print_profile", "一个区的产业画像 / what the plan says of one district")
    profile.add_argument("place", metavar="区/PLACE")
    _add_source(profile)
    _add_json(profile)
    model = add("model", "model:manage_models", "管理本地语言模型 / local language models")
    model.add_argument(
        "action",
        choices=("pull", "list", "remove"),
        help="下载（约 1.1 GB）、列出、删除 / fetch (about 1.1 GB), list, delete",
    )
    return parser


def _common_options() -> argparse.ArgumentParser:
    """Options that may stand before or after the verb; without SUPPRESS the verb's default would undo the former."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    group = common.add_argument_group("通用选项 / common options")
    group.add_argument(
        "--data", type=Path, metavar="DIR", help="数据文件夹（PLANQA_DATA，或 data）/ folder of the index and settings"
    )
    group.add_argument("--lang", choices=("zh", "en"), help="提示语言 / language of messages (default: both)")
    group.add_argument("--debug", action="store_true", help="出错时显示详情 / show where an error arose")
    return common


def _add_index(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="路径/PATH", help="文件、文件夹或 zip / files, folders or zip archives"
    )
    parser.add_argument(
        "--remove", nargs="+", default=[], metavar="ID", help="移除的文件（编号或标题）/ ids or titles to remove"
    )
    parser.add_argument("--rebuild", action="store_true", help="全部重建 / read and embed everything again")
    _add_reading(parser)


def _add_reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--password", metavar="密码/PASSWORD", help="加密 PDF 的打开密码（PLANQA_PASSWORD）/ opens encrypted PDFs"
    )
    parser.add_argument(
        "--ocr", choices=OCR_MODES, help="扫描页和图片的文字识别（auto）/ text recognition of scans and pictures"
    )


def _add_ask(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        '批量：每行 {"id", "question", "history": [{"role", "content"}]}，逐行按序输出；有误的行输出 '
        "status=error，并以退出码 1 结束。/ A batch has one JSON object a line and gives one each, in order; a line "
        "that is no question gets the status error in its place, is named on standard error, and makes the exit code 1."
    )
    parser.add_argument("question", nargs="?", metavar="问题/QUESTION", help="- 为标准输入 / - reads standard input")
    parser.add_argument("--batch", metavar="IN.jsonl", help="逐行提问 / one question a line: id, question, history")
    parser.add_argument("--out", metavar="OUT.jsonl", help="批量回答的去处（标准输出）/ where a batch's answers go")
    _add_generator(parser)
    _add_source(parser)
    _add_json(parser)


def _add_fit(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        '批量：每行 {"id", "text"}，逐行按序输出。权重在 settings.toml 的 [fit] 中调整。/ A batch has {"id", "text"} '
        "a line. Weights are changed in the table [fit] of settings.toml."
    )
    parser.add_argument("text", nargs="?", metavar="企业简介/TEXT", help="- 为标准输入 / - reads standard input")
    parser.add_argument("--batch", metavar="IN.jsonl", help="逐行匹配 / one enterprise a line: id, text")
    parser.add_argument("--out", metavar="OUT.jsonl", help="批量结果的去处（标准输出）/ where a batch's results go")
    parser.add_argument("--must", action="append", default=[], metavar="NEED", help="硬性需求 / a hard need, e.g. rail")
    parser.add_argument("--want", action="append", default=[], metavar="NEED", help="一般需求 / a need, e.g. pilot")
    parser.add_argument("--compare", nargs="+", default=[], metavar="区/PLACE", help="对比二至三个区 / compare places")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="另存报告：.docx、.pdf 或 .md / write a report: .docx, .pdf or .md"
    )
    _add_source(parser)
    _add_json(parser)


def _add_generator(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--generator",
        metavar="NAME",
        help="extractive、llama.cpp 或 openai:模型名（PLANQA_GENERATOR）/ what words the answers (extractive)",
    )


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--source", action="append", default=[], metavar="ID", help="只用此文件（可重复）/ only this document"
    )


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError(text)
    return number


if __name__ == "__main__":
    sys.exit(main())
