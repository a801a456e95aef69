"""The command as a call: its exit code and what it wrote, with a data folder of its own."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from core.cli.main import run


class Ran(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of the user, empty at first."""
    folder = tmp_path / "home"
    monkeypatch.setenv("DUHENG_HOME", str(folder))
    return folder


@pytest.fixture
def duheng(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """`duheng("term", …, stdin=b"")`: one run of the command."""
    assert not home.exists()

    def call(*arguments: str | Path, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as left:
            run([str(argument) for argument in arguments])
        written = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return Ran(left.value.code, written.out, written.err)

    return call


@pytest.fixture
def broken_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The code of an installed plugin that cannot be imported."""
    site = tmp_path / "site"
    metadata = site / "broken_district-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-district\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text("[duheng.jurisdictions]\nbroken = broken_district\n", encoding="utf-8")
    (site / "broken_district.py").write_text("raise RuntimeError('half installed')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(site)
    return "broken"
