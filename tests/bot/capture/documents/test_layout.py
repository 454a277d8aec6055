"""Lines with boxes become rows, labels stand beside their values, cells under their headings."""

from __future__ import annotations

import time

import pytest

from bot.capture.documents.cards import card_fields
from bot.capture.documents.fields import CARD, QUOTATION, paper
from bot.capture.documents.layout import text_of
from bot.capture.screens.ocr import Box, Line
from bot.handlers.papers import understood
from bot.model import Message
from tests.bot.capture.documents.score import READ_AT, ZONE, found, plain

_BOUND = 3.0
"""Seconds; each takes some hundredths of one."""


def cell(text: str, left: int, top: int, width: int = 0) -> Line:
    return Line(text, Box(left, top, left + (width or 26 * len(text)), top + 30))


def test_a_label_in_a_cell_of_its_own_is_joined_to_its_value() -> None:
    text = text_of([cell("12,000元", 400, 102), cell("总 价", 60, 100), cell("型号：", 60, 160), cell("DN-50", 400, 158)])

    assert text == "总价：12,000元\n型号：DN-50"


def test_a_turned_row_is_followed_from_cell_to_cell() -> None:
    text = text_of(
        [cell("单价", 60, 100, 60), cell("数量", 400, 112, 60), cell("名称", 740, 124, 60), cell("合计", 60, 146, 60)]
    )

    assert text == "单价　数量　名称\n合计"


def test_a_tables_cells_stand_behind_their_headings_and_its_sum_beside_its_label() -> None:
    head = [cell(word, 60 + 200 * n, 100) for n, word in enumerate(("品名", "型号", "数量", "金额"))]
    goods = [cell(word, 60 + 200 * n, 160) for n, word in enumerate(("阀门", "V-8", "30", "900"))]
    last = [cell("合计", 60, 220), cell("30", 460, 220), cell("900元", 660, 220)]

    assert text_of([*head, *goods, *last]).splitlines()[1:] == ["品名：阀门　型号：V-8　数量：30　金额：900", "合计：900元　30"]


@pytest.mark.parametrize(
    ("words", "kind", "value"),
    [
        ("合计：900元\n优惠后总价：850元", "our_quote", "85000"),
        ("合计（万元）：12.5", "our_quote", "12500000"),
        ("总价：人民币壹拾万元整\n合计金额：￥100,000.00", "our_quote", "10000000"),
        ("交货期：2027年3月5日", "deadline", "2027-03-05"),
        ("型号：K-20\n数量：5台", "product", "K-20 5"),
        ("合计人民币（大写）：伍万柒仟元整　57,000.00", "our_quote", "5700000"),
        ("人民币合计：30,300元", "our_quote", "3030000"),
        ("总金额人民币：8,000.00", "our_quote", "800000"),
        ("总价：2,000\n最终优惠价：1,800", "our_quote", "180000"),
        ("您好，50台，单价3,680元，总价184,000元（含税）", "our_quote", "18400000"),
        ("工程总造价（元）：18360", "our_quote", "1836000"),
        ("品名：阀门　数量：2　总价：900\n品名：管件　数量：8　总价：100\n合计：1000", "our_quote", "100000"),
        ("Item：1　Description：Chair RC-2　Qty：30　Unit Price (USD)：22.50\nTOTAL：675.00", "our_quote", "67500 USD"),
        ("Item：1　Description：Chair RC-2　Qty：30　Unit Price (USD)：22.50\nTOTAL：675.00", "product", "ChairRC-2 30"),
        ("合计人民币（大写）贰万陆仟柒佰零陆元整　2　6　7　0　6", "our_quote", "2670600"),
        ("合计：11720元\n优惠后总价 （含6%税）　10548元\n大写金额：壹万零伍佰肆拾捌圆整", "our_quote", "1054800"),
        ("单位：万元（人民币）\n报价总额：134.80", "our_quote", "134800000"),
        ("总计（含13%税，含安装）：31606", "our_quote", "3160600"),
        ("共2520元，两项合计39520元", "our_quote", "3952000"),
        ("品名：阀门　数量：2　金额：900\n品名：管件　数量：8　金额：100\n1,000.00", "our_quote", "100000"),
        ("竣工交付日期：2027年5月20日。自递交之日起60天内有效", "deadline", "2027-05-20"),
        ("Time of Shipment: on or before Jan. 15, 2027.", "deadline", "2027-01-15"),
        ("Delivery: 15 March 2027", "deadline", "2027-03-15"),
        ("Delivery date: 26.02.2027, ex works", "deadline", "2027-02-26"),
        ("送货：2027年3月3日早上7点前送到后门", "deadline", "2027-03-03"),
        ("交货日期Delivery Date：2027/01/12", "deadline", "2027-01-12"),
        ("设备送达日期：2027年3月6日", "deadline", "2027-03-06"),
        ("备注：①订金50%，安装完毕付清。②送货安装日期：2027.3.8。③质保三年", "deadline", "2027-03-08"),
        ("要求交期/Delivery：2027-03-29", "deadline", "2027-03-29"),
        ("预计交车：2027-03-02 17:00", "deadline", "2027-03-02"),
        ("货可于2027年3月12日前送到工地", "deadline", "2027-03-12"),
        ("TOTAL CIF HAMBURG：USD 19,922.30", "our_quote", "1992230 USD"),
        ("未税合计：54600.00\n含税总计 RMB：61698.00", "our_quote", "6169800"),
        ("项目：CAD出图、PHP开发　数量：1\n合计：5000", "our_quote", "500000"),
        ("合计：49,300\n老客户95折后实收：46,835元", "our_quote", "4683500"),
        ("小计：7347.50\nD 工程总造价 (A+B+C)：127600.62", "our_quote", "12760062"),
        ("优惠后 (未税)：143,000.00\n价税合计：151,580.00", "our_quote", "15158000"),
        ("产品合计：50472\n优惠后总计（不含税）：46024.8", "our_quote", "4602480"),
        ("年租金合计：17448元\n全年实付（含养护）：16575.6元", "our_quote", "1657560"),
        ("共计17880元，首次合作优惠后按17500元结算", "our_quote", "1750000"),
        ("总价：55000\n首期应付：16,500元\n定金实收：5000", "our_quote", "5500000"),
        ("优惠价：42元/台\n总价：4,200元", "our_quote", "420000"),
        ("合计：4340.5元\n老客户优惠：-40.5元\n实收：¥4300", "our_quote", "430000"),
        ("工程总造价 A+B+C：80,797.12", "our_quote", "8079712"),
        ("备注：以上含运费，交货日期：2026/12/18", "deadline", "2026-12-18"),
        ("交货地点：北桥交货时间：2027年9月18日", "deadline", "2027-09-18"),
        ("交货周期：120天\n最晚交货：2027年3月31日", "deadline", "2027-03-31"),
        ("项目：找平　工程量：120　单位：m²", "product", "找平 120"),
        ("货品名称：锁扣地板　规格：4mm　数量：320", "product", "锁扣地板4mm 320"),
        ("服务项目：水质检测　服务内容：43项　点位数：4", "product", "水质检测 4"),
        ("单位：万元\n设备：锅炉　单位：台　数量：1\n设备：运输费", "product", "锅炉 1"),
        ("食材：土鸡蛋　规格：360枚/箱　单位：箱　数量：8", "product", "土鸡蛋360枚/箱 8"),
        ("物料名称：轴承　图号/规格：6206-2RS　需求数量：50", "product", "轴承6206-2RS 50"),
        ("变频柜 Inverter　BK-45KW　4 SETS　US$2,150.00　US$8,600.00", "product", "变频柜InverterBK-45KW 4"),
        ("品目：阀门　甲：30　乙：12.5　丙：375", "product", "阀门 30"),
        ("1、304水箱支架2套，每套1450元，计2900元", "product", "304水箱支架 2"),
        ("1. 手提袋　250g白卡　800个×3.2元　2560元", "product", "手提袋250g白卡 800"),
        ("ITEM：A　COMMODITY & SPECIFICATION：Floor Tile　QUANTITY：2,880 SQM", "product", "FloorTile 2880"),
        ("产品：柠檬酸钠　规格/含量：食品级　数量 (吨)：10", "product", "柠檬酸钠食品级 10"),
        ("防雨布加厚 50块×86元=4300元", "product", "防雨布加厚 50"),
        ("品名 Description：阀门　数量 Qty：3", "product", "阀门 3"),
        ("服务项目：地毯清洗　面积：320m²　单价：5.00元/m²　费用：1,600", "product", "地毯清洗 320"),
        ("模块名称：2 手持终端　数量：12", "product", "手持终端 12"),
        ("Item Name：Mixing Bowl　Model No.：MB24　Quantity：2,400 pcs", "product", "MixingBowlMB24 2400"),
        ("产品名称：主管桌　规格（mm）/型号：MK-20　数量：4", "product", "主管桌MK-20 4"),
        (
            "规格：110-130　数量：320\n品名：短袖　规格：140-160　数量：280\n规格：165-180　数量：60",
            "product",
            "短袖165-180 60",
        ),
        ("罗　1. 不锈钢水箱 SX-20 2台×8600元=17200元", "product", "不锈钢水箱SX-20 2"),
        ("维修项目：更换离合器　工时（数量）：8　工时单价：90.00　金额：720.00", "product", "更换离合器 8"),
        ("品名：三腳架　数量：5\n备注：货到验收，单价不变", "product", "三脚架 5"),
    ],
)
def test_a_quotations_values(words: str, kind: str, value: str) -> None:
    assert (kind, value) in found(f"[图片] 报价单\n{words}")


@pytest.mark.parametrize(
    "words",
    [
        "报价日期：2026-11-20",
        "交货期：签订后30天",
        "交货期：收到预付款后15天内发货",
        "价税合计：8,80",
        "单价：12元",
        "合计：详见附件",
        "品名：运费",
        "Item：1",
        "Unit Price：9",
    ],
)
def test_what_is_no_value_is_not_made_one(words: str) -> None:
    assert found(f"[图片] 报价单\n{words}") == set()


def test_a_row_that_names_its_sum_in_a_later_cell_is_no_article() -> None:
    head = [cell(word, 60 + 200 * n, 100) for n, word in enumerate(("品名", "型号", "数量", "金额"))]
    last = [cell("3", 60, 160), cell("合计", 260, 160), cell("30", 460, 160), cell("900元", 660, 160)]

    assert text_of([*head, *last]).splitlines()[1:] == ["合计：900元　3　30"]


def test_headings_that_stand_near_are_two_and_a_cell_to_the_left_is_its_columns() -> None:
    head = [cell("No.", 60, 100, 40), cell("项目名称", 300, 100), cell("单位工程量", 700, 100), cell("单价", 900, 100)]
    goods = [cell("2", 70, 160), cell("隔墙", 130, 160), cell("m²", 710, 160), cell("38.5", 780, 160), cell("45", 905, 160)]

    text = text_of([*head, *goods]).splitlines()

    assert text[0] == "No.　项目名称　单位　工程量　单价"
    assert text[1] == "No.：2　项目名称：隔墙　单位：m²　工程量：38.5　单价：45"


def test_a_heading_of_four_and_a_label_that_is_spaced_out() -> None:
    head = [cell("产品名称", 60, 100), cell("配置型号数量单价", 300, 100), cell("金额", 900, 100)]
    goods = [cell(word, left, 160, 60) for word, left in (("服务器", 60), ("R5", 310), ("3", 420), ("9", 470), ("27", 900))]
    form = [cell("型", 60, 220), cell("号", 120, 220), cell("TBX-24", 200, 220)]

    assert text_of([*head, *goods]).splitlines()[1] == "产品名称：服务器　配置型号：R5　数量：3　单价：9　金额：27"
    assert text_of(form) == "型号：TBX-24"


def test_words_that_go_on_below_are_of_the_row_that_they_stand_beside() -> None:
    head = [cell(word, 60 + 200 * n, 100) for n, word in enumerate(("设备名称", "型号", "数量", "金额"))]
    first = [cell("立式加", 60, 180), cell("VMC-", 260, 180), cell("2台", 460, 196), cell("900", 660, 196)]
    below = [cell("工中心", 60, 212), cell("850L", 260, 212)]
    second = [cell("转台", 60, 290), cell("HR-2", 260, 290), cell("3台", 460, 290), cell("60", 660, 290)]
    last = [cell("合计", 60, 350), cell("960元", 660, 350)]

    assert text_of([*head, *first, *below, *second, *last]).splitlines()[1:] == [
        "设备名称：立式加工中心　型号：VMC-850L　数量：2台　金额：900",
        "设备名称：转台　型号：HR-2　数量：3台　金额：60",
        "合计：960元",
    ]


def test_headings_that_go_on_below_are_put_together() -> None:
    head = [cell(word, 60 + 200 * n, 100) for n, word in enumerate(("设备名", "型号", "不含税单", "金额"))]
    more = [cell("称", 60, 134), cell("价", 460, 134)]
    goods = [cell(word, 60 + 200 * n, 200) for n, word in enumerate(("转台", "HR-2", "30", "60"))]

    assert text_of([*head, *more, *goods]).splitlines() == [
        "设备名称　型号　不含税单价　金额",
        "设备名称：转台　型号：HR-2　不含税单价：30　金额：60",
    ]


def test_a_form_of_labels_and_values_is_no_heading() -> None:
    row = [cell(word, 60 + 160 * n, 100) for n, word in enumerate(("数量", "3,000本", "单价", "11.6元", "总价", "34,800元"))]

    assert text_of(row) == "数量：3,000本　单价：11.6元　总价：34,800元"


def test_numbers_that_stand_near_and_a_rows_own_are_cells() -> None:
    head = [cell(word, 60 + 200 * n, 100) for n, word in enumerate(("序号", "品名", "数量", "税率", "金额"))]
    goods = [cell("4 培养箱", 60, 160), cell("5,000 13%", 480, 160, 180), cell("900", 860, 160)]

    assert text_of([*head, *goods]).splitlines()[1] == "序号：4　品名：培养箱　数量：5,000　税率：13%　金额：900"


def test_a_whole_that_nobody_counts_is_no_article_beside_those_that_are() -> None:
    assert found("[图片] 报价单\n项目名称：二期改造\n品名：阀门　数量：2") == {("product", "阀门 2")}


@pytest.mark.parametrize(("label", "what"), [("竣工日期", "竣工"), ("计划上线", "上线"), ("交货日期", "交货")])
def test_what_is_due_is_as_the_label_says(label: str, what: str) -> None:
    text = f"[图片] 报价单\n{label}：2027年3月1日"
    (fact,) = understood(Message("file:1", "", READ_AT, text, kind="image"), ZONE).facts

    assert (fact.shown, fact.value["what"]) == (f"2027-03-01 {what}", what)


@pytest.mark.parametrize(
    ("words", "kind", "value"),
    [
        ("杭州市第一人民医院\n芮海燕\n13900001111", "contact_company", "杭州市第一人民医院"),
        ("远图教育科技\n欧阳晓雯\n产品总监\n13900001111", "contact_company", "远图教育科技"),
        ("远图科技\n远图科技（宁波）有限公司\n13900001111", "contact_company", "远图科技（宁波）有限公司"),
        ("方圆纺织机械厂\n顾德胜 董事长兼总经理\n13900001111", "contact_person", "顾德胜"),
        ("方圆纺织机械厂\n顾德胜董事长\n13900001111", "contact_person", "顾德胜"),
        ("方圆弹簧厂\n何金土厂长\n13900001111", "contact_person", "何金土"),
        ("芮海燕\n地址：杭州市浣纱路261号邮编：310006", "contact_address", "杭州市浣纱路261号"),
        ("林屹\n福州市九峰巷7号（350011）\n13900001111", "contact_address", "福州市九峰巷7号"),
        ("厂址：永康市古丽镇三横路\n13900001111", "contact_address", "永康市古丽镇三横路"),
        ("福建省武夷山市星溪镇黄柏村12号\n13900001111", "contact_address", "福建省武夷山市星溪镇黄柏村12号"),
        (
            "雷振邦\n地址：西安市长安南区韦曲街道\n航拓路1266号2号楼\n13900001111",
            "contact_address",
            "西安市长安南区韦曲街道航拓路1266号2号楼",
        ),
        ("纪云帆\n地址 Address :\n舟山市临海新区百川路1号\n13900001111", "contact_address", "舟山市临海新区百川路1号"),
        ("黎广荣　双色注塑、包胶\n业务经理　丝印\n13900001111", "contact_person", "黎广荣"),
        ("望江春大酒楼\n牛丽霞餐饮部客户经理\n13900001111", "contact_person", "牛丽霞"),
        ("技术学校\n招生就业办主任凌春华\n13900001111", "contact_person", "凌春华"),
        ("柏衡　柏衡律师事务所\n宗雨桐合伙人/律师\n13900001111", "contact_person", "宗雨桐"),
        ("霍青\nM 13701285946\nA 北京市朝阳区酒仙桥中路24号院", "contact_address", "北京市朝阳区酒仙桥中路24号院"),
        ("速丰物流\n谷大勇华中区运营经理\n13900001111", "contact_person", "谷大勇"),
        ("钟秀兰理事长\n13900001111", "contact_person", "钟秀兰"),
        ("贺子昂\nTel: +86 532 8577 3019", "contact_phone", "053285773019"),
        ("贺子昂\nTel: +86 178 0625 4431", "contact_phone", "17806254431"),
        ("蒋沐川采购部经理\n13900001111", "contact_person", "蒋沐川"),
    ],
)
def test_a_cards_values(words: str, kind: str, value: str) -> None:
    assert (kind, plain(value)) in found(f"[图片] 名片\n{words}")


@pytest.mark.parametrize("words", ["项目部经理\n13900001111", "高级工程师\n13900001111", "华东区总监\n13900001111"])
def test_a_title_is_nobodys_name(words: str) -> None:
    assert "contact_person" not in dict(found(f"[图片] 名片\n{words}"))


@pytest.mark.parametrize(
    ("words", "person", "title"),
    [
        ("方圆阀门厂\n顾德胜董事长\n13900001111", "顾德胜", "董事长"),
        ("方圆阀门有限公司\n顾明远　技术总监\n13900001111", "顾明远", "技术总监"),
        ("高级经理\n姓名：齐悦\n13900001111", "齐悦", "高级经理"),
        ("Amy Jiang 江敏\n销售经理\namy@valve.example.com", "江敏", "销售经理"),
    ],
)
def test_a_cards_person_and_title(words: str, person: str, title: str) -> None:
    read = {field.kind: words[slice(*field.value)] for field in card_fields(words)}

    assert (read["person"], read["title"]) == (person, title)


@pytest.mark.parametrize(
    "words", ["合计", "1、", "预计交货", "人民币", "名称", "壹万", "王海经理", "宁波市路1号", "12,000 ", "元", "jan. 1 "]
)
def test_any_words_are_read_in_bounded_time(words: str) -> None:
    for text in (words * 4000, f"{words}　" * 2000, f"{words}\n" * 2000, f"{words}：" * 2000):
        began = time.process_time()
        found(f"[图片] 报价单\n{text}")
        found(f"[图片] 名片\n{text}")
        text_of([cell(text[:400], 60, 100), cell("数量", 60, 140), cell("金额", 60, 180)])
        assert time.process_time() - began < _BOUND


def test_a_fax_is_no_number_to_call() -> None:
    read = found("[图片] 名片\n江敏\n电话：021-55556666\n传真：021-55556667")

    assert [value for kind, value in read if kind == "contact_phone"] == ["02155556666"]


@pytest.mark.parametrize(
    ("words", "kind"), [("产品报价单\n合计：9元", QUOTATION), ("江敏\n13900001111", CARD), ("今天天气不错\n好的", "")]
)
def test_which_paper_it_is(words: str, kind: str) -> None:
    assert paper(words) == kind
