"""Rivals that are in no lexicon, by how they are spoken of: X家报价42万, 用的是X的, 跟X在比, 比X便宜."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.text import Clause, Said, normalise
from bot.nlp.units import CLASSIFIER

Hit = tuple[str, int, int]
"""Name, and where it stands in the message."""

_NAMED = r"(?P<name>[a-z][a-z0-9&.-]{1,15}|[一-鿿]{2,8}?)"
_AFTER = late(
    r"家?(?:那边|他们|公司)?(?:也|都|才|刚|已经)?(?:给我们|给我|给的|给|的)?"
    r"(?:报价(?!单?[你您帮麻烦再先也重新尽快 ]{0,4}(?:发(?![^,。;!?]{0,4}了)|出一|做一|来一|弄|更新))"
    r"|报了|报的|报过来|报到|报(?=[\d一二三四五六七八九十¥]))"
    r"|家?给(?:我们|我|咱们?)(?:的价格?|报|的报价|的)(?:是|都|才|就)?(?=[\d一二三四五六七八九十])"
    r"|家?(?:的人|的(?:销售|业务员?|代表)|公司|那边)?(?:也|都|上周|昨天|前天|前几天|最近|今天|上午|下午|早上|刚刚?|才|又)+(?:[过跑找]?来|在)(?:过|演示|投标|做|谈|接触|送样|推|找|跟|了|我们)"
    r"|(?:家|那边|他们|家的)(?:的?(?:销售|业务))?(?:说|讲|答应|承诺|愿意|肯|开口)?(?:可以|能|肯|愿意|还)?(?:给我们?)?"
    r"(?:再)?(?:便宜|低(?=[\d一二两三四五六七八九十])|优惠|让利|降价|打[一二三四五六七八九\d]折)"
    r"|(?:那边|他们|家)(?:才|只|就|也)?(?:给|报|要|卖|开|收)(?:到|了|的)?(?=[\d一二两三四五六七八九十])"
    r"|那边(?:才|只|就|也)?(?=\d{1,3}(?:\.\d{1,2})?%)"
    r"|家?的?(?:报价|价格|价)?(?:要|都|还)?(?:比|低于|高于)(?:[你您]们?|贵司)|家?(?:能|要|还)?(?:便宜|贵)了?(?=[\d一二两三四五六七八九十百]{1,6}[万千百块元毛个])"
    r"|(?:打完?折|打折以?|折)后(?:价)?(?=[^,。;!?]{0,4}(?:[比跟和与][你您]|便宜|贵|低|高|差))"
)
_BETWEEN = tuple(
    late(pattern)
    for pattern in (
        rf"(?<!你们)(?<!你家)(?<![以可])(?:用|上|装|买)的(?:都是|就是|是)?{_NAMED}(?:家|公司)?(?:的|系统|设备|产品|软件|$)",
        rf"(?:现在|目前|一直|之前|原来|以前|现|都)(?:在|是)?用(?:的)?(?:是)?{_NAMED}的",
        rf"(?:[一有]家|有个|家公司|个牌子)叫做?{_NAMED}(?:的|$)",
        rf"(?:跟|和|与|同|拿){_NAMED}(?:家)?(?:的)?(?:在|做|作|一起|放一起)?(?:对比|比较|比价|比一比|比一下|比了|比$|pk|竞争)",
        rf"(?:看了|看过|问了|问过|找了|找过|试了|试过|联系了|考察了|考察过|对比了|对比过|接触了|接触过|测了|测过|在看|在谈|在试)(?:下|一下)?{_NAMED}(?:家|的|那边|他们|\s|$)",
        rf"(?:[上前]一?家|(?:原|老|现在的?|目前的?)供应商)(?:就)?是{_NAMED}(?:家|的|\s|$)",
        rf"比{_NAMED}(?:家)?(?:的)?(?:价格)?(?:还|都|要|更)?(?:便宜|贵|好|强|差|低|高|快|慢|稳|省)",
        rf"(?:[我咱]们?|公司|一直)用{_NAMED}(?:都|已经)?用?了?(?:快|有|差不多)?(?:好几|[一二两三四五六七八九十几\d]{{1,2}})年",
        rf"(?:换掉|替换掉?|替代|顶掉){_NAMED}(?:家)?(?:的|系统|设备|$)",
    )
)
_SELLER = late(r"(?P<name>[一-鿿]{2,4}?)(?:公司)?的?(?:销售|业务|报价|商务|客户经理|大区)")
_COMPARED = late(
    r"[^,。;!?\d]{0,2}(?:(?:才|只要|就|卖|报|要价)\s?\d|(?:要|就|还)?[比跟和][你您]|(?:要|就|还|更)?便宜|[你您]们?(?:家)?能不能[^,。;!?]{0,4}他)"
)
_JOINS = late(r"(?:还有|以及|[和跟与、])\Z")
_JOIN, _MOST_JOINED = 3, 4
_WHICH = late(
    r"(?:哪几?[家个些]|谁家|什么|啥)(?:的)?(?:牌子?|品牌|厂家|供应商)|[比看问谈找](?:了|过|的)?(?:都|是|有){0,2}哪几?家"
    r"|哪几?家[^,。;!?]{0,4}(?:在|比|报价|看|谈)"
)
_ONLY_NAMES = late(
    r"(?:嗯|哦|就|主要|是|有|用的|一家){0,3} ?(?P<names>[a-z一-鿿、 ]{2,20}?)(?:[家的啊呀吧呢嘛]|[这那]?[两三]家|都有){0,2}"
)
_AND = late(r"还有|以及|[和跟与、 ]")
_NO_BRAND = late(r"(?:牌子?|货|款|色|型|料|[钢铁铜塑皮木])\Z")
_SHORT = 30
_EACH_NAME = late(r"[^和跟与、]+")
_TOLD_TO = late(r"[你您]们?(?:家)?(?:上[次回]|之前|昨天|刚才?|是)?给(?:我们?|他们)?\Z")
"""你给小刘报的3万4: to whom we told a price."""
_BESIDE = 24
"""Characters on either side of a name that are cut into words."""
_MOST = 20
"""Names of one message that are weighed."""
_RARE = 40
"""A word of the dictionary that is as rare as this may be a brand."""
_TERM = late(r"[日天周月时年](?:之|以)?[内里前后]\Z")
"""3个工作日内报价: a term, and no name."""

_DIGIT = late(r"\d")
_COUNT = late(rf"(?:\d+|[一二两三四五六七八九十百千几]{{2,}})(?:多|余|来|几)?(?:万|亿|{CLASSIFIER})")
"""五十多台车, 16.8万: no name."""


def unknown(said: Said, lexicon: Lexicon) -> Iterator[Hit]:
    """The names that the customer speaks of as of rivals."""
    if said.ours or said.passed_on:
        return
    spoken_of = (
        (clause, span)
        for clause in said.clauses
        for span in chain(_between(clause.text), _ahead(clause.text, lexicon), _of_a_ware(clause.text, lexicon))
    )
    for clause, (start, end) in islice(chain(spoken_of, _answered(said, lexicon)), _MOST):
        start, end = _trimmed(clause.text, start, end)
        if _is_name(clause.text, start, end, lexicon):
            at = clause.start + start
            yield said.message.text[at : clause.start + end], at, clause.start + end


def of_origin(origin: str, lexicon: Lexicon) -> str:
    """京瓷 of 京瓷销售, whose words were passed on; empty: nobody's."""
    m = _SELLER.match(origin)
    return m["name"] if m and _is_name(normalise(origin), *m.span("name"), lexicon) else ""


def asked_of(said: Said) -> bool:
    """Whether we had asked whose it is, or with whom he compares us."""
    asked = said.before
    return asked is not None and asked.ours and said.theirs and len(said.own) <= _SHORT and bool(_WHICH.search(asked.own))


def _answered(said: Said, lexicon: Lexicon) -> Iterator[tuple[Clause, tuple[int, int]]]:
    """都比了哪几家? 满帮还有路歌, as far as nothing but names is said."""
    for clause in said.clauses if asked_of(said) else ():
        m = _ONLY_NAMES.fullmatch(clause.text)
        spans = list(_pieces(clause.text, *m.span("names"))) if m else []
        if not spans or not all(
            _is_name(clause.text, *one, lexicon) and not _NO_BRAND.search(clause.text, *one) for one in spans
        ):
            return
        yield from ((clause, span) for span in spans)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for joined in _AND.finditer(text, start, end):
        yield start, joined.start()
        start = joined.end()
    yield start, end


def _between(text: str) -> Iterator[tuple[int, int]]:
    """锐捷和华三 are two."""
    for pattern in _BETWEEN:
        for m in pattern.finditer(text):
            yield from (one.span() for one in _EACH_NAME.finditer(text, *m.span("name")))


def _ahead(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """The words right before 报价 or 也来演示过, back to the first that cannot be of a name."""
    for m in _AFTER.finditer(text):
        start, end = _back(text, m.start(), lexicon), m.start()
        if not _TOLD_TO.search(text, 0, start):
            yield start, end
            yield from _joined(text, start, lexicon)


def _joined(text: str, start: int, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """唯智和富勒都报价了: the names that are joined to the one that begins here."""
    for _ in range(_MOST_JOINED):
        m = _JOINS.search(text, max(0, start - _JOIN), start)
        if m is None:
            return
        start = _back(text, m.start(), lexicon)
        yield start, m.start()


def _of_a_ware(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """立邦的防水才290: whose ware has a price, or is held against ours."""
    for _, start, end in lexicon.wares.find(text) if "的" in text else ():
        if text[start - 1 : start] == "的" and _COMPARED.match(text, end):
            yield _back(text, start - 1, lexicon), start - 1


def _back(text: str, end: int, lexicon: Lexicon) -> int:
    start = end
    for word, left, right in reversed(_words_near(text[:end], end, end, lexicon)):
        if right != start or word in _around(lexicon) or not word.isalnum():
            break
        start = left
    return start


def _words_near(text: str, start: int, end: int, lexicon: Lexicon) -> list[tuple[str, int, int]]:
    """The words around, and no more of a long text than that."""
    first = max(0, start - _BESIDE)
    return [(word, first + left, first + right) for word, left, right in lexicon.words.cut(text[first : end + _BESIDE])]


def _around(lexicon: Lexicon) -> tuple[str, ...]:
    return lexicon.cues.lists.get("not_of_a_name", ())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    return start, end - 1 if text[start:end].endswith(("家", "的")) and end - start > 2 else end


def _is_name(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Two to six characters that are no ordinary words, cut where words are cut."""
    name = text[start:end]
    if not 2 <= len(name) <= (16 if name.isascii() else 6):
        return False
    if (
        name[0] in "一两几这那每各某"
        or name[-1] in "里上"
        or _TERM.search(name)
        or _COUNT.match(name)
        or _is_person(name, lexicon)
        or any(name in ware.lower() for ware in lexicon.products)
    ):
        return False
    if name in _around(lexicon):
        return False
    if name.isascii():
        return not lexicon.wares.find(name)
    inside = [word for word, left, right in _words_near(text, start, end, lexicon) if left < end and right > start]
    if _DIGIT.search(name) or "".join(inside) != name or any(word in _around(lexicon) for word in inside):
        return False
    single = all(len(word) == 1 for word in inside) and len(inside) <= 3
    return single or name in lexicon.cues.lists.get("brands", ()) or any(_rare(word, lexicon) for word in inside)


def _is_person(name: str, lexicon: Lexicon) -> bool:
    """骆工, 童总; but 徐工 is a brand."""
    titled = name.startswith(lexicon.names.surnames) and name[1:] in (*lexicon.names.titles, *"工姐哥")
    return titled and name not in lexicon.cues.lists.get("brands", ())


def _rare(word: str, lexicon: Lexicon) -> bool:
    return len(word) > 1 and lexicon.words.weight(word) <= _RARE
