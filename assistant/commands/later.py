"""Verbs that the command line already knows and a later version will carry out."""

from __future__ import annotations

import argparse

from assistant.console import Console
from assistant.settings import Settings

WRONG_USAGE = 2


def announce_verb(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Say that the verb comes with a later version."""
    console.say(
        f"planqa {options.verb}：此功能将在以后的版本提供。",
        f"planqa {options.verb}: this capability comes with a later version.",
    )
    return WRONG_USAGE
