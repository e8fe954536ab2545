"""A document by its content, not its name: who reads it, or why nobody can."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from importlib import import_module
from typing import TYPE_CHECKING

from roadmap_cli.errors import NotInstalledError
from roadmap_cli.exchange.importing import page, pasted
from roadmap_cli.exchange.importing.header import Document, UnreadableDocumentError

if TYPE_CHECKING:
    from pathlib import Path

_MEGABYTE = 1024 * 1024
_MAX_MEGABYTES = 64
_MAX_UNPACKED = 256  # megabytes; a zip may say little and hold much
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(r"\s*(<!doctype html|<html|<table|<meta|<\?xml[^>]*>\s*<html)", re.IGNORECASE)
_SAVE = "откройте его и сохраните как .docx или .xlsx"
_DAMAGED = "файл повреждён; попросите прислать его ещё раз или откройте и сохраните заново"
_KNOWN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", f"это PDF, в нём нет ячеек таблицы; найдите исходный файл или {_SAVE}"),
    (b"{\\rtf", f"это формат RTF; {_SAVE}"),
    (b"MIME-Version:", f"это веб-архив; {_SAVE}"),
    (b"\x89PNG", "это рисунок; нужен сам документ .docx или .xlsx"),
    (b"\xff\xd8\xff", "это фотография; нужен сам документ .docx или .xlsx"),
)


def load(path: Path) -> bytes:
    """Read a document's bytes.

    Raises:
        UnreadableDocumentError: there is no such file, or it cannot be read.

    """
    try:
        reason = _why_not_read(path)
        if reason is None:
            return path.read_bytes()
    except OSError:
        reason = "система не даёт его прочитать; проверьте права на файл"
    raise UnreadableDocumentError(str(path), reason)


def _why_not_read(path: Path) -> str | None:
    """Tell why a file is not to be read, with what to do; None where it is."""
    if not path.exists():
        return "такого файла нет; проверьте имя"
    if not path.is_file():
        return "это папка или устройство; проверьте имя"
    if path.stat().st_size > _MAX_MEGABYTES * _MEGABYTE:
        return f"он больше {_MAX_MEGABYTES} МБ; сохраните план отдельно"
    return None


def read(name: str, raw: bytes) -> Document:
    """Read a document's rows, whatever its name ends with.

    Raises:
        UnreadableDocumentError: nothing can be read, with what to do.
        NotInstalledError: the packages that read Word and Excel are not installed.

    """
    if not raw.strip():
        raise UnreadableDocumentError(name, "он пуст; проверьте, тот ли это файл")
    for begin, reason in _KNOWN:
        if raw.startswith(begin):
            raise UnreadableDocumentError(name, reason)
    if raw.startswith(_OLD_OFFICE):
        raise UnreadableDocumentError(name, _old_office(raw))
    if raw.startswith(b"PK"):
        return _packed(name, raw)
    text = pasted.decode(raw, name)
    if _HTML.match(text):
        return Document(name, page.rows(text))
    return Document(name, pasted.rows(text, name), physical=False)


def _old_office(raw: bytes) -> str:
    """Say why: an old form, or a new one encrypted, which is wrapped in the old."""
    if _ENCRYPTED in raw:
        return "он защищён паролем; откройте его и сохраните без пароля"
    return f"это старый формат Word или Excel (.doc, .xls); {_SAVE}"


def _packed(name: str, raw: bytes) -> Document:
    """Read a .docx or .xlsx, which are archives."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            contents = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise UnreadableDocumentError(name, _DAMAGED) from None
    unpacked = sum(part.file_size for part in contents)
    if unpacked > _MAX_UNPACKED * _MEGABYTE:
        raise UnreadableDocumentError(name, "внутри он слишком велик для плана")
    parts = {part.filename for part in contents}
    if "word/document.xml" in parts:
        return _office(name, raw, "word")
    if "xl/workbook.xml" in parts:
        return _office(name, raw, "excel")
    if "content.xml" in parts:
        raise UnreadableDocumentError(name, f"это OpenDocument; {_SAVE}")
    raise UnreadableDocumentError(name, f"это не документ Word или Excel; {_SAVE}")


def _office(name: str, raw: bytes, reader: str) -> Document:
    """Read by a module that is slow to load, and may not be installed."""
    try:
        module = import_module(f"{__package__}.{reader}")
    except ImportError:
        raise NotInstalledError("документ не прочитан", "office") from None
    try:
        # parts of a sheet that nobody needs here are warned of
        with warnings.catch_warnings(action="ignore"):
            rows = module.rows(io.BytesIO(raw))
    except Exception:  # noqa: BLE001  # a damaged document may fail anywhere in these libraries
        raise UnreadableDocumentError(name, _DAMAGED) from None
    return Document(name, rows)
