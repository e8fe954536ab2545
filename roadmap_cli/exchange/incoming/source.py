"""A document by its content, not its name: who reads it, or why nobody can."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from importlib import import_module
from typing import TYPE_CHECKING

from roadmap_cli.errors import NotInstalledError
from roadmap_cli.exchange.incoming import page, pasted
from roadmap_cli.exchange.incoming.rows import Document, UnreadableDocumentError

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 64 * 1024 * 1024
_MAX_UNPACKED = 256 * 1024 * 1024  # a zip may say little and hold much
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(
    r"\s*(<!doctype html|<html|<table|<meta|<\?xml[^>]*>\s*<html)", re.IGNORECASE
)
_SAVE = "откройте его и сохраните как .docx или .xlsx"
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
        if not path.is_file():
            what = "это папка или устройство" if path.exists() else "такого файла нет"
            raise UnreadableDocumentError(str(path), f"{what}; проверьте имя")
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableDocumentError(
                str(path),
                f"он больше {MAX_BYTES // 1024 // 1024} МБ; сохраните план отдельно",
            )
        return path.read_bytes()
    except OSError:
        raise UnreadableDocumentError(
            str(path), "система не даёт его прочитать; проверьте права на файл"
        ) from None


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
    if _ENCRYPTED in raw:
        return "он защищён паролем; откройте его и сохраните без пароля"
    return f"это старый формат Word или Excel (.doc, .xls); {_SAVE}"


def _packed(name: str, raw: bytes) -> Document:
    """Read a .docx or .xlsx, which are archives."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = {each.filename for each in archive.infolist()}
            unpacked = sum(each.file_size for each in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        raise UnreadableDocumentError(name, _DAMAGED) from None
    if unpacked > _MAX_UNPACKED:
        raise UnreadableDocumentError(name, "внутри он слишком велик для плана")
    if "word/document.xml" in parts:
        return _office(name, raw, "word")
    if "xl/workbook.xml" in parts:
        return _office(name, raw, "excel")
    kind = (
        "это OpenDocument"
        if "content.xml" in parts
        else "это не документ Word или Excel"
    )
    raise UnreadableDocumentError(name, f"{kind}; {_SAVE}")


_DAMAGED = (
    "файл повреждён; попросите прислать его ещё раз или откройте и сохраните заново"
)


def _office(name: str, raw: bytes, reader: str) -> Document:
    try:
        module = import_module(
            f"{__package__}.{reader}"
        )  # an optional part, slow to load
    except ImportError:
        raise NotInstalledError("документ не прочитан", "office") from None
    try:
        with warnings.catch_warnings(
            action="ignore"
        ):  # of parts of a sheet that nobody needs here
            rows = module.rows(io.BytesIO(raw))
    except Exception:  # noqa: BLE001  # a damaged document may fail anywhere in these libraries
        raise UnreadableDocumentError(name, _DAMAGED) from None
    return Document(name, rows)
