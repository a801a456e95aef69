"""Writing a file so that it is there whole or not at all. Knows nothing of what is written."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def replacing(target: Path) -> Iterator[IO[str]]:
    """A UTF-8 stream whose content becomes the file when the block ends well; after an error the old file stands.

    The target of a link is replaced, not the link, and its permissions are kept. What is no regular file (a device, a pipe)
    is written directly. Errors: OSError.
    """
    real = Path(os.path.realpath(target))
    if real.exists() and not real.is_file():
        with real.open("w", encoding="utf-8", newline="") as out:
            yield out
        return
    # A name of its own, so that two writers do not meet; in the same folder, so that the last step cannot be half done.
    handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
    part = Path(name)
    try:
        with open(handle, "w", encoding="utf-8", newline="") as out:  # noqa: PTH123  # An open handle, not a path.
            yield out
        if real.exists():
            shutil.copymode(real, part)
        else:
            mask = os.umask(0)
            os.umask(mask)
            part.chmod(0o666 & ~mask)
        part.replace(real)
    finally:
        part.unlink(missing_ok=True)
