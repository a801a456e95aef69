"""Closed lists of words: a stable code for machines and a Chinese label for readers. Knows none of the lists."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A string enumeration whose members are written `NAME = "code", "标签"`."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        """A member from its code and label; with the code alone Python looks the member up."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member
