"""What quotations and name cards call things, as patterns. The order of `TOTALS` is that of their weight."""

from __future__ import annotations

import re

_CAPITALS = "壹贰叁肆伍陆柒捌玖"
FIGURE = r"(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d+)?"
_YUAN = r"(?:[ /]?(?:人民币|港币|RMB|CNY|USD|EUR|HKD|US[$]|HK[$]|NT[$]|新台币))?"
_IN_BRACKETS = (
    r"(?:[ ]?(?:[(（][^()（）　\n]{0,24}[)）]|[A-Z①-⑩](?:[+×*-][A-Z0-9%①-⑩]{1,3}){1,6}|/[元件台套吨米个]|[cm]?m(?![a-z]))){0,2}"
)
"""合计（元）, 工程总造价 A+B+C, 单价/元"""
_LEAD = r"(?:(?:[A-Z一二三四五六七八九][ 、.]|\d{1,2}[、.)）]|[(（](?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）])[ ]?)?"
"""D 工程总造价, 2.交货时间"""
_ENGLISH = (
    r"(?:[ ]?/?[ ]?(?:(?:Grand )?Total(?: incl\.? VAT)?|Q(?:ty|uantity)|(?:Unit ?)?Price|Amount|Total"
    r"|Description(?: & Model)?|Model"
    r"|Type|Item|Product|Goods|Spec[a-z]*|Unit|Say"
    r"|(?:Delivery|Shipment)(?: Date| Time)?|[A-Za-z]{3,14}(?= [A-Z]{3}\b|[:：]))\.?)?"
)
"""数量 Qty."""
_ENGLISH_BEFORE = r"(?:[A-Z][a-z]{2,12} (?=[一-鿿]))?"
"""Plan 规格."""
_OF_ALL = (
    r"(?:共 ?\d{1,3} ?[一-鿿]{1,3})?"
    r"(?:本次|报价|项目|工程|订单|合同|应付|货款|费用|整单|全部|产品|设备|方案|订购|[两三四五六七八九]项|[每全][月年]|[年月]度"
    r"|服务费?){0,3}"
)
_INCO = "(?:CIF|CIP|CPT|FOB|FCA|CFR|EXW|DAP|DDP)"
_TERMS = rf"(?:,? (?:[A-Z]{{3}}|Amount|Price|Value)[A-Za-z ,]{{0,24}}|[ ]?{_INCO}[ ]?[A-Za-z一-鿿 ,]{{0,24}})?"
_REDUCED = (
    r"(?:优惠|折|让利|抹零|零头|抵扣|减免|核减|补贴)(?:[(（][^()（）　\n]{1,10}[)）])?以?后"
    r"(?:用户|客户|[甲买]方|贵[司方]|合同|含税)?"
)
"""优惠(95折)后合同, 补贴后用户"""
_LAST = r"(?:最终|最后|实际)"
_DEAL = r"(?:成交|执行|结算|签约|[实应][付收]|一口|打包|特惠|礼遇|团购)"
_ALL = r"(?:总?价格?|总?报价|总?金额|总额|合计|总计|收)"
TOTALS = (
    r"[^\W\dA-Za-z首定订预尾余分已期次]{0,4}(?:应付|应收|实付|实收|实洋)(?:金额|总额|总价|净额|合计|款|[一-鿿]{0,4}(?:费用?|租金|[货价]款))?",
    rf"[一-鿿\d.]{{0,8}}{_REDUCED}{_LAST}?{_DEAL}?{_ALL}?|{_LAST}{_DEAL}?(?:{_ALL}|优惠(?:总?报)?价)(?: ?Final [a-z]{{5,6}})?"
    rf"|[一-鿿]{{0,6}}{_DEAL}(?:优惠)?{_ALL}|收[您你]|[您你]给|给(?=[ ]?\d+[ ]?元?(?:就行|得了|吧))"
    r"|优惠(?:总价|价格?|后价格?)|[一-鿿]{0,6}[一总]共(?:[收付给](?:[您你])?|计)?",
    r"价税合计|含税(?:合计|总计|总价|总额|总金额|总报价|价)",
    r"(?:Net|Payable) (?:Amount|Total)",
    rf"(?:总(?:金额|[计价额])|合计)? ?(?:Grand )?Total{_IN_BRACKETS}{_TERMS}(?: ?(?:总(?:金额|[计价额])|合计))?"
    rf"|(?:{_INCO}[ ]?[A-Za-z一-鿿 ]{{0,16}}?)?{_OF_ALL}(?:总[计共]|总价|总价款|总额|总金额|总造价|总[一-鿿]{{0,2}}费用?|总报价"
    rf"|合计总额){_TERMS}"
    r"|报价(?:金额|总额|合计)|合同金额",
    rf"{_OF_ALL}(?:金额)?(?:合计|共计)(?:金额|价格?|费用)?|(?:合计|金额|总价)?大写(?:金额)?"
    r"|[一-鿿]{1,8}(?:总计|总价|总额|总金额|合计|共计)|首[月年]应[付收]",
)
DUE = (
    r"(?:交[货付车稿房齐清模]|[供要]货|到(?:货|厂|场|工地|苗|书)|[发出提]货|配送|送[货达到至餐抵]|运[抵至到]|进场|完工|竣工|上线|验收|提车|出件|开通|起苗|交场|启用"
    r"|(?:安装)?完成|取[货件]|[种做装铺修栽][完好]|完毕|修复|装[运船])"
)
_WHEN = r"(?:预计|承诺|最迟|最晚|计划|要求|约定)"
DELIVERY = (
    rf"[一-鿿]{{0,4}}{DUE}(?:[及和与、]?(?:安装|并网|验收|投产))?(?:[(（][一-鿿]{{2,4}}[)）])?(?:日期|时间|期限?|日)"
    rf"|(?:[一-鿿]{{2,4}}(?:完[工成]|竣工)|交[货付]|[送发到]货)(?=\s*\Z)|{_WHEN}{DUE}(?:交付)?|[一-鿿]{{0,6}}不[晚迟]于"
    rf"|{DUE}(?:交付|安排|[一-鿿]{{2,3}})?(?=[ ]*[:：]| (?:Delivery|Shipment)| ?20\d\d[年./-])|(?:举办|活动|演出)(?:日期|时间)"
    rf"|[一-鿿]{{0,4}}(?:报告|成果)(?:提交|出具|交付)(?:日期|时间)"
    r"|(?:要求|承诺|预计|最迟)?交期|[货纳]期|预交(?:货)?日期?|(?:Time of |Latest )?(?:Shipment|Delivery)(?: Date| Time)?"
    r"|(?:船期 ?)?ETD(?: [A-Za-z]{2,12})?|船期"
)
_KIND = r"(?:型[号番式]|(?:[图货]号/)?规格(?:量程)?|牌号|尺寸|口径|[管通]径)"
MODEL = (
    r"(?:(?:产品|设备|货品|商品|配置|包装|成品|订货|采购|材[质料]|品牌|尺码|外形|测量范围|检测|技术|颜色|花色|等级)[/、]?)?"
    rf"{_KIND}(?:[(（][^()（）　]{{0,8}}[)）])?"
    rf"(?:[及和与/、·・ ]{{0,2}}(?:{_KIND}|参数|配置)|[及和与/][一-鿿]{{2,4}})?"
    rf"|(?:(?![品名货])[一-鿿/、]){{0,6}}{_KIND}(?:工艺|参数|要求|描述|说明|明细|等级|配置|尺寸)?(?=\s*(?:[:：(（]|\Z))"
    r"|版本(?:/[一-鿿]{2})?|颜色[ /、]?尺码|Model(?: ?No\.?)?|Type|Spec(?:ification)?s?\.?|Size"
)
CODE = (
    r"款号(?:/[一-鿿]{2})?|货号(?!/)|料号|图号(?!/)|订货号|品番|OE号|编号 Code"
    r"|(?:产品|商品|物料|存货|货品)?编码|(?:[配零备]件|模具)编[号码]|(?:产品|商品|物料)编号"
    r"|(?:Item|Art\.?|Cat\.?)(?: ?No\.?)"
)
STYLE = r"级别(?:/包装)?|尺码|语种/[一-鿿]{2}|强度等级|(?:检[测验]|执行|技术)?标准|配置"
"""What stands for a model where there is none, the better first."""
_SIDE = r"(?:客户|展会|活动|公司|单位|供应商|[供需买卖甲乙]方|收货|开户|银行|账户|联系人)"
NAME = (
    r"(?:(?:(?:产品|货物|货品|设备|商品|物料|材料|配件|项目|服务|模块)[/、及])?"
    r"(?:产品|货物|货品|设备|商品|物料|材料|配件|项目|服务|工程|施工|检测|软件|(?:功能)?模块|课程)(?:名称|内容|项目)?"
    r"|[一-鿿]{0,2}品[名种]|款式|货品|(?:项目|产品|货[物品]|商品|服务)(?:[及和])?(?:说明|描述)|印件|菜品|(?:制作|作业|工作)?内容|工作项|作物|名称|[一-鿿]{2}项目"
    rf"|[一-鿿]{{2}}及(?:品名|名称)|(?!{_SIDE})[一-鿿]{{0,4}}名称)(?:[及/、](?:规格|型号|参数|内容|描述|说明|品牌|注册|备案|证?号){{1,2}}){{0,3}}"
    r"|(?:Item|Part|Product)(?! ?No)(?: Name)?|(?:Goods )?Description(?: of Goods)?|Article"
    r"|Commodity(?: (?:and|&) Specifications?)?"
)
COUNT = (
    r"(?:(?!起订|包装|装箱|型号|规格|合计|名称|单位)[一-鿿]){0,4}数量|(?:点位|(?:订货|采购|需求)?[台件份套人根张片次米组樘扇块株棵盆只])数|工程量|[工课学]时|[一-鿿]{0,2}工作量|[一-鿿/]{0,3}点位数|[印用]量|订购?量|需求量|[一-鿿]{0,2}预估[一-鿿]?[量数]|数(?=[:：]|\Z)"
    r"|(?:Total )?(?:Qty\.?|Quantity)(?: ?\([a-z]+\))?|Q.ty"
)
MEASURE = r"面积"
"""What stands for a number of pieces where there is none."""
UNIT = r"(?:计量)?单位|Unit(?! ?(?:Price|US|[A-Z]{3}\b|[$€£]))"
_OF_PAPER = r"报价日期|日期|有效期|报价有效期|报价编号|客户|客户名称|联系人|电话|付款方式"
_OTHERS = (
    r"序号?|[项行]号|项次|#|Pos\.?|[一-鿿]{0,4}编[号码]|No\.?|(?:不?含税|优惠|折后|综合)?(?:单价|金额|小计|总价)|(?:[月年]租金?|工时|租金|首年)(?:单价|小计)?"
    r"|(?:[目市零]录?[场售]?|协议|合同|结算|执行)价|收费标准|(?:检[测验])?依据|合价|费用|周期|工期|税额|税率|折扣|图片|产地|材[质料]|面料|颜色|尺码|备注"
    r"|(?:[一-鿿]{2,6})?说明|品牌"
    rf"|{_OF_PAPER}|(?:Unit ?)?Price(?: [A-Z]{3})?|Amount(?: [A-Z]{3})?|Remarks?"
)
_ANY_TOTAL = "|".join(TOTALS)


def labelled(pattern: str, *, within: bool = False) -> re.Pattern[str]:
    """A label at the start of a line or cell or behind a comma, and its value up to the next cell or line's end: groups
    `label`, `value`. `within`: a label with its colon may also follow upon other words (交货地点：北桥交货时间：9月18日).
    """
    start = r"^|(?<=[　，。；;,|])" + (rf"|(?<=：)|(?=(?:{pattern}){_IN_BRACKETS}{_ENGLISH}[:：])" if within else "")
    return re.compile(
        rf"(?:{start})[ ]?(?P<label>{_LEAD}{_YUAN}{_ENGLISH_BEFORE}(?:{pattern}){_YUAN}{_IN_BRACKETS}{_ENGLISH}{_YUAN})"
        rf"(?:[ ]*[:：][ ]*|[ ]+(?:/[ ]*)?|[为按]|(?=[¥￥$€£\d{_CAPITALS}]|US[D$]))(?=(?P<value>[^　\n]+))",
        re.M | re.I,
    )


_HEADED = rf"{_ANY_TOTAL}|{DELIVERY}|{MODEL}|{CODE}|{STYLE}|{NAME}|{COUNT}|{MEASURE}|{UNIT}|{_OTHERS}"
_COLUMN = rf"(?:{_HEADED}){_YUAN}{_IN_BRACKETS}{_ENGLISH}"
LABEL = re.compile(rf"{_LEAD}{_YUAN}{_COLUMN}{_YUAN}{_IN_BRACKETS}{_YUAN}\s*[:：]?", re.I)
LABELLED = re.compile(rf"{_COLUMN}\s*(?:[:：]|\Z)", re.I)
"""A cell that begins with a label: 数量：3, not 服务器."""
COLUMN = re.compile(_COLUMN, re.I)
FORM = re.compile(rf"{_OF_PAPER}|致|报价给|[供需]方|地址|收件人?|传真|[账帐]号|开户行|客户经理|销售")
"""What is told of the whole paper, and heads no column."""
COUNTED = re.compile(
    rf"(?:{COUNT}|(?:[一-鿿]{{0,3}})(?:[单总合]?价|金额|小计|费用?)|(?:Unit ?)?Price|Amount){_IN_BRACKETS}", re.I
)
"""The heading of a column of numbers."""
TOLD = re.compile(rf"(?:{COUNT}|单价|小计|金额)[:：]", re.I)
"""A number with its label: 数量：12 张."""
REACHED = re.compile(r"手机|电话|座机|传真|邮箱|[地店厂]址|微信|网址|QQ|E-?mail|Tel|Fax|Mobile", re.I)
"""Ways to reach somebody, as cards label them."""
DAY = re.compile(DELIVERY, re.I)
"""The heading of the day of delivery."""
NAMED = re.compile(rf"(?:{NAME}){_IN_BRACKETS}{_ENGLISH}", re.I)
"""The heading of what an article is called."""
NUMBERING = re.compile(r"序号?|[项行编]号|项次?|行|No\.?|Pos\.?|#", re.I)
TOTAL = re.compile(rf"{_LEAD}{_YUAN}(?:{_ANY_TOTAL}){_YUAN}{_IN_BRACKETS}{_ENGLISH}{_YUAN}\s*[:：]?", re.I)
SUM = r"(?:不?含税)?(?:金额|小计|总价)|合价|价税合计|费用|(?:Total )?Amount"
"""Of one article."""
MODELLED = re.compile(rf"(?:{MODEL}){_IN_BRACKETS}{_ENGLISH}", re.I)
"""The heading of models and sizes."""
SUMMED = re.compile(rf"(?:{SUM}){_IN_BRACKETS}{_ENGLISH}", re.I)
_SMALL = rf"(?:[{_CAPITALS}零]角)?(?:零?[{_CAPITALS}零]分)?"
ADDRESS = re.compile(
    r"[^一-鿿\w]{0,3}(?:[一-鿿]{0,2}[地厂店校住]\s*址|Add(?:ress)?\.?|[一-鿿]{2,7}[省市州县])[^\n]{0,40}[一-鿿]", re.I
)
ADDRESS_GOES_ON = re.compile(
    r"(?:\d{1,4}号|[A-Z]?\d{0,3}[栋座楼]|[一-鿿]{2,10})[一-鿿A-Za-z0-9 -]{0,24}?"
    r"(?:[号楼室栋层座门侧村旁库]|大厦|广场|小区|园区?|厂房|商铺|底商|门面)[ ]?[A-Za-z0-9]{0,6}(?:[ ]\d{6})?"
    r"|[A-Z]?\d{1,3}[栋座层室]"
)
"""What an address goes on with in the next line."""
IN_CAPITALS = re.compile(
    rf"(?:人民[币幣])?(?P<value>(?:(?:[港美欧]|新台)[元币幣圆]?|欧元)?[{_CAPITALS}貳叄參参陸拾佰仟万萬亿億零〇]{{2,30}}[元圆圓]{_SMALL}[整正]?)"
)
