"""What a file is, by its bytes alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.capture.kinds import DOCX, ENDINGS, PPTX, XLSX, kind_of, mime_of, name_for
from tests.made_files import AMR, EXE, HTML, M4A, OPUS, PDF, SILK, WAV, jpeg, office, old_office, png

HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (jpeg(20, 20), "image/jpeg"),
        (png(), "image/png"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(20), "image/webp"),
        (b"GIF89a" + bytes(20), "image/gif"),
        (HEIC, "image/heic"),
        (PDF, "application/pdf"),
        (office("word/document.xml"), DOCX),
        (office("xl/workbook.xml"), XLSX),
        (office("ppt/presentation.xml"), PPTX),
        (old_office("Root Entry", "WordDocument"), "application/msword"),
        (old_office("Root Entry", "Workbook"), "application/vnd.ms-excel"),
        (old_office("Root Entry", "PowerPoint Document"), "application/vnd.ms-powerpoint"),
        ("预算,50万\n交期,12月".encode(), "text/plain"),
        ("预算，50万".encode("gb18030"), "text/plain"),
        ("型号,误差\nA1,<5mm".encode(), "text/plain"),
        ("张三 <zhang@x.com> 发来报价".encode(), "text/plain"),
        ("<5mm 的都要\n完成 90%! #! <见附件>".encode(), "text/plain"),
        (AMR, "audio/amr"),
        (SILK, "audio/silk"),
        (SILK[1:], "audio/silk"),
        (b"ID3\x03" + bytes(20), "audio/mpeg"),
        (M4A, "audio/mp4"),
        (WAV, "audio/x-wav"),
        (OPUS, "audio/ogg"),
        (MP4, "video/mp4"),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ", "video/quicktime"),
    ],
)
def test_what_is_kept_is_known_by_its_content(content: bytes, mime: str) -> None:
    assert mime_of(content) == mime
    assert mime in ENDINGS


@pytest.mark.parametrize(
    "content",
    [
        EXE,
        b"\x7fELF" + bytes(60),
        HTML,
        b"\xef\xbb\xbf  \n<HTML><body>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        b"<?xml version='1.0'?><svg/>",
        b"<?php system($_GET[0]);",
        b"hello <script src=x></script>",
        b"\n\n <a href=x>",
        b"From: x\nMIME-Version: 1.0",
        b"#!/bin/sh\nrm -rf /",
        b"@echo off\r\ndel *",
        b"{\\rtf1\\ansi}",
        b"%!PS-Adobe",
        b"MIME-Version: 1.0\nContent-Type: multipart/related",
        office("word/document.xml", "word/vbaProject.bin"),
        office("word/document.xml", types="application/vnd.ms-word.document.macroEnabled.main+xml"),
        office("xl/workbook.bin"),
        office("classes.dex"),
        office("word/document.xml", types="x" * 300_000),
        office("word/document.xml")[:-30],
        b"PK\x03\x04" + bytes(80),
        old_office("WordDocument", "_VBA_PROJECT"),
        old_office("EncryptedPackage"),
        old_office("Root Entry"),
        b"Rar!\x1a\x07\x00" + bytes(20),
        b"\x1f\x8b\x08" + bytes(20),
        b"BM" + bytes(60),
        b"\x00\x01\x02\x03",
        b"\xff\xfe\x00text",
    ],
)
def test_everything_else_is_refused(content: bytes) -> None:
    assert mime_of(content) == ""


def test_a_zip_bomb_in_an_office_file_is_not_unpacked() -> None:
    content = office("word/document.xml", fill=60_000_000)
    began = time.perf_counter()

    assert mime_of(content) == DOCX
    assert time.perf_counter() - began < 0.05


@given(st.binary(max_size=300))
def test_any_bytes_have_an_answer(content: bytes) -> None:
    assert mime_of(content) in {"", *ENDINGS}


@pytest.mark.parametrize(
    ("name", "mime", "handed_out"),
    [
        ("合同.pdf", "application/pdf", "合同.pdf"),
        ("合同.PDF", "application/pdf", "合同.PDF"),
        ("合同.png", "application/pdf", "合同.png.pdf"),
        ("清单.csv", "text/plain", "清单.csv"),
        ("清单.bat", "text/plain", "清单.bat.txt"),
        ("pdf", "application/pdf", "pdf.pdf"),
        ("", "image/jpeg", "附件.jpg"),
    ],
)
def test_it_is_handed_out_under_its_own_ending(name: str, mime: str, handed_out: str) -> None:
    assert name_for(name, mime) == handed_out


def test_kinds() -> None:
    assert [kind_of(mime) for mime in ("image/png", "audio/amr", "video/mp4", "application/pdf")] == [
        "image",
        "voice",
        "video",
        "file",
    ]
