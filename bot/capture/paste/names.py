"""Can this be a speaker's name? Nearly anything can: 「A。王姐」, 「同步」, 「Tom Li (华辰)」, 「🌙小周🌙」."""

from __future__ import annotations

import re

LONGEST = 48
_LONGEST_LOOSE = 24
_WORDS = re.compile(
    r"[:：,。！？!?;；、…「」『』“”\"<>{}=|\\]|://|\.{3}|^(?:https?|ftp|file|mailto|tel)$|^\W*\d{1,5}\W*$|^[-*#>+(（@]|^\d+[.、)）]"
)
"""What stands in a sentence, a list or a program, and hardly in a name."""
_ENDS = re.compile(
    r"(?:方式|如下|清单|地址|电话|备注|说明|时间|日期|要求|明细|参数|型号|规格|单价|总价|价格|金额|合计|共计|总计|账号|账户|开户行|税号|编号|数量|交期|货期"
    r"|交货期|质保|联系人|邮箱|网址|会议号|关键词|注意事项|温馨提示|[甲乙丙]方|第.{1,4}[条章节点步])$"
)
_IS = re.compile(
    r"(?:问题|内容|品牌|报价|小计|抬头|名称|手机|邮编|传真|链接|密码|主题|标题|附件|发件人|收件人|抄送|密送|作者|来源|编辑|摘要|正文|注意|注|附|例如|比如"
    r"|运费|税费|费用|押金|定金|首付|尾款|保修|包装|颜色|尺寸|材质|功率|电压|重量|产地|产品|项目|公司|部门|职位|姓名|性别|年龄|预算|需求|用途|面积"
    r"|其中|原因|结论|建议|方案|配置|功能|优点|缺点|步骤|目标|流程|范围|背景|一是|二是|三是|首先|其次|最后|另外|总之|所以|因为|但是|还有|提示|提醒|回复|引用"
    r"|ps|p\.s\.?|nb|todo|fixme|note|from|to|cc|bcc|subject|date|sent|re|fwd?|info|warn(?:ing)?|error|debug"
    r"|(?:发布|更新|创建|开始|结束|截止).{0,4})",
    re.IGNORECASE,
)
"""Words before a colon or a time that name a thing and no person."""


def label(name: str) -> bool:
    return bool(_ENDS.search(name) or _IS.fullmatch(name))


def possible(name: str) -> bool:
    """For a header whose time is written as the client writes it."""
    return 0 < len(name) <= LONGEST and not label(name)


def likely(name: str) -> bool:
    """For a header that proves less: shorter, and without what sentences are made of."""
    return 0 < len(name) <= _LONGEST_LOOSE and not _WORDS.search(name) and not label(name)
