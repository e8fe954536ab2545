"""A document as PDF: LibreOffice makes it out of the Word file, with a profile of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from roadmap_cli.errors import NoProgramError

_NAMES = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_LONGEST = 180  # seconds for a report, on a busy machine too


def of_word(raw: bytes) -> bytes:
    """Turn a document of Word into PDF.

    Raises:
        NoProgramError: LibreOffice is not installed, or lacks the part that reads Word.

    """
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise NoProgramError("PDF не записан: его делает LibreOffice, а он не найден")
    with TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "report.docx"
        source.write_bytes(raw)
        profile = (folder / "profile").as_uri()
        command = [found, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
        environment = {**os.environ, "HOME": name}
        try:
            subprocess.run(  # noqa: S603  # the program found above, on a file of ours
                [*command, "--outdir", name, str(source)],
                check=True,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_LONGEST,
            )
            return source.with_suffix(".pdf").read_bytes()
        except (OSError, subprocess.SubprocessError):
            raise NoProgramError("PDF не записан: LibreOffice не справился") from None
