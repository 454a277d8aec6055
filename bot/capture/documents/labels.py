"""What quotations and name cards call things, as patterns. The order of `TOTALS` is that of their weight."""

from __future__ import annotations

import re

_CAPITALS = "壹贰叁肆伍陆柒捌玖"
FIGURE = r"(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d+)?"
_YUAN = r"(?:[ ]?(?:人民币|RMB|CNY|USD|EUR|HKD|US[$]|HK[$]))?"
_IN_BRACKETS = (
    r"(?:[ ]?(?:[(（][^()（）　\n]{0,24}[)）]|[A-Z](?:[+×*-][A-Z0-9%]{1,3}){1,6}|/[元件台套吨米个]|[cm]?m(?![a-z]))){0,2}"
)
"""合计（元）, 工程总造价 A+B+C, 单价/元"""
_LEAD = r"(?:[A-Z一二三四五六七八九][ 、.]{1,2})?"
"""D 工程总造价"""
_ENGLISH = (
    r"(?:[ ]?/?(?:Qty|Quantity|(?:Unit ?)?Price|Amount|Total|Description|Model|Type|Item|Product|Goods|Spec[a-z]*|Unit|Say"
    r"|(?:Delivery|Shipment)(?: Date| Time)?)\.?)?"
)
"""数量 Qty."""
_OF_ALL = (
    r"(?:本次|报价|项目|工程|订单|合同|应付|货款|费用|整单|全部|产品|设备|方案|订购|[两三四五六七八九]项|[每全][月年]"
    r"|服务费?){0,3}"
)
_TERMS = r"(?:,? (?:[A-Z]{3}|Amount|Price|Value|CIF|FOB|CFR|EXW|DAP|DDP)[A-Za-z ,]{0,24})?"
TOTALS = (
    r"[^\W\dA-Za-z首定订预尾余分已期次]{0,4}(?:应付|应收|实付|实收)(?:金额|总额|总价|合计|[一-鿿]{0,4}(?:费用?|租金|[货价]款))?",
    r"(?:优惠后|折后|最终|实付|成交|让利后)(?:合计|总计|总价|总额|总金额|金额|优惠价|报价|价格?)|优惠(?:总价|价格?|后价格?)|一口价"
    r"|[一-鿿\d.]{0,8}(?:折后|优惠后)(?:实[收付]|总?价|合计|总计|金额)?",
    r"价税合计|含税(?:合计|总计|总价|总额|总金额|价)",
    rf"(?:总(?:金额|[计价额])|合计)? ?(?:Grand )?Total{_IN_BRACKETS}{_TERMS}(?: ?(?:总(?:金额|[计价额])|合计))?"
    rf"|{_OF_ALL}(?:总[计共]|总价|总价款|总额|总金额|总造价|总费用|总报价|合计总额)|报价(?:金额|总额|合计)|合同金额",
    rf"{_OF_ALL}(?:金额)?(?:合计|共计)(?:金额|价格?|费用)?|(?:合计|金额|总价)?大写(?:金额)?",
    r"[一-鿿]{1,8}(?:总计|总价|总额|总金额|合计|共计)",
)
DUE = r"(?:交[货付车稿房齐清]|供货|到货|到厂|到苗|发货|送[货达到]|运抵|进场|完工|竣工|上线|验收|安装完成)"
_WHEN = r"(?:预计|承诺|最迟|最晚|计划|要求|约定)"
DELIVERY = (
    rf"[一-鿿]{{0,4}}{DUE}(?:安装)?(?:日期|时间|期限?|日)|{_WHEN}{DUE}"
    rf"|{DUE}(?:交付)?(?=[ ]*[:：]| (?:Delivery|Shipment)| ?20\d\d[年./-])"
    r"|(?:要求)?交期|货期|预交(?:货)?日期?|(?:Time of |Latest )?(?:Shipment|Delivery)(?: Date| Time)?"
    r"|(?:船期 ?)?ETD(?: [A-Za-z]{2,12})?|船期"
)
_KIND = r"(?:型号|规格(?:量程)?|牌号|图号|尺寸)"
MODEL = (
    rf"(?:产品|设备|货品|配置|包装|成品)?{_KIND}(?:[(（][^()（）　]{{0,8}}[)）])?"
    rf"(?:[及和与/、]?(?:{_KIND}|参数)|/[一-鿿]{{2}})?"
    r"|版本(?:/规格|/型号)?|颜色[ /、]?尺码|Model(?: ?No\.?)?|Type|Spec(?:ification)?s?\.?|Size"
)
CODE = r"款号(?:/规格|/型号)?|货号|料号|(?:Item|Art\.?|Cat\.?)(?: ?No\.?)"
"""What stands for a model where there is none."""
_SIDE = r"(?:客户|公司|单位|供应商|[供需买卖甲乙]方|收货|开户|银行|账户|联系人)"
NAME = (
    r"(?:(?:产品|货物|货品|设备|商品|物料|材料|配件|项目|服务|工程|施工|检测|软件|模块|课程)(?:名称|内容|项目)?"
    r"|[一-鿿]{0,2}品[名种]|款式|货品|内容|工作项|名称|[一-鿿]{2}项目"
    rf"|(?!{_SIDE})[一-鿿]{{0,4}}名称)(?:[及/、](?:规格|型号|参数|内容){{1,2}})?"
    r"|(?:Item|Part|Product)(?! ?No)(?: Name)?|(?:Goods )?Description(?: of Goods)?|Article"
    r"|Commodity(?: (?:and|&) Specifications?)?"
)
COUNT = (
    r"(?:订购|采购|报价|需求|购买|供货|计划|预估|预计|订货|总)?数量|(?:点位|(?:订货|采购|需求)?[台件份套人根张片次米组])数|工程量|[工课学]时|[一-鿿]{0,2}工作量|[一-鿿/]{0,3}点位数|[印用订]量|需求量|数(?=[:：]|\Z)"
    r"|Qty\.?(?: ?\([a-z]+\))?|Q.ty|Quantity"
)
MEASURE = r"面积"
"""What stands for a number of pieces where there is none."""
UNIT = r"(?:计量)?单位|Unit(?! ?Price)"
_OTHERS = (
    r"序号?|[项行]号|#|Pos\.?|[一-鿿]{0,4}编[号码]|No\.?|(?:不?含税|优惠|折后|综合)?(?:单价|金额|小计|总价)|(?:[月年]租金?|工时|租金|首年)(?:单价|小计)?"
    r"|(?:[目市零]录?[场售]?|协议|合同|结算|执行)价|收费标准|(?:检[测验])?依据|合价|费用|周期|工期|税额|税率|折扣|图片|产地|材[质料]|面料|颜色|尺码|备注"
    r"|(?:[一-鿿]{2,6})?说明|品牌|报价日期|日期|有效期|报价有效期"
    r"|报价编号|客户|客户名称|联系人|电话|付款方式|(?:Unit ?)?Price(?: [A-Z]{3})?|Amount(?: [A-Z]{3})?|Remarks?"
)
_ANY_TOTAL = "|".join(TOTALS)


def labelled(pattern: str, *, within: bool = False) -> re.Pattern[str]:
    """A label at the start of a line or cell or behind a comma, and its value up to the next cell or line's end: groups
    `label`, `value`. `within`: a label with its colon may also follow upon other words (交货地点：北桥交货时间：9月18日).
    """
    start = r"^|(?<=[　，。；;,])" + (rf"|(?=(?:{pattern}){_IN_BRACKETS}{_ENGLISH}[:：])" if within else "")
    return re.compile(
        rf"(?:{start})[ ]?(?P<label>{_LEAD}{_YUAN}(?:{pattern}){_YUAN}{_IN_BRACKETS}{_ENGLISH})"
        rf"(?:[ ]*[:：][ ]*|[ ]+|[为按]|(?=[¥￥$€£\d{_CAPITALS}]|US[D$]))(?P<value>[^　\n]+)",
        re.M | re.I,
    )


_COLUMN = rf"(?:{_ANY_TOTAL}|{DELIVERY}|{MODEL}|{CODE}|{NAME}|{COUNT}|{MEASURE}|{UNIT}|{_OTHERS}){_IN_BRACKETS}{_ENGLISH}"
LABEL = re.compile(rf"{_LEAD}{_YUAN}{_COLUMN}{_YUAN}{_IN_BRACKETS}\s*[:：]?", re.I)
LABELLED = re.compile(rf"{_COLUMN}\s*(?:[:：]|\Z)", re.I)
"""A cell that begins with a label: 数量：3, not 服务器."""
COLUMN = re.compile(_COLUMN, re.I)
COUNTED = re.compile(
    rf"(?:{COUNT}|(?:[一-鿿]{{0,3}})(?:[单总合]?价|金额|小计|费用?)|(?:Unit ?)?Price|Amount){_IN_BRACKETS}", re.I
)
"""The heading of a column of numbers."""
DAY = re.compile(DELIVERY, re.I)
"""The heading of the day of delivery."""
NAMED = re.compile(rf"(?:{NAME}){_IN_BRACKETS}{_ENGLISH}", re.I)
"""The heading of what an article is called."""
NUMBERING = re.compile(r"序号?|[项行编]号|No\.?|Pos\.?|#", re.I)
TOTAL = re.compile(rf"{_LEAD}{_YUAN}(?:{_ANY_TOTAL}){_YUAN}{_IN_BRACKETS}{_ENGLISH}\s*[:：]?", re.I)
SUM = r"(?:不?含税)?(?:金额|小计|总价)|合价|价税合计|费用|(?:Total )?Amount"
"""Of one article."""
SUMMED = re.compile(rf"(?:{SUM}){_IN_BRACKETS}{_ENGLISH}", re.I)
_SMALL = rf"(?:[{_CAPITALS}零]角)?(?:零?[{_CAPITALS}零]分)?"
ADDRESS = re.compile(
    r"[^一-鿿\w]{0,3}(?:[一-鿿]{0,2}[地厂店校住]\s*址|Add(?:ress)?\.?|[一-鿿]{2,7}[省市州县])[^\n]{0,40}[一-鿿]", re.I
)
ADDRESS_GOES_ON = re.compile(
    r"(?:\d{1,4}号|[A-Z]?\d{0,3}[栋座楼]|[一-鿿]{2,10})[一-鿿A-Za-z0-9 -]{0,24}?"
    r"(?:[号楼室栋层座门侧村旁库]|大厦|广场|小区|园区?|厂房|商铺|底商|门面)[ ]?[A-Za-z0-9]{0,6}(?:[ ]\d{6})?"
    r"|[A-Z]?\d{1,3}[栋座]"
)
"""What an address goes on with in the next line."""
IN_CAPITALS = re.compile(
    rf"(?:人民[币幣])?(?P<value>(?:[港美欧][元币幣圆]?|欧元)?[{_CAPITALS}貳叄參陸拾佰仟万萬亿億零〇]{{2,30}}[元圆圓]{_SMALL}[整正]?)"
)
