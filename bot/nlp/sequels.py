"""What is said of the budget right behind it, in words that do not name it: 还没批, 批了, 领导又不批了 (预算的下文)."""

from __future__ import annotations

from bot.nlp.patterns import late

_LEADS = (
    r"(?:刚刚?|又|还|才|已经?|都|现在|昨天|今天|刚才|这次|不过|但是?|可是|估计|可能|要|得|[下本]周|下个?月|月底|年[后底前]|明年|领导|老板"
    r"|财务|董事会|总部|集团|上[面头]|公司|[一-鿿]总|那边|说|给|被|[,。! ]){0,6}"
)
_STATES = (
    (
        "none",
        late(
            rf"{_LEADS}(?:不批了?|不给批|[否毙]了|没(?:同意|批准)|不同意|没了|黄了|泡汤了|取消了|砍[了掉没]|收回去?了)(?![吗么吧没])"
        ),
    ),
    (
        "pending_approval",
        late(
            rf"{_LEADS}(?:(?:[没未待等再在]|(?<=才))(?:能|完全)?(?:批|签字?|过会|上会|审|下来|到位)"
            r"|[差等][^,。;!?\d]{0,6}(?:批|签字?|点头))[呢哦啊的了]?(?=[,。! ]|\Z)"
        ),
    ),
    ("confirmed", late(rf"{_LEADS}(?:批(?:下来|好|完|过)?|签(?:完|好)?字?|下来|过会|通过|到位)了(?![吗么吧没])")),
)


def state(own: str) -> str:
    """Of a message, or a clause, that does not name the budget; empty: it tells nothing of it."""
    return next((name for name, pattern in _STATES if pattern.match(own)), "")
