"""Who decides, approves or signs."""

from __future__ import annotations

import pytest

from tests.bot.nlp.said import ticked
from tests.bot.nlp.talk import shown

CHATS = [
    ("c 最后刘总拍板", ["刘总"]),
    ("c 得院长批 | r 院长怎么称呼 | c 姓顾 顾院长", ["顾院长"]),
    ("c 得院长批 | r 院长贵姓 | c 姓顾", ["顾院长"]),
    ("c 我们副总管这块 姓贾", ["贾副总"]),
    ("c 超过20万要上采购委员会", ["采购委员会"]),
    ("c 要报集团总部审批", ["集团总部"]),
    ("c 我就能定", ["王海"]),
    ("c 我说了不算", []),
    ("c 混着来我不敢签字", []),
    ("c 这事老王说了算", ["老王"]),
    ("c 韩姐点头就行", ["韩姐"]),
    ("c 最后是何工定方案", ["何工"]),
    ("c 我们王校长人挺好 | c 他说了算", ["王校长"]),
    ("r 是刘总拍板吧？ | c 对", ["刘总"]),
    ("r 是刘总拍板吧？ | c 不清楚", []),
    ("c 董事会过了就签", ["董事会"]),
    ("c 合同法务审一下", []),
    ("c 院长没空", []),
    ("r 小崔拍个照", []),
    ("c 刘总不用批", []),
]


@pytest.mark.parametrize(("chat", "names"), CHATS)
def test_who_decides_is_named_as_doing_so(chat: str, names: list[str]) -> None:
    assert shown(chat, "decision_maker") == names


IN_OTHER_WORDS = [
    ("c 我这儿没戏，过得了周董那关再说", ["周董"]),
    ("c 采购归庞主任管", ["庞主任"]),
    ("c 我们家听我媳妇的", ["媳妇"]),
    ("c 公章在老板娘手里攥着", ["老板娘"]),
    ("c 二十万往上要校务会投票", ["校务会"]),
    ("c 章总不签谁也动不了", ["章总"]),
    ("c 最后还得看齐院的意思", ["齐院"]),
    ("c 我回头跟合伙人合计合计", ["合伙人"]),
    ("c 财务那关不好过，尹总监一分一分抠的", ["财务"]),
    ("c 我们这种要报到省公司去批", ["省公司"]),
    ("c 老冯一支笔", ["老冯"]),
    ("c 我们那儿一支笔 都是邰董", ["邰董"]),
    ("c 拿去给柴总划了勾就能走合同", ["柴总"]),
    ("c 品控部不放行谁都没辙", ["品控部"]),
    ("c 批不批就看汪书记一句话", ["汪书记"]),
    ("c 得让陶店长盖个章", ["陶店长"]),
    ("c 房东同意才能装", ["房东"]),
    ("c 院长在休假，没人敢签", ["院长"]),
    ("c 园长昨天看了视频，她拍板了", ["园长"]),
    ("c 法务只肯按季度付 她那关我跨不过去", ["法务"]),
    ("c 上午局长办公会 这摊给了213万", ["局长办公会"]),
    ("c 等我儿子回国再定吧", ["儿子"]),
    ("c 书记专题会没过之前我不敢签 别催", ["书记专题会"]),
    ("c 三万以上要所里询价小组签 我说了不顶用", ["询价小组"]),
    ("c 我报集采中心 他们拍", ["集采中心"]),
    ("c 方案要过水利科的审", ["水利科"]),
    ("c 给不给要文旅局点头", ["文旅局"]),
    ("c 我把老板也拉上 他瞧上了才作数", ["老板"]),
    ("c 最后看Frank总监", ["Frank总监"]),
    ("c 留谁CEO一人说了算", ["CEO"]),
    ("c 理事长黎奶奶才管事", ["黎奶奶"]),
    ("c 我没签字权 钱教授挑中谁就用谁", ["钱教授"]),
    ("r 咱这边最后谁签字 | c 鲍处", ["鲍处"]),
    ("r 那个审批走到哪一级 | c 到分管副县长", ["副县长"]),
    ("r 决策的是哪位领导呀 | c 韩建国", ["韩建国"]),
    ("r 您看是您定还是 | c 我自己就能定", ["王海"]),
    ("c 老板嫌贵", ["老板"]),
    ("c 老板嫌贵 | c 最后是范总拍板", ["范总"]),
    ("c 十万以上由分管副总签，也就是顾总", ["顾总"]),
    ("c 我老板只认这个价 | r 您老板是哪位呀 | c 顾总 合同都他签", ["顾总"]),
    ("c 主任叫顾建军 他点头才付得了", ["顾建军"]),
    ("c 设备归陶敏", ["陶敏"]),
    ("c 技术部方敏说了算", ["方敏"]),
    ("c 采购部高度重视 他们定", ["采购部"]),
    ("c 这块归方敏管", ["方敏"]),
    ("c 财务总监邵文静签了才能付", ["邵文静"]),
    ("c 方案通过了就定", []),
    ("c 这类项目部定", []),
    ("c 折扣得找柴总谈", ["柴总"]),
    ("c 这价要问一下我们陶主任", ["陶主任"]),
    ("c 付款的事找柴总", []),
    ("c 工艺部有一票否决权", ["工艺部"]),
    ("c 签字人：邵文静", ["邵文静"]),
    ("c 终审人 集团副总裁 邵文静", ["邵文静"]),
    ("c 法人签 陶敏", ["陶敏"]),
    ("r 谁审批 | c 大区总 他姓柴", ["柴总"]),
    ("c 用哪家是CTO亲自选", ["CTO"]),
    ("c 以前陶总批 现在归采购中心统一定", ["采购中心"]),
    ("c 采购部没有决定权 拍板的是陶总", ["陶总"]),
    ("c 小柴只是对接的 定的是他领导", []),
    ("c 财务只看发票", []),
    ("c 超过三十万董事会定", ["董事会"]),
    ("c 上一任校长定的", ["校长"]),
    ("c 还在等陶总批呢", ["陶总"]),
    ("c 陶总批吗", []),
    ("c 老柴收货签字", []),
    ("r 这个折扣要我们陶总批", []),
    ("c 申请写好了 顾站副批了就下", ["顾站副"]),
    ("c 课纲我们CHO过了", ["CHO"]),
    ("c 图收到 CEO挑了第二版", ["CEO"]),
    ("c 头儿说最多七万", ["头儿"]),
    ("c 院长昨晚改成35万了", ["院长"]),
    ("c 管钱的是你嫂子 她不松口没用", ["嫂子"]),
]


@pytest.mark.parametrize(("chat", "names"), IN_OTHER_WORDS)
def test_who_decides_in_whatever_words(chat: str, names: list[str]) -> None:
    assert shown(chat, "decision_maker") == names


NOBODY = [
    "c 你们经理批了没",
    "c 要正式的函 你们总监签字",
    "c 等我甲方款到了再定",
    "c 老板咋说",
    "r 我去跟我们总监申请",
    "r 我跟郎总商量一下",
    "r 慕主任辛苦啦，那什么时候能落笔",
    "c 下午找小刘拿钥匙",
    "c 谁定的这个规矩",
    "c 李工说螺丝松了",
    "c 上次那家是他们老板亲自来的",
    "c 给张主任发一份",
    "c 你跟小马对接",
    "c 没有设计院盖章我不敢签字的话怎么办呢",
    "c 评审会定了 12月8号上午",
    "c 开评审会的时候记得带样机",
    "c 让家委会出行不行",
    "c 发票抬头 通江银行股份有限公司工会委员会",
    "r 投标文件给两位老师过目",
]


@pytest.mark.parametrize("chat", NOBODY)
def test_who_is_only_spoken_of_decides_nothing(chat: str) -> None:
    assert shown(chat, "decision_maker") == []


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("c 价格顾总最后敲定", ["顾总"]),
        ("c 最后一票在顾总手里", ["顾总"]),
        ("c 上面还有顾总", ["顾总"]),
        ("c 顾总那关不好过", ["顾总"]),
        ("c 以前是顾总定的 现在他退休了", []),
        ("c 上次顾总签的合同到期了", []),
        ("c 老板要看原因说明", []),
    ],
)
def test_who_has_the_last_word_now(line: str, names: list[str]) -> None:
    assert [fact.shown for fact in ticked([line], "decision_maker")] == names


HIMSELF = [
    "这种小钱我自己就批了", "三万以内归我批", "这点钱我直接签 不用往上走", "价格我定了 就按你说的", "不用问别人 我拍板",
    "五万以下在我权限内", "这个不用董事长 二十万以下我自己就能批", "我是老板 我说行就行",
]  # fmt: skip
NOT_HIMSELF = [
    "合同我签了 寄出去了", "我定了周五的票", "时间我来定", "我签收了", "我自己批不了", "要是我能定就好了", "我不是拍板的",
    "我给你签个收条", "2800 行我就定", "价格合适我就签", "我定的那批货到了没", "我签完发你", "压不过我可不签字",
]  # fmt: skip


@pytest.mark.parametrize("text", HIMSELF)
def test_who_speaks_decides_where_he_says_so(text: str) -> None:
    assert shown(f"c {text}", "decision_maker") == ["王海"]


@pytest.mark.parametrize("text", NOT_HIMSELF)
def test_signing_or_booking_something_is_no_say_in_the_deal(text: str) -> None:
    assert not shown(f"c {text}", "decision_maker")


NAMED = [
    ("c 十万以上得王总和我双签", ["王总", "王海"]),
    ("c 我跟财务老范两个人签就行", ["王海", "老范"]),
    ("c 要陈总跟李董都点头", ["陈总", "李董"]),
    ("c 我跟王总去签到", []),
    ("c 小王和小李下午来量尺", []),
    ("c 选型是评审组定", ["评审组"]),
    ("c 评标是专家组定 别单独来找我", ["专家组"]),
    ("c 真正定的是工艺的程工", ["程工"]),
    ("c 我负责谈 胡总负责签", ["胡总"]),
    ("c 半月结要财务总监洪小姐批", ["洪小姐"]),
    ("c 我找HRVP报一下 她点头了我回你", ["HRVP"]),
    ("c 董事长上个月圈过字了", ["董事长"]),
    ("r 您那边谁盖章 | c 法务先看 然后郑总签字", ["郑总"]),
    ("c 超五万要两位副总会签", ["副总"]),
    ("c 这钱我婆娘说了算 | c 她叫宋桂芝", ["宋桂芝"]),
    ("c 家里的事都是我堂客做主", ["堂客"]),
    ("c 我老大Kevin拍板", ["Kevin"]),
    ("c VP是Grace 她点头就能走采购了", ["Grace"]),
    ("c 我们总监叫Linda 她批了才能下单", ["Linda"]),
    ("c Kevin明天来收货", []),
    ("c 最后得Amy点头", ["Amy"]),
    ("c 科长说审批到他那 他批了就出单 | r 您这边科长贵姓 | c 姓鄢", ["鄢科长"]),
    ("r 早上好 | c 林老师 费控我们上会了哈", []),
    ("c 我们今年新提的主管有三十几个", []),
]


@pytest.mark.parametrize(("chat", "names"), NAMED)
def test_two_that_sign_names_in_latin_letters_and_names_told_later(chat: str, names: list[str]) -> None:
    assert shown(chat, "decision_maker") == names


FARTHER = [
    ("c 纪总监要见到检测报告才往下签", ["纪总监"]),
    ("c 纪总监要见到检测报告", []),
    ("c 鲍总已经把单子压在手里了 他看完能耗才放行", ["鲍总"]),
    ("c 我家太太说不能超过七万", ["太太"]),
    ("c 程总讲单价压到35以内就签", ["程总"]),
    ("c 他们老板说最多8万", []),
    ("c 程总说你们最多给过8折", []),
    ("c 定标会柯总主持", ["柯总"]),
    ("c 年会柯总主持", []),
    ("c 店长下周去三亚 回来10号再签", ["店长"]),
    ("c 店长下周去三亚", []),
    ("c CTO那边口头答应了", ["CTO"]),
    ("c 校长可以直接批", ["校长"]),
    ("c 业委会下周表决", ["业委会"]),
    ("c 业委会搬到二楼了", []),
    ("c 药械委员会只看数字", ["药械委员会"]),
    ("c 李工只看过一遍", []),
    ("c 要过市水务局的方案评审", ["市水务局"]),
    ("c 先问问我妈妈 她管钱", ["我妈妈"]),
    ("c 妈妈们都说不错", []),
    ("c 我定不了 你找秦经理谈", ["秦经理"]),
    ("c 我定不了 你跟小刘对接", []),
    ("c 最后拍板是我们CFO Martin", ["Martin"]),
    ("c Plant Manager方总批", ["方总"]),
    ("c 大刘不举手我白搭", ["大刘"]),
    ("c 他不点头厂长也没用", []),
    ("c 申请在财务总监那卡着", ["财务总监"]),
    ("c 尾款财务处在走审批", []),
    ("c 总经理秘书签收", []),
    ("c 就这个价 领导签了", ["领导"]),
    ("c 领导肯定要问我", []),
    ("c 还要领导来定", []),
    ("c 老板要是哪天给我二十万我就买", []),
    ("c 报告写清楚 老板要看", []),
    ("c 这钱我自己能批 不用上会", ["王海"]),
    ("c 我批四万二", ["王海"]),
    ("c 老板只给我批了四万二", ["老板"]),
    ("r 早 | c 别提了小林 二楼那家不肯签字", []),
    ("r 早 | c 小崔不肯签字", ["小崔"]),
]


@pytest.mark.parametrize(("chat", "names"), FARTHER)
def test_what_he_does_may_stand_farther_off_and_whose_paper_it_is_is_nobodys_say(chat: str, names: list[str]) -> None:
    assert shown(chat, "decision_maker") == names


MORE_PEOPLE = [
    ("c 我先问下未婚夫 他说行就行", ["未婚夫"]),
    ("c 家里大钱归他爸管", ["他爸"]),
    ("c 我未婚夫也喜欢这款", []),
    ("c 需周四由总会计师审批", ["总会计师"]),
    ("c 最后得庞总会计师点头", ["庞总会计师"]),
    ("c 方案下周上处务会讨论", ["处务会"]),
    ("c 处务会改到周五了", []),
    ("c 项目经理签字就能付", ["项目经理"]),
    ("c 我这边院办已经批了", ["院办"]),
    ("c 大钱她说了算", []),
    ("c 财务总监最后一道", ["财务总监"]),
    ("c 杨工来过了 换了排线", []),
]


@pytest.mark.parametrize(("chat", "names"), MORE_PEOPLE)
def test_a_list_of_words_tells_who_can_decide_and_a_frame_whether_he_does(chat: str, names: list[str]) -> None:
    assert shown(chat, "decision_maker") == names


BY_HIMSELF = [
    ("c 零散的我能做主", ["王海"]),
    ("c 零散的我做不了主", []),
    ("c 三万以内 自己就签了", ["王海"]),
    ("c 三万以内 他自己就签了", []),
    ("c 检测不过我一票否决", ["王海"]),
    ("c 钱我自个儿定", ["王海"]),
    ("c 酒店我自个儿定", []),
    ("c 没有报告我这边不签字", ["王海"]),
]


@pytest.mark.parametrize(("chat", "names"), BY_HIMSELF)
def test_who_speaks_decides_himself(chat: str, names: list[str]) -> None:
    assert shown(chat, "decision_maker") == names


TALK = "r 方案发您了 | c 收到 | r 有什么要改的随时说 | c 暂时没有 | "


def test_who_is_named_where_a_line_sounds_like_deciding_is_offered_where_nobody_is_named_as_doing_so() -> None:
    assert shown(f"{TALK}c 现在还差财务总监那一笔", "decision_maker") == ["财务总监"]
    assert shown(f"{TALK}c 现在还差财务总监那一笔 | c 刘总拍板", "decision_maker") == ["刘总"]


@pytest.mark.parametrize(
    "words",
    [
        "你们财务总监那一笔还差着",
        "还差财务总监那一笔吗",
        "还差财务总监的秘书那一笔",
        "厂长的车停门口了",
        "孙总监 还差那一笔",
        "老板 我这边报上去了",
        "总监 我报给上面了",
    ],
)
def test_nobody_is_presumed_to_decide_who_is_of_another_house_asked_about_or_spoken_to(words: str) -> None:
    assert shown(f"{TALK}c {words}", "decision_maker") == []


WORD_ON_THE_DEAL = [
    ("c 媳妇说先不买了", ["媳妇"]),
    ("c 我们总监说那就算了 春天再看", ["总监"]),
    ("c 老大听完说可以 你准备合同", ["老大"]),
    ("c 我爹不同意", ["我爹"]),
    ("c 老大说好用", ["老大"]),  # the head of the house, where nobody else is named
    ("c 师傅说行 就是声音大", []),
    ("c 总监让停车场的人等一下", []),
]
BY_WHAT_HE_IS = [
    ("c 批的是设备部宋部长", ["宋部长"]),
    ("c 这个归后勤钱主任", ["钱主任"]),
    ("c 流程走到周总那了", ["周总"]),
    ("c 周末把方案报给乔总", ["乔总"]),
    ("c 技术标是总工岑工给打分", ["岑工"]),
    ("c Final call 是我们Plant Manager Thomas", ["Thomas"]),
    ("c 商品总监Leo的意思 要绿色认证", ["Leo"]),
    ("c 邰师傅点了头我才敢下单", ["邰师傅"]),
    ("c 物业不点头 一切免谈", ["物业"]),
    ("c 水利局还没批", ["水利局"]),
    ("c 买哪家要评审会投票", ["评审会"]),
    ("c 三个股东得举个手", ["三个股东"]),
    ("c 这周校长办公会批了", ["校长办公会"]),
    ("c 首付四成董总绝对不会签", ["董总"]),
    ("c 我本周拍板", ["王海"]),
    ("c 我自己能签的是三万五", ["王海"]),
    ("c 我签的那份在桌上", []),
    ("c 合同在设备部宋部长桌上", []),
    ("c 张师傅给我们装的", []),
    ("c 我跟表姐吃了个饭", []),
]


@pytest.mark.parametrize(("chat", "names"), [*WORD_ON_THE_DEAL, *BY_WHAT_HE_IS])
def test_whose_word_on_the_deal_is_told_decides(chat: str, names: list[str]) -> None:
    assert shown(chat, "decision_maker") == names
