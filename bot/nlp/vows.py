"""What the customer takes upon himself without a day's help: 我让商务看一眼, 我同老板碰一碰, 盖好章我给你寄过去."""

from __future__ import annotations

from bot.nlp.patterns import late

_SOON = r"(?:就|先|再|去|来|会|要|得|也|今[儿天晚]?|明[儿天早]?|等下|回头|待会儿?|一会儿?|马上|下午|晚上|[\x00 ])*"
_WILL = late(
    rf"我(?!们?[的是有都没不])(?:们|这边)?{_SOON}(?:"
    r"(?:让|叫|请|安排|派)(?!你|您)[^,了过\x00]{1,5}(?:去|来|把|给|跟|发|看|写|填|签|收|约|配合|导|拿|接|办|准备|开|弄|对|改|联系|打|留|试|玩|捎|送|过)"
    r"|[把将][^,了]{1,12}(?:给|上去|报|发|改|写|填|签|交|导|转|拿|寄|整理|准备|拉|翻|出来|过去)"
    r"|[跟同和找向](?!你|您|别)[^,了过\x00]{1,5}(?:说(?!了)|讲|商量|碰|谈|聊|汇报|申请|请示|争取|提|确认|核|签|批|磨|要|问)(?![过的])"
    r"|(?:自己|自行|亲自|一起)*(?<=[去来再先就己行自起])(?:[测试做写说讲盖拉凑磨建递]|跑(?!不|来)|拿.{1,4}测)(?![过了的得不])"
    r"|写(?![的了过不得]|字|错|清|明)|走(?!了|的|不|到|人|货|错|得|过|一趟|神)(?:完|下|个|一下)?[^,]{0,3}(?:流程|会签|合同|审批|采购|立项|章|单|申请|程序|oa|款)|打印?出来|寄(?!到|给我)|打个?招呼|现?转(?=\Z|\d|过去)|照付|送.{0,4}[测检]"
    r"|[帮替][你您](?!们?[多省])|拿[去给回](?!过)|报给|问(?:问|下|一下)(?!你|您)[一-鿿]{2,6})"
)
"""What he will have done, or ask of whom."""
_TO_YOU = late(
    r"(?:给|发|回|告诉|通知|寄|传|转|拍|答复?|带给|交给)(?:给|过去)?[你您]"
    r"(?!们?[\x00 ]*的?(?:时间|期限|机会|面子|添|加|涨|降|算|按|多少|\d|[一二两三四五六七八九十几]))"
)
"""What comes to us: said by him it is his deed, whatever else the clause asks."""
_HIS = late(
    r"我(?!们?(?:的|要求|需要|希望|想(?!办法)|觉得|没|不|是|有|怕))"
    r"|(?:好|完|了|出来)[\x00 ]*[给发寄传转拍回]|[给发寄传转拍打][\x00 ]*[你您]们?[\x00 ]*\Z"
)
_NOT_YET = late(
    r"[你您]们?.{0,6}(?:我|能)|(?:给|让|叫|请|麻烦|告诉|通知|发|寄|回)我"
    r"|[没不别甭]|如果|要是|的话|[?？吗么]|多少|[了过]\Z|才(?:能|会)?|除非|原来|本来|昨|上次"
)


_ANSWERS = late(
    r"(?:(?:法务|财务|采购|技术|总部|领导|老板)(?:部|那边|这边)?)?"
    r"(?:就|再|肯定|一定|估计|预计|大概|[\x00 ])*(?:出个?|给[你您]们?个?|给(?!个))?(?:最后|最终|正式)?"
    r"(?:准?信儿?|结论|答复|回复|回话|回信|准话|结果|(?<=出)数据?|(?<=[出给])意见)(?:给[你您])?[吧哈啊]*"
)
"""周一答复, 下周三给你信, 9号出意见: said by him, and by a day, it is he who answers."""


_COMES_FOR = late(r"(?:过来|过去|(?<!回)[来去])(?:签(?!收|到)|提[货车]|拿货|取货|付[款钱定尾]|交[钱款定])")
"""我周四过来签合同, 后天来提货."""
_ON_EVENT = late(
    r"(?:[看开批定过测审谈聊问上弄]完(?:会|了|之?后)?|有(?:消息|结果|进展|信儿?)了?|回来|定(?:下来)?了|批(?:下来)?了"
    r"|出来了?|确定了)[\x00 ]*"
    r"(?:我们?|再|就|马上|立刻|第一时间|会|这边){0,6}"
    r"(?:(?:告诉|通知|联系|[答回]复)[你您]"
    r"|[给跟回][你您]们?(?:个|一个)?(?:答复|回复|消息|信|准话|电话|说|讲|反馈|结果))"
)
"""看完给你答复, 批了马上告诉您: as soon as something has happened, by whoever says it."""


def on_event(text: str) -> bool:
    return _ON_EVENT.search(text) is not None


def undertaken(text: str, *, dated: bool) -> bool:
    """Of the customer's clause, its days hidden."""
    if dated and (_ANSWERS.fullmatch(text) or (_COMES_FOR.search(text) and "你" not in text and "您" not in text)):
        return True
    if ("我" not in text and "你" not in text and "您" not in text) or _NOT_YET.search(text):
        return False
    if _WILL.search(text):
        return True
    return comes_to_us(text) and (dated or (_HIS.search(text) is not None and "我" in text))


def comes_to_us(text: str) -> bool:
    """给你寄出, 明天告诉你: in the customer's words what he does, and no request."""
    return _TO_YOU.search(text) is not None
