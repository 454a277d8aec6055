"""A fact in the plain form that a label has: its field, its norm, its value (NLP.md 6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from bot.nlp.entities import plain
from bot.nlp.facts import JSON, Fact

Norm = tuple[str, str, JSON]
"""field, norm, value: `("budget", "500000 CNY", {"currency": "CNY", "amount": 500000.0})`"""


def norm(fact: Fact) -> Norm:
    """Of every kind that has a field. Money is told in yuan, or in units of its currency."""
    return _FIELDS.get(fact.kind, _one_word)(fact)


def pot(low: int | None, high: int | None, approx: bool, currency: str = "CNY") -> str:
    """500000 CNY, ~350000 CNY, 250000..300000 CNY, <=50000 CNY, >=50000 CNY, of amounts in fen; 20000 USD, of cents."""
    if low is None or high is None:
        return f"<={_money(high, currency)}" if high is not None else f">={_money(low or 0, currency)}"
    if low != high:
        return f"{_number(low)}..{_money(high, currency)}"
    return f"{'~' if approx else ''}{_money(high, currency)}"


def _one_word(fact: Fact) -> Norm:
    """A name, a number, a state: it is its own norm."""
    (word,) = fact.value.values()
    return fact.kind, str(word), word


def _pot(fact: Fact) -> Norm:
    low, high, approx = fact.value["low"], fact.value["high"], bool(fact.value["approx"])
    ends = {"amount": _yuan(high)} if low == high else {"low": _yuan(low), "high": _yuan(high)}
    return fact.kind, pot(low, high, approx, fact.currency), {"currency": fact.currency, **ends}


def _amount(fact: Fact) -> Norm:
    fen = fact.value["amount"]
    return fact.kind, _money(fen, fact.currency), {"currency": fact.currency, "amount": _yuan(fen)}


def _product(fact: Fact) -> Norm:
    name, count, unit = fact.value["name"], fact.value["quantity"], fact.value["unit"]
    many = "" if count is None else plain(Decimal(str(count)))
    value = {"name": name, "quantity": None if count is None else float(count), "unit": unit or None}
    return "product", f"{name}|{many}|{unit or ''}", value


def _deadline(fact: Fact) -> Norm:
    day, hour = str(fact.value["date"]), fact.value.get("time")
    return "deadline", f"{day}T{hour}" if hour else day, dict(fact.value)


def _competitor(fact: Fact) -> Norm:
    return "competitor", str(fact.value["name"]), {"name": fact.value["name"], "role": fact.value["role"]}


def _rival_price(fact: Fact) -> Norm:
    name, fen, currency = fact.value["name"], fact.value["amount"], fact.currency
    return "competitor_price", f"{name}|{_money(fen, currency)}", {"name": name, "currency": currency, "amount": _yuan(fen)}


def _delta(fact: Fact) -> Norm:
    name, than, share = fact.value["name"], fact.value["than"], fact.value["percent"]
    delta = _money(fact.value["amount"], fact.currency) if share is None else f"{plain(Decimal(str(share)))}%"
    return "competitor_price_delta", f"{name}|{than}|{delta}", {"name": name, "direction": than, "delta": delta}


_FIELDS: Mapping[str, Callable[[Fact], Norm]] = {
    "budget": _pot,
    "target_price": _pot,
    "our_quote": _amount,
    "deal_amount": _amount,
    "product": _product,
    "deadline": _deadline,
    "competitor": _competitor,
    "competitor_price": _rival_price,
    "competitor_delta": _delta,
}


def _number(fen: int) -> str:
    return plain(Decimal(fen) / 100)


def _money(fen: int, currency: str) -> str:
    return f"{_number(fen)} {currency}"


def _yuan(fen: int | None) -> float | None:
    return None if fen is None else fen / 100
