"""What quotations and name cards call things, as patterns. The order of `TOTALS` is that of their weight."""

from __future__ import annotations

import re

_FOREIGN = r"美[元金]|US[D$]|HK[D$]|欧元|EUR|港[元币]|英镑|GBP|日元|JPY|[$€£]"
_IN_BRACKETS = rf"(?:[(（](?:人民币|RMB|CNY|[￥¥]|大写|小写|含税|不含税|万?元|万?(?:{_FOREIGN})|单位|[:：/ ])+[)）])?"
TOTALS = (
    r"(?:优惠后|折后|最终|实付|成交)(?:合计|总计|总价|总额|总金额|金额|价格?)",
    r"价税合计|(?:含税)(?:合计|总计|总价|总额|总金额|价)",
    r"(?:报价|项目|订单|合同|应付)?(?:总计|总价|总额|总金额|合计总额)|报价金额|Grand ?Total",
    r"(?:金额)?(?:合计|共计)(?:金额)?|Total(?: Amount)?",
)
DELIVERY = r"(?:预计|承诺|最迟)?(?:交货|交付|供货|到货|发货)(?:日期|时间|期限?|日)|交期|Delivery(?: Date)?"
MODEL = r"(?:产品|规格|设备)?(?:及)?型号(?:规格)?|规格(?:/型号)?|Model(?: No\.?)?"
NAME = r"(?:产品|货物|设备|商品|物料|项目)(?:名称)?|品名|名称|Item|Product|Description"
COUNT = r"数量|Qty\.?|Quantity"
UNIT = r"单位|Unit"
_OTHERS = (
    r"序号|No\.?|单价|金额|小计|总价|备注|品牌|报价日期|日期|有效期|报价有效期|报价编号|编号|客户|客户名称|联系人|电话|付款方式|税率"
    r"|Price|Unit Price|Amount|Remark"
)
_ANY_TOTAL = "|".join(TOTALS)


def labelled(pattern: str) -> re.Pattern[str]:
    """A label at the start of a line or cell, and its value up to the next cell or line's end: groups `label`, `value`."""
    return re.compile(
        rf"(?:^|(?<=　))(?P<label>(?:{pattern}){_IN_BRACKETS})(?:[ ]*[:：][ ]*|[ ]+|(?=[¥￥$€£\d]|US[D$]))(?P<value>[^　\n]+)",
        re.M | re.I,
    )


LABEL = re.compile(rf"(?:{_ANY_TOTAL}|{DELIVERY}|{MODEL}|{NAME}|{COUNT}|{_OTHERS}){_IN_BRACKETS}\s*[:：]?", re.I)
COLUMN = re.compile(rf"(?:{MODEL}|{NAME}|{COUNT}|{UNIT}|{_OTHERS}){_IN_BRACKETS}", re.I)
TOTAL = re.compile(rf"(?:{_ANY_TOTAL}){_IN_BRACKETS}\s*[:：]?", re.I)
