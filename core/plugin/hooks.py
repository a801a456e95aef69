"""The hooks: everything a jurisdiction's plugin may say. Values in, values out; no session, request, clock or setting.

Three kinds. An *override* is answered by the plugin or, if it returns None, by the core; None means exactly "no local rule".
A *collect* hook gathers lists. An *observe* hook is told something and returns nothing.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import pluggy

from core.law.calendar import YearNotice
from core.plugin.facts import JurisdictionFacts
from core.procedure.role import Role

PROJECT = "duheng"

implement = pluggy.HookimplMarker(PROJECT)
"""Marks a function of a plugin as the answer to the hook of the same name."""

_spec = pluggy.HookspecMarker(PROJECT)
_Hook = TypeVar("_Hook", bound=Callable[..., Any])


class HookKind(StrEnum):
    """How the answers to a hook are used."""

    OVERRIDE = "override"
    COLLECT = "collect"
    OBSERVE = "observe"


def _override(hook: _Hook) -> _Hook:
    return _mark(hook, HookKind.OVERRIDE)


def _collect(hook: _Hook) -> _Hook:
    return _mark(hook, HookKind.COLLECT)


def _observe(hook: _Hook) -> _Hook:
    return _mark(hook, HookKind.OBSERVE)


def _mark(hook: _Hook, kind: HookKind) -> _Hook:
    HOOK_KINDS[hook.__name__] = kind
    return _spec(hook, firstresult=kind is HookKind.OVERRIDE)


HOOK_KINDS: dict[str, HookKind] = {}
"""The kind of every hook, by name, in the order of this file."""


@_override
def describe_jurisdiction() -> JurisdictionFacts | None:
    """Say who the jurisdiction is.

    Kind: override.
    Returns: the facts; their `code` must be the name of the entry point.
    None means: no local rule; the plugin is then refused, because every one describes itself.
    Raises: nothing.
    Default: none.
    Called when: the plugin is loaded.
    Source: the national list of administrative divisions.
    """


@_override
def role_label(role: Role) -> str | None:
    """Name the office that fills a role in this jurisdiction's texts.

    Kind: override.
    Args: role: a role of the vocabulary.
    Returns: the name as the texts print it, such as 区司法局.
    None means: the texts give the role no name of its own.
    Raises: nothing.
    Default: the role's general label.
    Called when: a rule, paper or page names who acts.
    Source: the jurisdiction's instruments.
    """


@_collect
def register_data_folders() -> Sequence[Path]:
    """Name the folders that hold the jurisdiction's data in the format of docs/jurisdiction-data.md.

    Kind: collect.
    Returns: folders with any of instruments.toml, rules/, enumerations.toml, provisions.toml, readings.toml. The sources of a
        folder name instruments of the same folder.
    Raises: nothing; what is wrong in a file is reported with its file, key and remedy.
    Default: the general entries of the ambiguity register.
    Called when: the plugin is loaded.
    Source: the jurisdiction's instruments.
    """
    return ()


@_observe
def on_calendar_imported(notice: YearNotice) -> None:
    """Learn that the holiday notice of a year was imported.

    Kind: observe.
    Args: notice: the notice as stored.
    Returns: nothing. What an administrator must do now is logged as a warning in Chinese.
    Raises: nothing; what it raises is logged and the import stands.
    Default: none.
    Called when: `duheng calendar import` has stored a notice.
    Source: the jurisdiction's own holidays, where it has any.
    """
