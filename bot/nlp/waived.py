"""Where the customer says that the price is no matter (钱不打紧, 贵点我也不计较, 你们还便宜一千多, 比我预想的还低)."""

from __future__ import annotations

from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late

_OPEN = late(
    r"[^,。;!? ]{0,2}(?:的话|就[签定买下能行]|才|吗|么\Z|不\Z)|[再谈]|商量|一?[点些]?低|[一二两三四五六七八九十几好\d]"
)
"""Behind such words: 价格可以再谈, 价格合适的话 and 那不是贵一万多 leave it open."""
_IF = late(r"(?:如果|要是|只要|假如|除非|等)[^,。;!? ]{0,4}\Z")
_CHEAPER = late(
    r"(?<![比跟较])(?:你们?|[你您]家|贵[司方]|你们?这)(?:[的这那]?(?:边|价格?|价钱|报价|报的))?"
    r"(?:[还倒更又也都是算要]|反[而倒]|其实|已经|比[^,。;!? 你您]{1,5}?){0,3}"
    r"(?:便宜|实惠|划算|合算|更?低|(?<=还)便宜一?[点些])(?!些?[点吗吧嘛不行呗么]|一点[吗吧嘛不行呗么]|[的些]?话)"
)
"""We are the cheaper; 你们还能便宜点吗 and 你们再低点 ask."""
_DEARER = late(
    r"(?<![你您][们家])虽然?(?:是|说)?贵|比[你您]们?家?的?[还更要都]?(?:贵|高)|(?<![比跟较和])"
    r"(?:他们?|她们?|人家|其价|那家)(?:[^,。;!? 比嫌说觉怕]{0,3}更|[还要也都]?)(?:贵|高出)"
    r"(?:[你您]|贵司|咱|[\d一二两三四五六七八九十几好]|不少|多了|[点些]|\Z|(?=[,。;! ]))"
)
"""A rival is; 你们比他们贵 and 人家嫌贵 are none of it."""
_TAKEN = late(
    r"([\d一二三四五六七八九两][\d一二三四五六七八九.万千百十块]{0,11})就\1|[\d万千百][块元一]?[^不\s]?(?:可以?接受|我认|在我心里)"
)
"""Our price, agreed to; 55就是55 insists."""


def unpressed(text: str, lexicon: Lexicon) -> bool:
    """Whether nothing in the message presses on the price; what was said before may."""
    return price(text, lexicon) or _DEARER.search(text) is not None or _TAKEN.search(text) is not None


def price(text: str, lexicon: Lexicon) -> bool:
    """Whether he says so in normalised text."""
    if _CHEAPER.search(text):
        return True
    if not lexicon.says("price_denied", text):
        return False
    found = lexicon.cue("price_denied").finditer(text)
    return any(not _OPEN.match(text, m.end()) and not _IF.search(text, 0, m.start()) for m in found)
