"""What an amount is, by exclusion: every reason adds its weight to the slots that it speaks for, the heaviest slot wins.

`NOTHING` is a slot as well: an amount of a cost, of somebody else, or one that is only said again.
"""

from __future__ import annotations

from collections.abc import Mapping

NOTHING = ""
THEIRS = ("budget", "target_price", "deal_amount", NOTHING)
OURS = ("our_quote", "deal_amount", NOTHING)

_HEARD, _USUAL, _FAR = 1.0, -2.5, 5.0
"""What the learned model's odds weigh; those of any message; how far from them is as far as can be."""
THEIR_WEIGHTS: Mapping[str, tuple[float, float, float, float]] = {
    # the customer's       budget target deal nothing
    "said": (0.0, 0.0, 0.0, 1.9),
    "bare": (0.0, 0.0, 0.0, 0.3),
    "money_pot": (4.0, 0.0, 0.0, 0.0),
    "money_grant": (2.5, 0.0, 0.0, 0.0),
    "money_boss": (1.0, 0.0, 0.3, 0.0),
    "money_told": (5.0, 0.0, 0.0, 0.0),
    "money_cap": (2.0, 1.2, 0.0, 0.0),
    "money_only": (2.0, 0.0, 0.0, 0.0),
    "money_bid": (0.0, 3.0, 0.0, 0.0),
    "money_lower": (0.0, 3.0, 0.0, 0.0),
    "money_wish": (0.0, 2.0, 0.0, 0.0),
    "money_yours": (0.0, 0.0, 0.0, 4.0),
    "money_deal": (0.0, 0.0, 4.0, 0.0),
    "money_firm": (0.0, 0.0, 4.0, 0.0),
    "money_paid": (0.0, 0.0, 9.0, 0.0),
    "money_total": (0.7, 0.0, 1.0, 0.0),
    "money_else": (0.0, 0.0, 0.0, 5.0),
    "budget_asked": (5.0, 0.0, 0.0, 0.0),
    "wish_asked": (0.0, 4.0, 0.0, 0.0),
    "price_asked": (0.0, 0.5, 0.0, 0.0),
    "beside_budget": (1.5, 0.0, 0.0, 0.0),
    "own_phase": (2.2, 0.0, 0.0, 0.0),
    "next_pot": (3.0, 0.0, 0.0, 0.0),
    "corrects_budget": (4.5, 0.0, 0.0, 0.0),
    "corrects_target": (0.0, 4.5, 0.0, 0.0),
    "answerable": (3.0, 0.0, 0.0, 0.0),
    "reckoned": (0.0, 0.0, 0.0, 5.0),
    "beside_ours": (0.0, 0.0, 0.0, 9.0),
    "held_to": (2.0, 0.0, 0.0, 0.0),
    "no_more": (2.0, 2.0, 0.0, 0.0),
    "offered": (0.0, 6.0, 0.0, 0.0),
    "own_purse": (7.0, 0.0, 0.0, 0.0),
    "boss_caps": (2.0, 0.0, 0.0, 0.0),
    "purse_range": (4.0, 0.0, 0.0, 0.0),
    "in_parts": (0.0, 0.0, 0.0, 6.0),
    "part_of": (-2.0, 0.0, 0.0, 0.0),
    "authority": (0.0, 0.0, 0.0, 9.0),
    "pressure": (0.0, 2.5, 0.0, 0.0),
    "below_ours": (-0.5, 2.5, 0.0, 0.0),
    "short": (0.0, 1.0, 0.0, 0.0),
    "handed_down": (3.0, 0.0, 0.0, 0.0),
    "how_about": (0.0, 3.0, 0.0, 0.0),
    "yours_capped": (-1.5, 2.5, 0.0, 0.0),
    "bids": (0.0, 2.5, 0.0, 0.0),
    "a_step": (0.0, 2.5, 0.0, 0.0),
    "not_yet": (0.0, 0.0, -4.0, 0.0),
    "for_one": (-0.5, 1.5, 0.0, 0.0),
    "for_one_capped": (-1.5, 2.0, 0.0, 0.0),
    "for_a_head": (3.0, 0.0, 0.0, 0.0),
    "ours_again": (0.0, 0.0, 0.0, 5.0),
    "accepted": (0.0, 0.0, 12.0, 0.0),
    "total_of_ours": (0.0, 0.0, 2.5, 0.0),
    "whole": (0.0, 0.0, 3.5, 0.0),
    "acted": (0.0, 0.0, 2.5, 0.0),
    "settled_at": (-4.0, -3.0, 7.0, 0.0),
    "ordered_at": (0.0, 0.0, 4.0, 0.0),
    "signed_lately": (-2.0, -2.0, 2.5, 0.0),
    "too_dear": (0.0, 0.0, 0.0, 8.0),
    "of_a_class": (4.5, 0.0, 0.0, 0.0),
    "budget_moved": (4.5, 0.0, 0.0, 0.0),
    "named_budget": (3.0, 0.0, 0.0, 0.0),
    "buys": (3.5, 0.0, 0.0, 0.0),
    "designed_for": (8.0, 0.0, 0.0, 0.0),
    "refused": (-7.0, 0.0, 0.0, 9.0),
    "target": (-7.0, 6.0, 0.0, 0.0),
    "asks": (0.0, 0.0, 0.0, 2.5),
    "supposed": (0.0, 0.0, 0.0, 9.0),
    "then_just": (0.0, 0.0, 4.0, 0.0),
    "pieces": (0.0, 0.0, 0.0, 9.0),
    "measured": (0.0, 0.0, 0.0, 9.0),
    "doubtful": (0.0, 0.0, -6.0, 0.0),
    "of_others": (0.0, 0.0, 0.0, 12.0),
    "difference": (0.0, 0.0, 0.0, 16.0),
}
OUR_WEIGHTS: Mapping[str, tuple[float, float, float]] = {
    # ours                 quote  deal nothing
    "said": (2.2, 0.0, 2.0),
    "bare": (-0.5, 0.0, 0.0),
    "money_quote": (2.5, 0.0, 0.0),
    "for_one": (2.8, 0.0, 0.0),
    "given": (1.5, 0.0, 0.0),
    "a_step": (2.0, 0.0, 0.0),
    "whole": (2.0, 0.0, 0.0),
    "settled": (0.0, 0.0, 1.0),
    "price_asked": (2.0, 0.0, 0.0),
    "haggled": (1.5, 0.0, 0.0),
    "like_a_price": (1.5, 0.0, 0.0),
    "placed": (1.5, 0.0, 0.0),
    "confirms": (4.0, 0.0, 0.0),
    "below_ours": (0.5, 0.0, 0.0),
    "corrects": (2.5, 0.0, 0.0),
    "money_pot": (0.0, 0.0, 4.0),
    "money_deal": (0.0, 5.5, 0.0),
    "money_paid": (0.0, 12.0, 0.0),
    "money_total": (0.5, 1.0, 0.0),
    "signed_lately": (-1.5, 3.0, 0.0),
    "money_else": (0.0, 0.0, 6.0),
    "money_cannot": (0.0, 0.0, 9.0),
    "money_ask": (0.0, 0.0, 9.0),
    "proposed": (5.0, 0.0, 0.0),
    "either_purse": (0.0, 0.0, 9.0),
    "echo": (0.0, 0.0, 8.0),
    "designed_for": (0.0, 0.0, 12.0),
    "gives_in": (9.0, 0.0, 0.0),
    "accepted": (0.0, 14.0, 0.0),
    "asks": (-1.0, -2.0, 3.0),
    "supposed": (0.0, 0.0, 9.0),
    "doubtful": (0.0, -6.0, 0.0),
    "pieces": (0.0, 0.0, 9.0),
    "measured": (0.0, 0.0, 9.0),
    "range": (0.0, 0.0, 12.0),
    "of_others": (0.0, 0.0, 12.0),
    "difference": (0.0, 0.0, 12.0),
}


def weigh(reasons: Mapping[str, float], *, ours: bool, heard: Mapping[str, float]) -> tuple[str, float]:
    """The slot (empty: none), and by how much it outweighs the next best. `heard`: each slot's odds (`sifting.of_money`)."""
    slots: tuple[str, ...] = OURS if ours else THEIRS
    table: Mapping[str, tuple[float, ...]] = OUR_WEIGHTS if ours else THEIR_WEIGHTS
    rows = [(table[name], strength) for name, strength in reasons.items() if name in table and strength]
    sums = [
        sum(row[place] * strength for row, strength in rows) + _HEARD * max(-_FAR, min(_FAR, heard.get(slot, _USUAL) - _USUAL))
        for place, slot in enumerate(slots)
    ]
    best = max(range(len(slots)), key=lambda place: (sums[place], -place))
    return slots[best], sums[best] - max(value for place, value in enumerate(sums) if place != best)
