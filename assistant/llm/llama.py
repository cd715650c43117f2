"""llama.cpp in this process as a LangChain chat model, over the prebuilt ``xllamacpp`` (the extra ``llm``).

The server object of llama.cpp takes one request at a time here and calls back for every token. Each request runs in a
thread of its own, so that whoever waits for it can give up: at a time limit, or when the iterator is closed.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from assistant.llm.errors import GenerationFailed, GenerationTimedOut
from corpus.errors import ModelUnavailable

CONTEXT_TOKENS = 4096
PROMPT_CACHE_MIB = 256
"""Memory for what prompts begin with; the library's own default is eight gigabytes."""
_PASSED_ON = ("grammar", "response_format", "logprobs", "top_logprobs", "logit_bias", "seed")
"""Options of a request that llama.cpp understands as the OpenAI interface (and its own ``grammar``) has them."""


class ChatLlamaCpp(BaseChatModel):
    """A GGUF file answering chats; loaded at the first request, or by ``load``.

    ``timeout`` is the longest a whole request may take, in seconds. Threads may share it: requests queue up.
    Raises ``ModelUnavailable`` where the file cannot be loaded, ``GenerationFailed`` and ``GenerationTimedOut``.
    """

    model_path: Path
    context_tokens: int = CONTEXT_TOKENS
    threads: int = 0
    temperature: float = 0.0
    max_tokens: int = 400
    timeout: float = 60.0

    _server: Any = PrivateAttr(default=None)
    _lock: threading.Lock = PrivateAttr(default_factory=threading.Lock)
    _turn: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "llama.cpp"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.model_path.stem}

    def load(self) -> None:
        """Read the file now (about five seconds for a gigabyte) rather than at the first request."""
        with self._lock:
            if self._server is None:
                self._server = _open_server(self.model_path, self.context_tokens, self.threads or count_cores())

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        parts = list(self._stream(messages, stop, None, **kwargs))
        text = "".join(str(part.message.content) for part in parts)
        metadata: dict[str, Any] = {"model_name": self.model_path.stem}
        scores = [
            entry
            for part in parts
            for entry in part.message.response_metadata.get("logprobs", {"content": ()})["content"]
        ]
        if scores:
            metadata["logprobs"] = {"content": scores}
        for part in parts:
            metadata.update(
                {
                    key: part.message.response_metadata[key]
                    for key in ("finish_reason", "timings")
                    if key in part.message.response_metadata
                }
            )
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text, response_metadata=metadata))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.load()
        request = {
            "messages": convert_to_openai_messages(messages),
            "temperature": kwargs.get("temperature", self.temperature),
            "max_tokens": kwargs.get("max_tokens", self.max_tokens),
            "stream": True,
            "cache_prompt": True,
            **({"stop": stop} if stop else {}),
            **{name: kwargs[name] for name in _PASSED_ON if name in kwargs},
        }
        for piece in _run_request(self._server, self._turn, request, float(kwargs.get("timeout", self.timeout))):
            chunk = _read_chunk(piece)
            if run_manager and chunk.text:
                run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk


def count_cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _open_server(path: Path, context_tokens: int, threads: int) -> Any:
    try:
        import xllamacpp
    except ImportError as error:
        raise ModelUnavailable(
            "没有安装本地语言模型的运行库（xllamacpp）。",
            "The library that runs local language models (xllamacpp) is not installed.",
            next_step_zh="请运行 pip install 'planqa[llm]'，或把 generator 设为 extractive。",
            next_step_en="Run pip install 'planqa[llm]', or set generator to extractive.",
        ) from error
    if not path.is_file():
        raise ModelUnavailable(
            f"语言模型文件不存在：{path}。",
            f"There is no language model file {path}.",
            next_step_zh="请运行 planqa model pull 下载，或把 generator 设为 extractive。",
            next_step_en="Run `planqa model pull`, or set generator to extractive.",
        )
    settings = xllamacpp.CommonParams()
    settings.model.path = str(path)
    settings.n_ctx = context_tokens
    settings.n_parallel = 1
    for use in (settings.cpuparams, settings.cpuparams_batch):
        use.n_threads = threads
        # Threads that wait for each other in a busy loop lose many times what it saves when others need the cores too.
        use.poll = 0
    settings.warmup = False
    settings.cache_ram_mib = PROMPT_CACHE_MIB
    settings.verbosity = -1
    try:
        return xllamacpp.Server(settings)
    except Exception as error:
        # What the library raises for a damaged file is not documented.
        raise ModelUnavailable(
            f"语言模型无法加载：{path}（{error}）。", f"The language model {path} cannot be loaded ({error})."
        ) from error


def _run_request(
    server: Any, turn: threading.Lock, request: dict[str, Any], timeout: float
) -> Iterator[dict[str, Any]]:
    """The request's pieces as they come; closing the iterator ends the request at its next token."""
    pieces: queue.SimpleQueue[dict[str, Any] | Exception | None] = queue.SimpleQueue()
    unwanted = threading.Event()

    def take(piece: dict[str, Any]) -> bool:
        if not unwanted.is_set():
            pieces.put(piece)
        return unwanted.is_set()

    def work() -> None:
        try:
            # One after the other, so that a request nobody waits for any more costs no time when its turn comes.
            with turn:
                # An error before the first token comes back rather than through the callback.
                if not unwanted.is_set() and (answer := server.handle_chat_completions(request, take)) is not None:
                    pieces.put(answer)
        except Exception as error:
            pieces.put(error)
        pieces.put(None)

    # Not a daemon: one that comes back from C++ after the interpreter's end would bring the whole process down.
    threading.Thread(target=work, name="llama.cpp request").start()
    ends = time.monotonic() + timeout
    try:
        while True:
            piece: dict[str, Any] | Exception | None = None
            with suppress(queue.Empty):
                piece = pieces.get(timeout=max(0.0, ends - time.monotonic()))
                if piece is None:
                    return
            if piece is None:
                raise GenerationTimedOut(timeout)
            if isinstance(piece, Exception):
                raise GenerationFailed(str(piece)) from piece
            if "error" in piece:
                raise GenerationFailed(str(piece["error"].get("message", piece["error"])))
            yield piece
    finally:
        unwanted.set()


def _read_chunk(piece: dict[str, Any]) -> ChatGenerationChunk:
    choice = piece["choices"][0] if piece.get("choices") else {}
    metadata = {
        **({"logprobs": choice["logprobs"]} if choice.get("logprobs") else {}),
        **({"finish_reason": choice["finish_reason"]} if choice.get("finish_reason") else {}),
        **({"timings": piece["timings"]} if piece.get("timings") else {}),
    }
    text = choice.get("delta", {}).get("content") or ""
    return ChatGenerationChunk(message=AIMessageChunk(content=text, response_metadata=metadata))
