"""A screenshot as a small PNG: few colours are enough for a card, its letters' grey edges included."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

from playwright.sync_api import Page

MOST_COLOURS = 20
_QUANTISE = """async ([png, most]) => {
  const bytes = Uint8Array.from(atob(png), (c) => c.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const { width, height } = image;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  const data = context.getImageData(0, 0, width, height).data;
  const counts = new Map();
  const at = (i) => (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
  for (let i = 0; i < data.length; i += 4) counts.set(at(i), (counts.get(at(i)) || 0) + 1);
  const channels = (c) => [c >> 16, (c >> 8) & 255, c & 255, 2 * ((c >> 16) - (c & 255)), 2 * ((c >> 16) - ((c >> 8) & 255))];
  /* A shade of grey may be missed sooner than a tint. */
  const far = (a, b) => { const other = channels(b); return channels(a).reduce((sum, v, i) => sum + (v - other[i]) ** 2, 0); };
  const nearest = (colour, of) => of.reduce((best, p, i) => (far(colour, p) < far(colour, of[best]) ? i : best), 0);
  /* First the colours of whole areas; then each next one is that which most pixels miss most. */
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 4000);
  const palette = sorted.slice(0, most / 2).map(([colour]) => colour);
  const miss = sorted.map(([colour]) => Math.min(...palette.map((p) => far(colour, p))));
  while (palette.length < Math.min(most, sorted.length)) {
    const weight = sorted.map(([, count], i) => miss[i] * Math.sqrt(count));
    const next = weight.reduce((worst, w, i) => (w > weight[worst] ? i : worst), 0);
    palette.push(sorted[next][0]);
    sorted.forEach(([colour], i) => { miss[i] = Math.min(miss[i], far(colour, sorted[next][0])); });
  }
  const known = new Map();
  let packed = "";
  for (let y = 0; y < height; y++) {
    packed += "\\0";
    for (let x = 0; x < width; x++) {
      const colour = at((y * width + x) * 4);
      if (!known.has(colour)) known.set(colour, nearest(colour, palette));
      packed += String.fromCharCode(known.get(colour));
    }
  }
  return { width, height, palette, rows: btoa(packed) };
}"""


def small(page: Page, png: bytes) -> bytes:
    """The same picture in at most `MOST_COLOURS` colours; `page` is any page of a browser, for its decoder."""
    found: dict[str, Any] = page.evaluate(_QUANTISE, [base64.b64encode(png).decode(), MOST_COLOURS])
    head = struct.pack(">IIBBBBB", found["width"], found["height"], 8, 3, 0, 0, 0)
    colours = b"".join(colour.to_bytes(3, "big") for colour in found["palette"])
    rows = zlib.compress(base64.b64decode(found["rows"]), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"PLTE", colours) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
