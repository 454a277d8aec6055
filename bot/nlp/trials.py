"""How a trial went (测试结果): words that judge what was tried; a defect that is denied praises."""

from __future__ import annotations

from bot.nlp.lexicon import Lexicon
from bot.nlp.patterns import late

TRIES = late(
    r"[测试样]|检[测验]|第三方|小批|跑完|[送抽首复盲质]检|化验|[实试]验|验证|poc|老化|盐雾|跌落|认证|评测|品鉴|打[版板]|首件|上机|色[卡板]|小料|配方|计量|理化|微生物|数据|[用装]上"
)
"""Words of something that is tried: 精度不够 is no test that failed where there was none."""
_FAULT = (
    r"裂|漏|断|坏|掉|崩|挂|碎|变形|起泡|起皮|起毛|脱|褪|缩水|缩痕|生?锈|卡死|卡顿|死机|报警|报错|误报|短路|冒烟|异常|毛病"
    r"|发[黄白苦涩粘霉]|对不上|装不[上进下]|沉淀|分层|白印|毛刺|针眼|气孔|渗漏|起皱|起砂|空鼓|鼓包|黑屏|白屏|跳闸"
)
_NONE = r"(?:没有?|未|无|零|0|不)(?:[一个再见出现发生啥什么大任何开]{0,3})"
_GOOD = late(
    rf"{_NONE}(?:{_FAULT}|故障|问题|意见|投诉|失误|检出|丢)|合格|达标|通过|放行|过关|过线|过了(?![再就才期几]|多少)"
    r"|扛[住下]|够[用了]|满意|认可|认了|不错|[挺蛮很真最]好"
    r"|[挺蛮很]顺|顺手|好[用吃喝]|说好|好评|稳定|很稳|稳[了得当]|正常|ok|pass|全绿|完美|杠杠"
    r"|可以(?![吗不再])|还[行好]|在[^,。]{0,4}(?:线|公差|范围|标准|规范|要求)[里内之]"
    r"|符合|比[^,。]{1,12}(?:高|好|强|稳|快|亮|顺|准|省)|第一|按这个|确认样|(?:良率|合格率|准确率|成活率|通过率)[^,。]{0,3}9"
    r"|(?:颜色|手感|尺寸|口感|味道|效果|精度|光泽|强度|画质|音质)[都也很挺还]?(?:正|对|好|准|够|行|到位)|一[致直]选"
    r"|(?<![不没太运进银执])行(?=[了的吧啊呀,。! ]|\Z)"
    r"|(?<![不没太最刚正])好(?=[的了,。! ]|\Z)"
)
_BAD = late(
    r"没(?:有)?(?:过(?!敏)|通过|达标|达到|到(?!货)|合格|成功)"
    r"|不(?:太|大|很|是很|怎么|够)?(?:行|合格|达标|过关|理想|稳|好(?!意思)|满意|准|够|牢|均|符合|满足|通过)(?!行)"
    r"|[达过跟撑扛顶]不[到了上住]|用不了|上不了|失败|超[标差]|偏[高低大小厚薄硬软黄红蓝差弱长短慢干湿粘松紧浅深暗重咸甜酸苦]|不认(?![识为得])|退样|重[做打调]|差[一了]?[点截]|差得?远|只有|才[\d一二三四五六七八九]|不如|太[慢软硬薄厚甜咸苦粗糙吵响贵]|拉胯|翻车|打叉"
    rf"|(?:{_FAULT})"
)
_PRAISED = late(rf"{_NONE}(?:{_FAULT}|故障|问题|不)")
_WISH = late(r"要求|希望|应该|如果|要是|万一|怎么样|咋样|如何|的话|担心|怕|(?<!比)(?:之前|以前|原来)|(?<![比前来])那家|现在用")


def went(text: str, lexicon: Lexicon) -> str:
    """`test_failed`, `test_passed`, or nothing: of a message that tells of a trial, from there on. The lists `test_good` and
    `test_bad` add an organisation's own words.
    """
    if _WISH.search(text):
        return ""
    judged = _PRAISED.sub("好 ", text)
    if _BAD.search(judged) or lexicon.says("test_bad", judged):
        return "test_failed"
    return "test_passed" if _GOOD.search(text) or lexicon.says("test_good", text) else ""
