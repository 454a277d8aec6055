"""Who decides, approves or signs (决策人): people, titles and bodies that the chat names as doing so."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import accumulate, chain, pairwise

from bot.nlp import authority, bodies, presumed, signers
from bot.nlp.bodies import NO_NAME
from bot.nlp.facts import Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late
from bot.nlp.text import SLIP, Clause, Said

_GATE = late(
    r"[批定签审拍算主决权问管关盖圈勾松口掏头笔认给拨听归报章跟让等找过会看听说话瞧数挑选敲押裁评核摇点卡举放出账席硬做当应限]|[驳核示]|主持|讨论|首肯|意见|节点|打分|同意|意思|一句|脸色|商量|亲自|没意见"
    r"|放行|投票|钱袋|否决|决策|没辙|[走到卡]到|改口|final|appro|不要|别[要买上换]|停|最[后终]|肯|上[面头]还有|[在归]\w{1,4}手[里上]|不[买选用]"
)
_DOES = late(
    r"(?:那边|这边|那儿|最后|最终|亲自|才能|点头|同意|已经|[都刚得要来还再才去]){0,2}"
    r"(?:批(?![次量发])|定(?![期制位金做时点])|签(?![到收])|审(?!计)|拍板|表决|过(?:了|会|目|一遍|一下|才)|点头|同意)"
)
_BROUGHT_TO = late(
    r"(?:上|过|报|报到|报给|提|提交|提交给|经|经过|走|送)(?:(?:我们|我)?(?:这边|单位|公司|学校|医院)的?|(?:我们|我)的?)?\Z"
)
_DELIBERATING = late(r"(?:办公|党委|党组|常委|董事|股东大?|理事|院务|校务|班子|采购委员|招标委员|投委|职代|人大)会议?\Z")
_A_PERSON = late(r"(?:总监?|经理|主任|[处科院校局厂部店]长|老板娘?|老大|[公婆爸妈])\Z")
"""老板提了一嘴: no body, whose mention of it would be its say."""
_TAKEN_TO = late(r"(?:找|请|让|带给|拿给|送给|送到).{1,8}(?:签|批|盖|审)")
_YES = late(r"\s*(?:对|是[的滴]|是[,。!]|是\Z|嗯|没错|就是|yes)")
_DONE_YET = late(r"(?:批|签字?|审批?|同意|点头|过|盖章?)(?:下来)?[了过]{0,2}(?:[吗么]|没有?)[ ?]{0,2}\Z")
_DONE_SO = late(r"\s*(?:已经|刚|都|早就|还|快|正在|在){0,3}(?:没|批|签|审|同意|点头|过了|盖)(?![^,。! ]{0,3}的)")
_CAN_YOU = late(
    r"[您你](?:这边|那边|自己|本人|一个人){0,2}就?(?:能|可以)(?:直接|自己)?(?:定(?:下来)?|拍板|做主|决定)[了吗么不吧 ?]{0,4}\Z"
)
_I_CAN = late(r"(?:能|可以|当然|对|嗯|行)(?:能|可以|定)?[的啊呀呢]?(?:[,。! ]|\Z)")
"""您自己能定吗? 可以."""
_GATEKEEPER = late(r"法务|财务|风控|审计|采购|招采|质检|安全员|监理|设计院|甲方|业主")
_HE = late(r"(?<![其吉])[他她]们?(?!领导|老板|上级|老公|老婆|爱人|爸|妈)|这位")
_SURNAMED = late(r"姓(?P<name>[一-鿿])(?![名氏])")
_OFFICE = late(r"\A(?:区域|大区|片区|集团|财务|采购|技术|生产|运营|项目|招采|供应链)(?=总|经理|主任|副总)")
"""区域总 他姓柯: 柯总."""
_IS = late(r"(?:就|都|也|还)?(?:是|归|找|由|在|听)")
_HE_WHO = late(r"(?:最[终后])?(?:审批|决策|决定|拍板|签字|终审)(?:人|的)?")
"""最终审批人 集团副总裁."""
_ANY_BODY = late(
    rf"[^{NO_NAME}\W\da-z]{{1,6}}(?:部|局|委(?!会)|中心|科|处|(?<![咋么])办|组|小组)(?![长门分位理件事公法])"
    rf"|[^{NO_NAME}\W\da-z]{{1,4}}代表|房东|业主|物业|监理|设计院|总包|上级单位|总行|[省市区]公司|街道办?|[区市县省镇村局厅]里|校方|院方|园区|商会|协会"
    r"|法务|财务|风控|审计|采购|招采|质检|安全员|甲方"
)
_WE_ASK = late(r"(?:我们?|咱)?(?:再|去|先|回去|得|要|来|帮[您你])*(?:跟|和|找|问|请示|向|(?<!合)同)\Z")
_UP = late(r"[报过递要找等由][^,]{2,10}[审批签拍盖定]")
_PAYS_OUT = late(r"[一-鿿]{0,2}财务(?:部|科|处|室|中心)?")
_PAYMENT = late(r"(?:付|打|货|余|尾|结|回|进度|质保)款(?!周期|方式|条件)|报销|发票|对账|排款")
"""余款报给财务科: who pays it out decided nothing."""
_IN_PROCESS = late(
    r"(?:那边|那儿|那里|那头|那|这边)?(?:(?:还|正|在|已经?|没|刚|都|快|也|[ ]){1,4}(?:批|审(?!计)|走|核|过(?![不得]))|卡[着住]"
    r"|(?:批|审批?|核)(?:下来|着|了(?![再才就]|[^,。]{0,4}[再才就])))"
)
_LIES_THERE = late(r"[在到](?:(?:我们?|公司|单位|学校|医院)的?)?\Z")
_LOOKS_INTO_IT = late(r"(?:那边|那儿|那里|那)?(?:批|审(?!计)|走|核)")
"""钱还在财务批, 财务还没批下来: how far the paper has come; 得财务批了才行 is up to them."""
_OR_NOT = late(r"(?:行不行|好不好|可不可以|成不成|能不能|可以不|行吗|行不)\Z")
_GOING_ON = late(r"(?:等|还|在|正)[^谁哪吗]{1,10}呢\Z")
"""等赵总批呢 asks nothing."""
_ONE_OF_OURS = late(r"(?:[你您]们|贵[司公]|[你您]家)(?:公司|那边|这边)?的?\Z")
"""你们总经理签字; not 你嫂子, as friends call his wife."""
_OUR_OWN = late(r"(?:我们?|我司)(?:公司|这边|那边)?的?\Z")
"""折扣要我们陈总批, as we say it."""
_OUR_CASE = late(
    r"\A(?!.{0,80}(?:[您咱]|你们|贵[司公])).{0,80}(?:请示|申请|内部|批(?:下来)?了(?![吗没么])|总部|我(?:[们得要去]|这边))"
)
"""特价我得请示张总 他批了才行: what is decided in our house, as we tell it."""
_NOBODY_ELSE = late(
    r"(?:没人|谁[也都]|别人|其他人|旁人|底下人).{0,5}(?:[做作]主|签|拍板|定|批|动|松口|吭声|拍|没辙|没用|没法|不行|不好使)"
)
_NO_BODY = late(r"发票|抬头|有限公司|股份|会议室|开完|秘书|成员")
_ME = late(r"(?:就)?我(?:自己|本人|呀|啊|呗|就行|定|签|拍|说)?(?:[,。!]|\Z|自己|定|就)")
_NAME_ALONE = late(r"(?:是|就是|找|归|我们|都是)?(?P<name>[一-鿿]{2,3})(?:[啊呀哦吧]|\Z)")
_TOO = late(r"[还也]要|还得|还有")
"""不对 还要李总签: two of them, where 说错了 李总定 is one."""
_HEADS = ("总", "董", "局", "院", "书记", "长", "老板")
_SHORT_ANSWER = 40
_BEFORE = 3
"""Messages in which 他 may have been named."""


@dataclass(frozen=True, slots=True)
class Decider:
    """Somebody the chat names as deciding, approving or signing; `title`: by a title or body alone."""

    name: str
    said: Said
    start: int
    end: int
    title: bool = False
    confidence: float = 0.85


def find(thread: Sequence[Said], lexicon: Lexicon) -> list[Decider]:
    """刘总拍板, 找顾院长签字, 要上采购委员会; each once. 院长, and later 姓顾, is 顾院长."""
    found: dict[str, Decider] = {}
    spoken = [said for said in thread if not said.passed_on and said.trusted]
    surnames = _Surnames(spoken, lexicon)
    for place, said in enumerate(spoken):
        before = spoken[max(0, place - _BEFORE) : place]
        if _GATE.search(said.own):
            answer = next((later for later in spoken[place + 1 : place + 2] if said.ours and later.theirs), None)
            told = [*_of_message(said, before, answer, lexicon), *_answer(said, before, lexicon)]
        else:
            told = [*_says_he_can(said, before), *_answer(said, before, lexicon)]
        if told and said.theirs and SLIP.match(said.own) and not _TOO.search(said.own):
            wrong = {earlier.index for earlier in before if earlier.theirs}
            found = {name: one for name, one in found.items() if one.said.index not in wrong}
        for one in told:
            full = surnames.full(one) if one.title else one
            found.setdefault(full.name, full)
    ours = {said.message.by_name for said in spoken if said.ours}
    called = {name[:1] for name in ours}
    found = {name: one for name, one in found.items() if not (name in ours or _spoken_to(one, called))}
    others = (_presumed(*one) for one in presumed.find(spoken, lexicon)) if not found else ()
    return [*found.values(), *(one for one in others if not _spoken_to(one, called))]


def _presumed(said: Said, clause: Clause, start: int, end: int, title: bool, confidence: float) -> Decider:
    return Decider(said.message.text[start:end], said, clause.start, clause.end, title, confidence)


def _spoken_to(one: Decider, ours: Set[str]) -> bool:
    """谷老师 费控我们上会了: one of our people, by whose name he begins."""
    if not one.said.theirs or one.title or not ours & set(one.name[:2]):
        return False
    return one.name[:1] in "老小" or one.said.message.text.lstrip("@").startswith(one.name)


def facts(found: Sequence[Decider]) -> Iterator[Fact]:
    for one in found:
        yield one.said.fact("decision_maker", {"name": one.name}, one.name, one.confidence, (one.start, one.end))


def _of_message(said: Said, before: Sequence[Said], answer: Said | None, lexicon: Lexicon) -> Iterator[Decider]:
    """`answer`: the customer's, to words of ours. 找厂长签 of ours counts where he goes on about that 厂长."""
    agreed = answer is not None and _agrees(said, answer)
    for index, clause in enumerate(said.clauses):
        if not _GATE.search(clause.text) or (not agreed and _asks(clause)):
            continue
        both = _together(said, clause, lexicon) if said.theirs and not authority.NOT_HERE.search(clause.text) else ()
        yield from both
        for one in () if both else _of_clause(said, index, before, lexicon):
            if said.theirs or (agreed and not _OUR_CASE.search(said.own)) or _taken_up(clause, one, answer):
                yield one


def _agrees(said: Said, answer: Said) -> bool:
    """是刘总拍板吧? 对; 吕总批了吗? 还没."""
    if _YES.match(answer.own):
        return True
    return _DONE_YET.search(said.own) is not None and _DONE_SO.match(answer.own) is not None


def _asks(clause: Clause) -> bool:
    return _OR_NOT.search(clause.text) is not None or (clause.asks and not _GOING_ON.search(clause.text))


def _taken_up(clause: Clause, one: Decider, answer: Said | None) -> bool:
    return answer is not None and one.name in answer.message.text and _TAKEN_TO.search(clause.text) is not None


def _of_clause(said: Said, index: int, before: Sequence[Said], lexicon: Lexicon) -> list[Decider]:
    """One, or of those whose names are told all that act: 王总签完李总再签."""
    clause = said.clauses[index]
    if _NOBODY_ELSE.search(clause.text) and said.theirs:
        absent = _generic(said, clause) or _absent(said, index, lexicon)
        return [absent] if absent else []
    if authority.NOT_HERE.search(clause.text):
        return []
    myself, acting = _myself(said, clause), list(_acting(said, clause, lexicon))
    if not myself and acting:
        return [acting[0], *(one for one in acting[1:] if not (one.title or acting[0].title))]
    one = myself or _generic(said, clause)
    nearby = (clause, *reversed(said.clauses[max(0, index - 1) : index]))
    if one is None and _decides(clause, nearby, lexicon):
        one = _named_near(said, clause, (*nearby, *_told_next(said, index)), lexicon)
    one = one or _he(said, clause, before, lexicon)
    return [one] if one else []


def _absent(said: Said, index: int, lexicon: Lexicon) -> Decider | None:
    """院长不在, 谁也不敢做主; 他不签谁也动不了."""
    told = (said.clauses[index], *reversed(said.clauses[max(0, index - 2) : index]))
    return _named_near(said, said.clauses[index], told, lexicon)


def _told_next(said: Said, index: int) -> tuple[Clause, ...]:
    """我们那儿一支笔, 都是邰董."""
    told = said.clauses[index + 1 : index + 2]
    return tuple(clause for clause in told if _IS.match(clause.text) or _HE_WHO.fullmatch(said.clauses[index].text))


def _acting(said: Said, clause: Clause, lexicon: Lexicon) -> Iterator[Decider]:
    """院长批, 何工定, 上采购委员会, 归她管: the name, and beside it what says that he decides."""
    for start, end, title in _people(said, clause, lexicon):
        left, right = clause.text[: start - clause.start], clause.text[end - clause.start :]
        if (
            (said.theirs and authority.OURS.search(left))
            or (said.ours and (_WE_ASK.search(left) or _OUR_OWN.search(left)))
            or (title and authority.ANY_BOSS.fullmatch(clause.text, start - clause.start, end - clause.start))
            or _not_he(left, right, lexicon)
            or authority.sealed_there(left, said.own[start:end], right)
        ):
            continue
        sure = _says_so(said, left, (start, end, title), right)
        if sure:
            yield Decider(said.message.text[start:end], said, clause.start, clause.end, title, sure)


def _says_so(said: Said, left: str, who: tuple[int, int, bool], right: str) -> float:
    """How surely the words on both sides of him say that he decides; 0 for not at all."""
    start, end, title = who
    name = said.message.text[start:end]
    does = _DOES if said.ours else authority.ACTS
    if does.match(right) or (title and (_BROUGHT_TO.search(left) or _as_a_body(left + name + right, name, right))):
        return 0.65 if said.ours else 0.8
    if (said.theirs or title) and authority.framed(left, right):
        return 0.75
    if said.theirs and (_holds(said, left, end) or (_of_rank(name, title) and authority.VERDICT.match(said.own, end))):
        return 0.7
    return 0.0


def _not_he(left: str, right: str, lexicon: Lexicon) -> bool:
    """不是王总定的, 时间跟李姐定, 别家老板批了, 海康那边李总拍板, 对比过徐工和柳工: nothing of this deal, or not by him."""
    rival = any(
        authority.HIS_HOUSE.fullmatch(left, end) or authority.AND.fullmatch(left, end)
        for _, _, end in lexicon.rivals.find(left)
    )
    return rival or authority.not_by_him(left, right)


def _of_rank(name: str, title: bool) -> bool:
    """媳妇, 总监, 刘总: whose word on the deal stands; not 小李."""
    return (title or name.endswith(_HEADS)) and not authority.ANY_BOSS.fullmatch(name)


def _holds(said: Said, left: str, end: int) -> bool:
    """梁总监看了签收才往下批, 太太说不许超过八万五, 评审会柏总主持, 我说了不算 你跟晏总讲; nobody of another house."""
    own = said.own
    if authority.ELSEWHERE.search(left):
        return False
    return any(
        (
            authority.BEFORE_THAT.match(own, end),
            authority.CAPS.match(own, end),
            authority.CHAIRS.match(own, end) and authority.JUDGING.search(own),
            authority.REFERRED.match(own, end) and authority.TO_HIM.search(left) and authority.NO_POWER.search(own),
        )
    )


def _pays_out(said: Said, start: int, end: int) -> bool:
    """余款报给财务科, 钱还在财务批: they do no more than their work."""
    if not _PAYS_OUT.fullmatch(said.own, start, end):
        return False
    lies = _LIES_THERE.search(said.own, 0, start) and _LOOKS_INTO_IT.match(said.own, end)
    return bool(_PAYMENT.search(said.own) or lies or _IN_PROCESS.match(said.own, end))


def _generic(said: Said, clause: Clause) -> Decider | None:
    """品控部不放行, 房东同意才能装: any body, where the words leave no doubt."""
    if not said.theirs or not (authority.STRONG.search(clause.text) or _UP.search(clause.text)):
        return None
    for m in _ANY_BODY.finditer(clause.text):
        left, right = clause.text[: m.start()], clause.text[m.end() :]
        if authority.OURS.search(left) or _pays_out(said, clause.start + m.start(), clause.start + m.end()):
            continue
        if authority.sealed_there(left, m[0], right):
            continue
        if authority.STRONG.match(right) or authority.framed(left, right):
            start, end = clause.start + m.start(), clause.start + m.end()
            return Decider(said.message.text[start:end], said, clause.start, clause.end, True, 0.7)
    return None


def _as_a_body(clause: str, name: str, right: str) -> bool:
    """常委会上念过的, 总部拨了28万; a body that deliberates decides when it is only named: 上午局长办公会."""
    if authority.GIVES.match(right) or (authority.DELIBERATES.match(right) and not _A_PERSON.search(name)):
        return True
    return _DELIBERATING.search(name) is not None and not _NO_BODY.search(clause)


def _decides(clause: Clause, nearby: Sequence[Clause], lexicon: Lexicon) -> bool:
    about_money = any("预算" in c.text for c in nearby) and lexicon.says("decide_money", clause.text)
    return about_money or lexicon.says("decide", clause.text)


def _myself(said: Said, clause: Clause) -> Decider | None:
    name = said.message.by_name
    if not (said.theirs and name and signers.decides_himself(clause)) or signers.UNDER_OTHERS.match(said.own, clause.end):
        return None
    return Decider(name, said, clause.start, clause.end, confidence=0.75)


def _together(said: Said, clause: Clause, lexicon: Lexicon) -> Sequence[Decider]:
    """王总和我双签: both."""
    return [
        Decider(said.message.text[start:end] or said.message.by_name, said, clause.start, clause.end, title, 0.75)
        for start, end, title in signers.together(clause, list(_people(said, clause, lexicon)))
    ]


def _people(said: Said, clause: Clause, lexicon: Lexicon) -> Iterator[tuple[int, int, bool]]:
    for start, end, title in chain(signers.foreign(said, clause, lexicon), bodies.people(clause, lexicon)):
        if not (authority.BESIDE_HIM.match(said.own, end) or _pays_out(said, start, end)):
            yield start, end, title


def _named_near(said: Said, clause: Clause, nearby: Sequence[Clause], lexicon: Lexicon) -> Decider | None:
    for c in (c for c in nearby if c == clause or not authority.NOT_HERE.search(c.text)):
        for start, end, title in _people(said, c, lexicon):
            to_him = start == said.clauses[0].start and not (_DOES.match(said.own, end) or said.own.startswith("是", end))
            left = c.text[: start - c.start]
            if (said.ours and (to_him or _WE_ASK.search(left) or _OUR_OWN.search(left))) or (
                said.theirs and (_ONE_OF_OURS.search(left) or _not_he(left, c.text[end - c.start :], lexicon))
            ):
                continue  # whom we speak to, one of ours, one of another house
            name = said.message.text[start:end]
            if title and authority.ANY_BOSS.fullmatch(name):
                continue
            return Decider(name, said, min(start, clause.start), max(end, clause.end), title, 0.65 if said.ours else 0.85)
    return None


def _he(said: Said, clause: Clause, before: Sequence[Said], lexicon: Lexicon) -> Decider | None:
    """他说了算, 她那关我跨不过去: who was named last."""
    he = _HE.search(clause.text)
    if not he or not (
        authority.ACTS.match(clause.text, he.end())
        or authority.BEFORE_THAT.match(clause.text, he.end())
        or authority.HIS_GATE.match(clause.text, he.end())
        or lexicon.says("decide", clause.text)
        or authority.framed(clause.text[: he.start()], clause.text[he.end() :])
    ):
        return None
    told = [(said, c) for c in reversed(said.clauses) if c.start < clause.start or c == clause]
    told += [(earlier, c) for earlier in reversed(before) if not earlier.ours or said.ours for c in reversed(earlier.clauses)]
    told += [(earlier, c) for earlier in reversed(before) if earlier.ours and not said.ours for c in reversed(earlier.clauses)]
    for earlier, c in told:
        gate = [(c.start + m.start(), c.start + m.end(), True) for m in _GATEKEEPER.finditer(c.text)]
        for start, end, title in (*_people(earlier, c, lexicon), *gate):
            if c == clause and start > clause.start + he.start():
                continue
            name = earlier.message.text[start:end]
            return Decider(name, said, clause.start, clause.end, title, 0.75)
    return None


def _says_he_can(said: Said, before: Sequence[Said]) -> Iterator[Decider]:
    """您自己能定吗? 可以."""
    asked = before[-1] if before and before[-1].ours and said.theirs else None
    if asked and said.message.by_name and _CAN_YOU.search(asked.own) and _I_CAN.match(said.own):
        yield Decider(said.message.by_name, said, said.clauses[0].start, said.clauses[0].end, confidence=0.7)


def _answer(said: Said, before: Sequence[Said], lexicon: Lexicon) -> Iterator[Decider]:
    """特批谁签? CFO苏珊姐: who is named where we had asked who decides."""
    asked = next((earlier for earlier in reversed(before[-2:]) if earlier.ours), None)
    if not said.theirs or asked is None or not authority.WHO.search(asked.own) or len(said.own) > _SHORT_ANSWER:
        return
    for clause in said.clauses:
        if authority.NOT_HERE.search(clause.text):
            continue
        told = next(iter(bodies.people(clause, lexicon)), None) or _full_name(clause, lexicon) or _gatekeeper(clause)
        if told:
            yield Decider(said.message.text[told[0] : told[1]], said, clause.start, clause.end, told[2], 0.75)
            return
        if _ME.match(clause.text) and said.message.by_name:
            yield Decider(said.message.by_name, said, clause.start, clause.end, confidence=0.7)
            return


def _full_name(clause: Clause, lexicon: Lexicon) -> tuple[int, int, bool] | None:
    """韩建国."""
    m = _NAME_ALONE.match(clause.text)
    if m is None or not m["name"].startswith(lexicon.names.surnames):
        return None
    return clause.start + m.start("name"), clause.start + m.end("name"), False


def _gatekeeper(clause: Clause) -> tuple[int, int, bool] | None:
    m = _GATEKEEPER.search(clause.text)
    if m and clause.text.startswith("先", m.end()):
        return None  # 法务先看: and then somebody else signs
    return (clause.start + m.start(), clause.start + m.end(), True) if m else None


class _Surnames:
    """The same person where somebody said his name: before, or when asked how he is called."""

    def __init__(self, spoken: Sequence[Said], lexicon: Lexicon) -> None:
        self._spoken, self._lexicon = spoken, lexicon
        self._named: dict[str, tuple[Said, str] | None] = {}
        told = [f"{said.message.by_name}\0{said.message.text}\0" for said in spoken]
        self._begin, self._told_all = [*accumulate(map(len, told), initial=0)], "".join(told)

    def full(self, one: Decider) -> Decider:
        if one.name not in self._named:
            self._named[one.name] = next(chain(self._told(one.name), self._naming(bodies.bare(one.name))), None)
        if named := self._named[one.name]:
            said, name = named
            return replace(one, name=name) if said.index < one.said.index else _at(one, name, said)
        return self._that_is(one) or self._next_to(one) or self._later(one)

    def _next_to(self, one: Decider) -> Decider | None:
        """法人签 刘桂芳."""
        beside = signers.NEXT_TO.match(one.said.own, one.end)
        if beside is None or not bodies.full_name(beside["name"], self._lexicon):
            return None
        start, end = beside.span("name")
        return replace(one, name=one.said.message.text[start:end], end=end, title=False)

    def _later(self, one: Decider) -> Decider:
        """院长, and later 姓顾."""
        first = bisect_left(self._spoken, one.said.index, key=lambda said: said.index)
        for said in self._spoken[first : first + _BEFORE + 1]:
            told = _SURNAMED.search(said.own) if said.index <= one.said.index + _BEFORE else None
            if told and said.theirs:
                return _at(one, told["name"] + _OFFICE.sub("", bodies.bare(one.name)), said)
            called = signers.CALLED.search(said.own) if said.theirs and said.index <= one.said.index + _BEFORE else None
            if called and (called["name"].isascii() or called["name"].startswith(self._lexicon.names.surnames)):
                return _at(one, said.message.text[called.start("name") : called.end("name")], said)
        return one

    def _that_is(self, one: Decider) -> Decider | None:
        """由分管副总签，也就是陶总; 我老板只看价 | 您老板是哪位 | 陶总."""
        if behind := signers.THAT_IS.match(one.said.own, one.end):
            named = [m for m in bodies.names(one.said.own, self._lexicon) if m.start() == behind.end()]
            if named:
                return replace(one, name=one.said.message.text[named[0].start() : named[0].end()], title=False)
        first = bisect_left(self._spoken, one.said.index, key=lambda said: said.index)
        for asked, answer in pairwise(self._spoken[first : first + _BEFORE + 1]):
            if asked.ours and answer.theirs and one.name in asked.own and signers.WHICH.search(asked.own):
                for m in bodies.names(answer.own, self._lexicon):
                    return _at(one, answer.message.text[m.start() : m.end()], answer)
        return None

    def _naming(self, title: str) -> Iterator[tuple[Said, str]]:
        """Who is called by this title and his surname, and where."""
        for said in self._mentioning(title):
            names = (said.message.text[m.start() : m.end()] for m in bodies.names(said.own, self._lexicon))
            for name in (said.message.by_name, *names):
                longer = len(title) < len(name) <= len(title) + 2
                if longer and name.endswith(title) and name.startswith(self._lexicon.names.surnames):
                    yield said, name

    def _mentioning(self, title: str) -> Iterator[Said]:
        """Who says it, or is called so: looked for in all words at once, for a long chat has many titles."""
        at = self._told_all.find(title) if title else -1
        while at >= 0:
            place = bisect_right(self._begin, at) - 1
            yield self._spoken[place]
            at = self._told_all.find(title, self._begin[place + 1])

    def _told(self, title: str) -> Iterator[tuple[Said, str]]:
        """VP是Grace, 主任叫陶建军."""
        for said in self._mentioning(title):
            at = said.message.text.find(title) if said.theirs else -1
            if at < 0:
                continue
            name = signers.IS_CALLED.match(said.message.text, at + len(title))
            so = signers.NAMED_SO.match(said.message.text, at + len(title))
            if name:
                yield said, name["name"]
            elif so and so["name"].startswith(self._lexicon.names.surnames):
                yield said, so["name"]


def _at(one: Decider, name: str, said: Said) -> Decider:
    """Named later: there is the evidence."""
    start = max(0, said.own.find(name))
    told = said.clause_at(start)
    return replace(one, name=name, said=said, start=min(said.clauses[0].start, told.start), end=told.end, title=False)


def undecided(thread: Sequence[Said], lexicon: Lexicon) -> tuple[Said, Clause] | None:
    """The customer's words that somebody else decides, without saying who."""
    for said in reversed(thread):
        if said.ours or said.passed_on or not said.trusted:
            continue
        for clause in said.clauses:
            if lexicon.says("decide_unknown", clause.text):
                return said, clause
    return None
