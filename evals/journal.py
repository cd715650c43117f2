"""What a run has answered so far, in a file, so that a killed run goes on where it stopped."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from evals.types import Reply


class Journal:
    """The replies of a run, one JSON line each, appended as they come; threads may share it.

    The first line names what was run (``fingerprint``: program, index, systems). A journal of something else is not
    gone on with but begun anew. A last line that was cut off is left out.
    """

    def __init__(self, path: Path, fingerprint: Mapping[str, Any]) -> None:
        self.path = path
        self._fingerprint = json.loads(json.dumps(fingerprint))
        self._lock = threading.Lock()
        self._entries = self._read()
        self.resumed = len(self._entries)

    def find(self, key: str) -> tuple[Reply, float, str] | None:
        """The reply, seconds and failure noted under ``key``."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        return _REPLY.validate_python(entry["reply"]), float(entry["seconds"]), str(entry["failure"])

    def note(self, key: str, reply: Reply, seconds: float, failure: str) -> None:
        """Append an entry; it is on its way to the disk when this returns."""
        entry = {"key": key, "reply": _REPLY.dump_python(reply, mode="json"), "seconds": seconds, "failure": failure}
        line = json.dumps(entry, ensure_ascii=False, default=str) + "\n"
        with self._lock:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            new = not self.path.exists()
            with self.path.open("a", encoding="utf-8", errors="backslashreplace") as file:
                if new:
                    file.write(json.dumps({"fingerprint": self._fingerprint}, ensure_ascii=False) + "\n")
                file.write(line)

    def close(self) -> None:
        """The run is complete: its report takes the journal's place."""
        self.path.unlink(missing_ok=True)

    def _read(self) -> dict[str, Any]:
        try:
            lines = self.path.read_text(encoding="utf-8").split("\n")
            same = json.loads(lines[0])["fingerprint"] == self._fingerprint
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError):
            same, lines = False, []
        if not same:
            self.path.unlink(missing_ok=True)
            return {}
        entries = {}
        whole = [lines[0]]
        for line in lines[1:]:
            try:
                entry = json.loads(line)
                _REPLY.validate_python(entry["reply"])
            except (ValueError, KeyError, TypeError, ValidationError):
                continue
            entries[entry["key"]] = entry
            whole.append(line)
        # Without this, the next entry would be written behind half a line.
        self.path.write_text("\n".join(whole) + "\n", encoding="utf-8")
        return entries


_REPLY = TypeAdapter(Reply)
