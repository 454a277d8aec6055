"""A message's own words with its codes hidden, and the dates in them: what several rules ask for, read once."""

from __future__ import annotations

from bot.nlp import contacts, dates
from bot.nlp.dates import Dated
from bot.nlp.text import Said, hide

Reading = tuple[str, list[Dated]]


def dated(said: Said) -> Reading:
    if "dated" not in said.kept:
        text = hide(said.own, contacts.codes(said.own))
        said.kept["dated"] = text, dates.find(text, said.at, said.works)
    reading: Reading = said.kept["dated"]
    return reading
