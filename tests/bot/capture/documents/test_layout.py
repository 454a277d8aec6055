"""Lines with boxes become rows, labels stand beside their values, cells under their headings."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from bot.capture.documents.cards import card_fields
from bot.capture.documents.cells import ASIDE, of_lines
from bot.capture.documents.fields import CARD, QUOTATION, paper
from bot.capture.documents.layout import text_of
from bot.capture.screens.ocr import Box, Line
from bot.handlers.papers import understood
from bot.model import Message
from tests.bot.capture.documents.score import READ_AT, ZONE, found, plain

_ATTACKS = (
    "甲 ¥9×8 ",
    "(1) 甲2只，每只9元",
    "9.002026-01-01",
    "13900001111",
    "单价 ",
    "总计 Total (USD), ",
    "甲博士 乙",
    "数量：8　数量：9　",
    "甲(规格：乙)",
    "型号 甲(",
    "甲¥9/乙×8",
    "(一) 甲",
    "印量 9 个 | ",
    "2026-01-01 ",
    "每周二、",
    "王海小时候",
    "A Bc ",
    "A Ltd",
    "9台×9=81 ",
    "1×1=1 ",
    "9.00 ×1台 9.00 ",
    "甲 9台，单价9元，计81元",
    "拟配甲9台，型号A，",
    "1.1 甲，",
    "规格/甲",
    "商品名称\n甲",
    "以上加起来总共 ",
    "CIP 甲总价 ",
    "8 Kaki Road, ",
    "A 1 Street,\n",
    "¥9/台×",
    "甲 ¥9\n甲　",
    "甲　数量：",
    "肆仟参佰",
    "2026年12月1日前将",
)
_PROSE = (
    "洗涤部分，拟配洗脱机2台，型号XGQ-100F，每台68,500元，计137,000元。后整理部分，拟配烫平机1台，型号YZ-3000，价格86,000元；"
    "此外配套布草车12辆，每辆680元，计8,160元。我司可提供配电箱，型号IS-80，共2台，单价2,300元，合计4,600元。"
)
_SECTIONS = (
    "项目：三号库\n■ 高强螺栓 发黑，GB/T 1228\n规格　数量　单价\n规格：M20×60　数量：32套　单价：3\n"
    "规格：M24×80　数量：96套　单价：5\n"
    "■ 焊钉\n配瓷环，ML15\n规格　数量　单价\n规格：φ19　数量：56套　单价：1"
)
_PRICES = "一、给水管\n规格　壁厚　单价\n规格：dn32　壁厚：3mm　单价：5.60\n规格：dn50　壁厚：4mm　单价：9.60"
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
        ("优惠后总价：19700.00 抹零　六", "our_quote", "1970000"),
        ("总价：86.50 万元（含税）", "our_quote", "86500000"),
        ("费用合计：7,660 元\n实收检测费（含6%税）：6,894 元", "our_quote", "689400"),
        ("小计：23,400.00\n增值税 6%　1,516.32\n每月服务费总额：26,788.32", "our_quote", "2678832"),
        ("本单金额合计：53,300.00\n品名：断路器　数量：12　价税合计：5,838.00", "our_quote", "5330000"),
        ("货值 Subtotal　31,430.00\n总金额 TOTAL CIP SHANGHAI (EUR)：31,098.50", "our_quote", "3109850 EUR"),
        ("合计 Sub-total：€14,540.00\n总计 TOTAL (EUR), FCA Shanghai：€14,103.80", "our_quote", "1410380 EUR"),
        ("Currency 貨幣：HKD 港幣\nSub-total 小计　35,236.00\nGrand Total 总计 HK$：35,886.00", "our_quote", "3588600 HKD"),
        ("港幣叁萬玖仟玖佰壹拾元正\nTOTAL (HK$)　39,910.00", "our_quote", "3991000 HKD"),
        ("交貨日期：2027年1月22日，送抵貨倉", "deadline", "2027-01-22"),
        ("贸易条款 CIP　交货 Delivery 15 March 2027", "deadline", "2027-03-15"),
        ("▶2027年3月2日 14:00 前送达：新华路", "deadline", "2027-03-02"),
        ("2027年3月15日前交齐，先付一半定金", "deadline", "2027-03-15"),
        ("货物于2027年3月20日前一次送达食堂冷库", "deadline", "2027-03-20"),
        ("设备进场日期：2027年3月30日上午8点", "deadline", "2027-03-30"),
        ("甜品：手工曲奇　规格：200g/盒　份数：×60　价格：¥22", "product", "手工曲奇200g/盒 60"),
        ("检测项目：噪声　样品/点位数：8　单价：120", "product", "噪声 8"),
        ("产品/服务：移动端授权　版本/规格：PDA版　数量：10 个", "product", "移动端授权PDA版 10"),
        ("款式：工装裤　款号：GK-1102　件数：100", "product", "工装裤GK-1102 100"),
        ("No.：1　Part name：端盖模具　Spec：一模四穴　Qty：1", "product", "端盖模具一模四穴 1"),
        ("手提袋 280×380×90mm 1000个×2.3元=2300元", "product", "手提袋280x380x90mm 1000"),
        ("四门冰柜　¥4680×1\n型号/尺寸：HX-1000L4　¥4680", "product", "四门冰柜HX-1000L4 1"),
        ("压力变送器　¥790.00　×8　¥6,320.00\nPT3051-G5", "product", "压力变送器PT3051-G5 8"),
        ("五常大米 5kg\n150袋 39元/袋小计 5,850元", "product", "五常大米5kg 150"),
        ("一、　屋面卷材铺设，860平方米，每平方米46元，计39,560元", "product", "屋面卷材铺设 860"),
        ("货号：ML-2103　面料品名：斜纹布　订货米数：1,200", "product", "斜纹布ML-2103 1200"),
        ("名称：电缆　型号：BV-450　规格：1×2.5　数量：5,000 m", "product", "电缆BV-4501x2.5 5000"),
        ("阶段：设计　工作项：调研　工作量：8人天", "product", "调研 8"),
        ("名称：背景墙　数量：背打光　数量：1套", "product", "背景墙 1"),
        ("设备名称：水池　规格 mm：1800×700　数量：1", "product", "水池1800x700 1"),
        ("服务项目：盘点　预计数量：3", "product", "盘点 3"),
        ("品名：百褶裙　颜色 尺码：藏青120-170　数量：280条", "product", "百褶裙藏青120-170 280"),
        ("Sub-total　16,152.60\nTOTAL FOB XIAMEN, USD：16,572.60", "our_quote", "1657260 USD"),
        ("租金合计：6870.00 元\n应付租金：6600.00 元", "our_quote", "660000"),
        ("批量95折后：68,609.00\n应付总额（含税）￥69,809.", "our_quote", "6980900"),
        ("植物合计：¥6,934\n总共：¥7,100", "our_quote", "710000"),
        ("完工交付 2027年1月5日", "deadline", "2027-01-05"),
        ("全部译稿于2027年1月29日提交", "deadline", "2027-01-29"),
        ("我公司保证于2027年1月12\n日交货，送至仓库", "deadline", "2027-01-12"),
        ("名称：水泵　型号和规格：WQ-15　数量：6", "product", "水泵WQ-15 6"),
        ("名称：培训　型号：一　数量：4", "product", "培训 4"),
        ("货号：LY10　名称：乙醇　规格：500mL　数量：48", "product", "乙醇500mL 48"),
        ("Item No.：YL-20　Description：水杯　QTY (PCS)：3000", "product", "水杯YL-20 3000"),
        ("Description：Kerbstone　Size (cm)：100×20　Quantity：850 pcs", "product", "Kerbstone100x20 850"),
        ("名称：文化墙　数量：5　面积（m²）：14.40", "product", "文化墙 5"),
        ("Commodity：Scallop　Qty：10　Qty：2,400　JPY / kg：1,180　Amount：2,832,000", "product", "Scallop 2400"),
        ("外壳上盖 PX-CV-03　10 件　单价 ¥86.00　¥860.00", "product", "外壳上盖PX-CV-03 10"),
        ("液压油缸 HSG-100，3根，每根2,460元，计7,380元", "product", "液压油缸HSG-100 3"),
        ("散尾葵 1.8米　12盆×¥135　¥1,620", "product", "散尾葵1.8米 12"),
        ("1. 中译英笔译：38.6千字，每千字220元", "product", "中译英笔译 38.6"),
        ("5. 录音：45分钟，每分钟60元", "product", "录音 45"),
        ("(1)聚合氯化铝 PAC-28，数量25吨，单价2,180元/吨，金额54,500元", "product", "聚合氯化铝PAC-28 25"),
        ("Description：光模块　Qty：SFP-10G-LR　Qty：200", "product", "光模块SFP-10G-LR 200"),
        ("名称：化油器　规格型号：PZ27　数：80", "product", "化油器PZ27 80"),
        ("名称：运维服务　型号：1　数量：6", "product", "运维服务 6"),
        ("品名：开衫　款号：黑色　数量：45", "product", "开衫 45"),
        ("骨瓷平盘 YL-P10\n200只，单价18.00元，计3,600.00元", "product", "骨瓷平盘YL-P10 200"),
        ("品名：音箱　型号：LX-2　单位：8 只　折扣：无", "product", "音箱LX-2 8"),
        ("总计：66,268.06\n人民币大写：陆万陆仟贰佰陆拾捌元零陆分", "our_quote", "6626806"),
        ("业务 Sales: Yu　船期 ETD Ningbo: 2027-02-02", "deadline", "2027-02-02"),
        ("2、到苗日期：2027年2月20日", "deadline", "2027-02-20"),
        ("(1) 编织网 304-20目\n数量：150 平方米单价：42.00 元", "product", "编织网304-20目 150"),
        ("名称：蝶阀　型号：D71X-16　口径：DN80　数量：6", "product", "蝶阀D71X-16DN80 6"),
        ("图号：C-3　品名：汤碗　尺寸：7寸　数量：200个", "product", "汤碗7寸 200"),
        ("项目：门诊楼　品名：边台　规格：4500　数量：3", "product", "边台4500 3"),
        ("项目：发光字　材料：不锈钢　数量：9个", "product", "发光字 9"),
        ("Item Name：Clip　Total Qty (pcs)：1200　Unit US$：0.42　Total US$：504.00", "product", "Clip 1200"),
        ("2. 切割环 DN230　8件单价680元金额5440元", "product", "切割环DN230 8"),
        ("产品：固定窗　樘数：3　面积(m²)：6.00", "product", "固定窗 3"),
        ("总计：87,575.00\n优惠后成交价：86,000.00", "our_quote", "8600000"),
        ("合计 6461 元，运费 120 元，抹零后一共收您 6580 元。", "our_quote", "658000"),
        ("单据日期：2026-12-09　要货日期：2027-01-11", "deadline", "2027-01-11"),
        ("品名：手套　货号/规格：NG-M 中号　数量：50 盒", "product", "手套NG-M中号 50"),
        ("商品名称：刹车片　编码：BP-4471　数量：10", "product", "刹车片BP-4471 10"),
        ("项目：仓储软件　版本/说明：WMS V6.2　数量：1 套", "product", "仓储软件WMSV6.2 1"),
        ("款式：夹克　款号/颜色：FZ-101 藏青　数量：90", "product", "夹克FZ-101藏青 90"),
        ("服务项目：贴标　月预估量：15,000 件", "product", "贴标 15000"),
        ("品名：灯罩　本次数量(PCS)：2000　执行单价：6.85", "product", "灯罩 2000"),
        ("• 水泥 P.O 42.5\n120袋,22.5元/袋,计2700元", "product", "水泥P.O42.5 120"),
        ("香樟(胸径12cm)　45株×680元　30600.00", "product", "香樟胸径12cm 45"),
        ("百慕大草皮　620.5m²×9.5元　5894.75", "product", "百慕大草皮 620.5"),
        (
            "手提袋(320×420×110 覆膜）\n印量 1500 个 | 单价 2.95 元/个 | 金额 4425.00 元",
            "product",
            "手提袋320x420x110覆膜 1500",
        ),
        ("项目　数量\n舞台音箱\n型号：PX-15A　8 只　HK$5,680　HK$45,440", "product", "舞台音箱PX-15A 8"),
        ("1　升降办公桌　数量：18 张\n型号：BD-1400E　单价：1,680.00 元", "product", "升降办公桌BD-1400E 18"),
        ("商品图　A4复印纸　¥99.00　×10　¥990.00\n规格：70g 5包装", "product", "A4复印纸70g5包装 10"),
        ("乙腈(规格：HPLC级 4L)　，4瓶，单价385元，小计1540.00元", "product", "乙腈HPLC级4L 4"),
        ("1、盐酸(规格：AR 500mL)　，20瓶，单价18.5元，小计370.00元", "product", "盐酸AR500mL 20"),
        ("素食套餐规格: 三素一汤　38元×12份　456.00", "product", "素食套餐三素一汤 12"),
        ("发财树规格 H180\n¥45/盆·月　×6　¥270.00", "product", "发财树H180 6"),
        ("(一)　《手册》中译英：42.6千字，每千字180元", "product", "《手册》中译英 42.6"),
        ("合价总计：292,200.00\n优惠取整　-2,200.00\n投报总价（CNY，含13%税）：290,000.00", "our_quote", "29000000"),
        ("总额：46,825.00\n应收款：44,483.75", "our_quote", "4448375"),
        ("货物净值：24,512.00\n最终金额 Final amount EUR：25,752.00", "our_quote", "2575200 EUR"),
        ("(五) 工程直接费合计：65656.00\n(八) 工程总造价：75143.29", "our_quote", "7514329"),
        ("材料 6756\n车费 360\n一共 7116 元", "our_quote", "711600"),
        ("首次搬运费：¥60.00\n首月应付：¥1184.00", "our_quote", "118400"),
        ("合计（含税）人民币：¥17,788.00", "our_quote", "1778800"),
        ("发货安排：2026年12月 16日物流到场。", "deadline", "2026-12-16"),
        ("说明：1.板材 E1 级；2.交货安装时间 2026/12/30;3.定金", "deadline", "2026-12-30"),
        ("板材有库存，整批货 12 月 24 日送到贵司", "deadline", "2026-12-24"),
        ("起苗装车后 2026 年 12 月 8 日上午到工地，请备好吊车", "deadline", "2026-12-08"),
        ("3. 送货到工地：2026年12月29日。", "deadline", "2026-12-29"),
        ("交货：每周二、周五配送，首批货 2026-12-15 送到客户仓库。", "deadline", "2026-12-15"),
        ("译稿将于2026年12月2日以电子邮件方式交付", "deadline", "2026-12-02"),
        ("活动日期：2026年12月30日 开席", "deadline", "2026-12-30"),
        ("报价日期：2025年11月9日\n11月12日早上送到", "deadline", "2025-11-12"),
        ("品名：校服　尺码/规格：150码　数量：42", "product", "校服150码 42"),
        ("名称：变频器　订货型号：GV20　数量：3台", "product", "变频器GV20 3"),
        ("器具名称：压力表　测量范围/规格：(0~60)MPa　数量：12", "product", "压力表0~60MPa 12"),
        ("品名：刀柄　型番：BT30-HDC　数量：6 本", "product", "刀柄BT30-HDC 6"),
        ("服务内容：清洗　标准：抽洗法　数量：4", "product", "清洗抽洗法 4"),
        ("货品说明：磨豆机　数量：2 部\n型号：GR-65E", "product", "磨豆机GR-65E 2"),
        ("配件名称：刹车片　配件编号：BP-22　数量：1", "product", "刹车片BP-22 1"),
        ("1. 旋振筛,型号:S49-A,1台,单价8600元,计8600元;", "product", "旋振筛S49-A 1"),
        ("冻虾\n规格：30/40规格\n12.5kg　@58.00　725.00", "product", "冻虾30/40规格 12.5"),
        ("1. 设备手册(德译中)\n18.6 千字 × 290 元/千字 = 5,394.00 元", "product", "设备手册德译中 18.6"),
        ("汤面碗　¥6.80\n规格：4.5英寸　×120", "product", "汤面碗4.5英寸 120"),
        ("1)交换机\n型号：EDS-G\n数量：12 台　单价：1860.00", "product", "交换机EDS-G 12"),
        ("LED主屏 P2.5　48×320.00　15,360.00", "product", "LED主屏P2.5 48"),
        ("咖啡机　12,800.00 ×2台　25,600.00\n型号 BT-E2", "product", "咖啡机BT-E2 2"),
        ("1. 冲击钻\n359.00　× 2　718.00", "product", "冲击钻 2"),
        ("(一)会议桌，型号：HT-2400，共 3 张，每张 4,680 元，计 14,040 元；", "product", "会议桌HT-2400 3"),
        ("一、特级灰枣，10公斤箱装，供应120箱，每箱268元，计32,160元；", "product", "特级灰枣 120"),
        ("显示器支架\n规格：单臂款　¥129.00　×12　¥1,548.00", "product", "显示器支架单臂款 12"),
        ("3. 科室牌规格 250×120mm\n45元/块× 34块 = 1530元", "product", "科室牌250x120mm 34"),
        ("电缆桥架 200×100×1.2，120米，46.50元/米，小计5580元", "product", "电缆桥架200x100x1.2 120"),
        ("产品名称：监护仪　型号：PM-900\n1　注册证号　2024　数量：4台", "product", "监护仪PM-900 4"),
        ("① 直接费：31949.40\n工程总造价 ①+②+③：34553.28", "our_quote", "3455328"),
        ("单价(JPY)：7,800\n合计金额：¥580,000-(日元)", "our_quote", "58000000 JPY"),
        ("设备总价：120,760.00\n优惠后一口价：115,000.00", "our_quote", "11500000"),
        ("两部分合计67,860.00元，经研究，最终成交价为66,500.00元", "our_quote", "6650000"),
        ("货款合计：7486.00\n代垫运费：180.00\n单据总额：7666.00", "our_quote", "766600"),
        ("一共 8279 元,抹零以后收 8200 元,包栽种", "our_quote", "820000"),
        ("EXW 小计　16,235.00\nCIP 北京首都机场总价：€ 16,510.50", "our_quote", "1651050 EUR"),
        ("小計：70,070.00\n總金額港幣：HK$68,570.00", "our_quote", "6857000 HKD"),
        ("工程合计：35,120\n含税总报价：¥37,227.20", "our_quote", "3722720"),
        ("计划 2026 年 12 月 1 日进场,2027 年 1 月 15 日竣工交付", "deadline", "2027-01-15"),
        ("12月3日早上6点前送到后门", "deadline", "2026-12-03"),
        ("完成时间：2026年12月30日前出具校准证书", "deadline", "2026-12-30"),
        ("12月15日前种完(下雨顺延)", "deadline", "2026-12-15"),
        ("出货日期:2026/12/25 包装:纸箱", "deadline", "2026-12-25"),
        ("备注:①不含税；②2026.12.08 前全部送至工地", "deadline", "2026-12-08"),
        ("送貨及安裝日期:2026年12月5日", "deadline", "2026-12-05"),
        ("灯珠包换，2026年12月1日之前全部装好。", "deadline", "2026-12-01"),
        ("纳期：2027年1月18日", "deadline", "2027-01-18"),
        ("4. 易拉宝规格：80×200\n4套× 65元 = 260.00元", "product", "易拉宝80x200 4"),
        ("角磨机型号：GWS-125\n3台 x 329.00　987.00", "product", "角磨机GWS-125 3"),
        ("多级离心泵型号：CDL16-8　2 台×6,480.00", "product", "多级离心泵CDL16-8 2"),
        ("1. 帐篷（规格：四季双人），数量 10 顶，单价 1180 元，合计 11800 元。", "product", "帐篷四季双人 10"),
        ("人数：约80人\n三文鱼挞　80份　@9　720.00　鲜榨橙汁　12扎　@58　696.00", "product", "三文鱼挞 80"),
        ("人数：约80人\n三文鱼挞　80份　@9　720.00　鲜榨橙汁　12扎　@58　696.00", "product", "鲜榨橙汁 12"),
        ("項：LED 射燈　規格：30W　數量：24支", "product", "LED射燈30W 24"),
        ("设备名称：硬盘　型号及配置：SAS 2.4T　数量：12 块", "product", "硬盘SAS2.4T 12"),
        ("直接费合计：15502.20\n双十一活动签约价：16400.00", "our_quote", "1640000"),
        ("加起来一共 18750 元，零头抹掉，收您 18640 元。", "our_quote", "1864000"),
        ("總額：18,950.00\n應付淨額 HK$：18,450.00", "our_quote", "1845000 HKD"),
        ("共 6 种商品报价总金额：￥10,708.00", "our_quote", "1070800"),
        ("總計 TOTAL (HKD)：$11,296.00", "our_quote", "1129600 HKD"),
        ("三项合计：27,136.00\n优惠后最终报价：25,779.20", "our_quote", "2577920"),
        ("压电元件　单价(日元)：128\n合计：1,089,000", "our_quote", "108900000 JPY"),
        ("可于 2026 年 12 月 21 日（假期首\n日）送抵贵校", "deadline", "2026-12-21"),
        ("分两车送完，最后一车不晚于 2026 年 12 月 5 日", "deadline", "2026-12-05"),
        ("12月22号到贵阳龙洞堡，您去货站自提", "deadline", "2026-12-22"),
        ("预计修复日期：2026-12-26", "deadline", "2026-12-26"),
        ("提货日期：2026-12-19", "deadline", "2026-12-19"),
        ("我公司承诺十二月十二日前完成全部更换", "deadline", "2026-12-12"),
        ("送货日期：30/12/2026 上午", "deadline", "2026-12-30"),
        ("物料名称：螺钉　规格型号：M8　销售数量：3,000", "product", "螺钉M8 3000"),
        ("品名：卡盘　型式：HC-208A　数量：2", "product", "卡盘HC-208A 2"),
        ("品名：导正销　型番·规格：φ3.0×45　数量：20", "product", "导正销φ3.0x45 20"),
        ("产品：轨道灯型号 GY-M20　数量：48 盏", "product", "轨道灯GY-M20 48"),
        ("液压切纸机\n型号：HY-1370K\n• 整机重量 3.2吨\n126,000.00 元/台×1台=126,000.00 元", "product", "液压切纸机HY-1370K 1"),
        ("其一，设备手册德译中，共38.5千字，每千字260元，计10,010.00元。", "product", "设备手册德译中 38.5"),
        ("名片(300克铜版，双面)\n2盒×28.00　56.00", "product", "名片300克铜版，双面 2"),
        ("正山小种红茶\n规格：150g礼盒　单价 ¥168.00\nx20 盒　¥3360.00", "product", "正山小种红茶150g礼盒 20"),
        ("2.　保温汤桶\n规格：35L\n单价：286.00　数量：x3 只　小计：858.00", "product", "保温汤桶35L 3"),
        ("印品：三折页　规格及工艺：A4 128g　印量：5000 张", "product", "三折页A4128g 5000"),
        ("品种：土豆　数量：150斤　单价：1　金额：150　品种：五花肉　数量：85斤　单价：2　金额：170", "product", "土豆 150"),
        ("品种：土豆　数量：150斤　单价：1　金额：150　品种：五花肉　数量：85斤　单价：2　金额：170", "product", "五花肉 85"),
        ("1　海洋的秘密　58.00　40册　2320.00", "product", "海洋的秘密 40"),
        ("二　油缸密封件，型号：Φ125，数量：8套，单价：320元，计2560元；", "product", "油缸密封件Φ125 8"),
        ("2. 循环泵,型号 DLSB-30/20,数量 2 台,单价 6,450.00 元,计 12,900.00 元;", "product", "循环泵DLSB-30/20 2"),
        ("开业花篮　¥2864.00\n规格：1.8米　¥358 ×8对", "product", "开业花篮1.8米 8"),
        ("胸花(玫瑰)　¥720.00\n¥12×60枚", "product", "胸花玫瑰 60"),
        ("货号及品名：纱窗　数量：18.6", "product", "纱窗 18.6"),
        ("名称/描述：减速电机型号 KRF 77　数量：3 台", "product", "减速电机KRF77 3"),
        ("和田大枣(一级)……　5,880.00\n规格：2.5kg/箱　数量：60箱", "product", "和田大枣一级2.5kg/箱 60"),
        ("干红葡萄酒　120 瓶× € 28.50　€ 3,420.00\n2019 750ml", "product", "干红葡萄酒2019750ml 120"),
        ("总码洋　14207.00\n总实洋（应付）：¥11081.46", "our_quote", "1108146"),
        ("年度总费用(含税)：63,100.00", "our_quote", "6310000"),
        ("小计 / Subtotal：20,520.00\n总价 / Grand total EUR：22,090.00", "our_quote", "2209000 EUR"),
        ("加起来是13527元,零头抹掉,您一共给13500元就行", "our_quote", "1350000"),
        ("开工日期：2026年12月1日；竣工日期：2027年1月20日", "deadline", "2027-01-20"),
        ("12月12日到现场检查\n我部保证2026年12月30日前修复交付使用", "deadline", "2026-12-30"),
        ("定稿后 2026年12月19日前可取货。", "deadline", "2026-12-19"),
        ("③确认样衣后排产,最迟交货日期 2026年 12月\n15日，送至贵司", "deadline", "2026-12-15"),
        ("承诺交期：2026-12-20", "deadline", "2026-12-20"),
        ("T1试模：2026/12/05　交模日期：2026/12/28", "deadline", "2026-12-28"),
        ("全年养护费合计：32708.00 元（按季度支付，每季度 8177.00 元）", "our_quote", "3270800"),
        ("合计金额/RMB：12,960.00", "our_quote", "1296000"),
        ("折后：32,300.95\n增值税 6%：1,938.06\n总计：34,239.01", "our_quote", "3423901"),
        ("装运日期 Shipment：2026-12-05 以前", "deadline", "2026-12-05"),
        ("②2026年12月28日前全部栽植完毕；③成活率", "deadline", "2026-12-28"),
        ("备注：交期 2027年1 月29日（订单确认时）", "deadline", "2027-01-29"),
        ("提车日期：2027年2月26日，随车工具、备件一箱。", "deadline", "2027-02-26"),
        ("进场时间：2026年12月3日，完工日期：2026年12月5日。", "deadline", "2026-12-05"),
        ("于 2026 年 12 月 15 日前将全部设备安装调试完毕交付使用", "deadline", "2026-12-15"),
        ("作物：大豆　品种：皖黄701　订购量：1200　结算价：9.80", "product", "大豆皖黄701 1200"),
        ("Commodity：PTZ Camera　Article：PT-3208　Quantity：6 pcs", "product", "PTZCameraPT-3208 6"),
        ("端：小程序端　功能模块：订单与评价　工作量(人天)：6　人天单价：1,200", "product", "订单与评价 6"),
        ("OE号：5Q0819653　配件名称：空调滤芯　数量：1个", "product", "空调滤芯5Q0819653 1"),
        ("品名：竹制茶筅　品番：CS-100　数量：60 支", "product", "竹制茶筅CS-100 60"),
        ("Service 服务：中继线　Plan 规格：8路　数量：1 组", "product", "中继线8路 1"),
        ("产品：同城急送　规格：5kg以内　预估票数：320", "product", "同城急送5kg以内 320"),
        ("计划上线（验收）日期：2027-03-31", "deadline", "2027-03-31"),
        ("计划完工并网日期：2026年12月30日。", "deadline", "2026-12-30"),
        (
            "文件名称：技术规格书（英译中）　字数（千字）：8.6　单价：160　费用（元）：1376.00",
            "product",
            "技术规格书英译中 8.6",
        ),
        ("貨品：羽絨枕　尺碼：20x36　數量：160個", "product", "羽絨枕20x36 160"),
        ("线阵音箱　×8\n规格：LA-208　¥4,160.00\n¥260.00/只/天", "product", "线阵音箱LA-208 8"),
        ("年度总保费：85,628.00", "our_quote", "8562800"),
        ("预计出件日期:2026-10-29,当天顺丰寄出", "deadline", "2026-10-29"),
        ("·审计报告提交日期:2027年3月31日", "deadline", "2027-03-31"),
        ("条款：内容\n交货：2027年2月20日前（开学前）全部送到学校", "deadline", "2027-02-20"),
        ("合计：59,463.77\n最终优惠报价(元)：59,400.00", "our_quote", "5940000"),
        ("总计(含税) Total incl. VAT：¥44,310.00", "our_quote", "4431000"),
        ("CIF Klaipeda 总计 TOTAL USD：21,697.00", "our_quote", "2169700 USD"),
        ("单价(日元)：2,350\n合计：JP¥2,441,900", "our_quote", "244190000 JPY"),
        ("名称：大班台　型号：DB24　外形尺寸：2400　外形尺寸：1100　外形尺寸：760　数量：1", "product", "大班台DB24 1"),
        ("名称：手提袋　规格:260×350mm 工艺:白卡,烫金　数量:2000 只", "product", "手提袋260x350mm 2000"),
        ("服务项目：投标文件　语种/类型：中译英　数量：38.6", "product", "投标文件中译英 38.6"),
        ("品种：抗渗混凝土　强度等级：C35P8　数量：9", "product", "抗渗混凝土C35P8 9"),
        ("模块/服务：基础平台　内容：组织权限、消息中心　数量：1套", "product", "基础平台 1"),
        ("品名及型号 Description & Model：太阳能庭院灯　数量：300", "product", "太阳能庭院灯 300"),
        ("模具名称：灯罩模具　模具型号：JT-1\n产品材料　PC 透明\n设计费　12,000.00\n数量：1 套", "product", "灯罩模具JT-1 1"),
        ("红茶方面，推荐滇红礼盒120盒，每盒268元，计32,160元；白茶80罐，每罐156元，计12,480元", "product", "滇红礼盒 120"),
        ("红茶方面，推荐滇红礼盒120盒，每盒268元，计32,160元；白茶80罐，每罐156元，计12,480元", "product", "白茶 80"),
        ("一是画册，规格：大度16开，数量1500册，单价42.60元，计63900.00元；", "product", "画册大度16开 1500"),
        ("名称 Bezeichnung：深沟球轴承　数量 Menge：60 件", "product", "深沟球轴承 60"),
        ("活动日期：2026-12-19　搭建完成时间：2026-12-18", "deadline", "2026-12-18"),
        ("TOTAL：$17,329.20\nLESS 3% EARLY ORDER DISCOUNT　$-519.88\nNET AMOUNT：$16,809.32", "our_quote", "1680932 USD"),
        ("产品名称：光固化机　型号：LED-C　数量：4　金额：3,920　耗材：根管锉　规格：21mm", "product", "光固化机LED-C 4"),
        ("旋转蒸发仪　数量:2 台\n型号:RV-12 pro　单价:€ 3,150.00", "product", "旋转蒸发仪RV-12pro 2"),
        ("全自动生化分析仪\n型号:HC-480\n样本位：90 个\n数量：1 台", "product", "全自动生化分析仪HC-480 1"),
        ("●　数据迁移　14,400.00 元\n工作量：8 人天　×　单价：1,800 元/人天", "product", "数据迁移 8"),
        ("油烟机拆洗　¥336\n规格 侧吸式　¥168/台×2\n员工厨房", "product", "油烟机拆洗侧吸式 2"),
        ("茉莉花茶　2928.00 元\n规格：散装　96元/斤 × 30.5 斤", "product", "茉莉花茶散装 30.5"),
        ("黑椒牛仔骨　¥116\n微辣　×6", "product", "黑椒牛仔骨 6"),
        ("總計 NT$：474,390\n總計新台幣：肆拾柒萬肆仟參佰玖拾元整", "our_quote", "47439000 TWD"),
        ("年租金：31,032.00\n年付优惠(95折)后合同总价：29,480.40", "our_quote", "2948040"),
        ("货款总额（元）：1426500\n购机补贴直扣（元）：186000\n补贴后用户应付（元）：1240500", "our_quote", "124050000"),
        ("合计：900\n折后含税价：850", "our_quote", "85000"),
        ("采样日期：2026-12-06　报告出具日期：2026-12-21", "deadline", "2026-12-21"),
        ("模具名称：叶轮模具　模具编号：ZF-03　模具钢材：1.2344　数量：1", "product", "叶轮模具ZF-03 1"),
        ("产品名称：阀门　产品编号：V-20　规格：DN50　数量：2", "product", "阀门DN50 2"),
        ("1.1 灭火器，型号MFZ/ABC4，数量260具，单价68.00元，小计17680.00元。", "product", "灭火器MFZ/ABC4 260"),
        ("1.1 灭火器，型号MFZ/ABC4，每具68.00元，数量260具", "product", "灭火器MFZ/ABC4 260"),
        ("1.1 LED灯带，型号LD-20，数量26米，单价68.00元，小计1768.00元。", "product", "LED灯带LD-20 26"),
        ("3.1、水泵，2台，每台2600元，计5200元", "product", "水泵 2"),
        ("1.5 匹空调 2台，每台2600元，计5200元", "product", "1.5匹空调 2"),
        (_PROSE, "product", "洗脱机XGQ-100F 2"),
        (_PROSE, "product", "烫平机YZ-3000 1"),
        (_PROSE, "product", "布草车 12"),
        (_PROSE, "product", "配电箱IS-80 2"),
        (_SECTIONS, "product", "高强螺栓M20x60 32"),
        (_SECTIONS, "product", "高强螺栓M24x80 96"),
        (_SECTIONS, "product", "焊钉φ19 56"),
        (_PRICES, "product", "给水管dn32 None"),
        (_PRICES, "product", "给水管dn50 None"),
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
        "折后价(元/米)：16.20",
        "ITEM NO.　COMMODITY　QTY",
        "单据号：SQ2611　打印次数：1",
        "1）仓储保证金 10,000 元，合同期满退还",
        "提交时间：2027-01-28",
        "配送：订单确认后次日达",
        "本报价12月31日到期",
        "提货：零点物流港钢材库",
        "交货期为信用证开立后8至10周。报价有效期至2027年1月7日。",
        "交期:现货 3-5 天,单片机订货 2 周;质量问题 30 天内包退换",
        "您好！这款螺杆空压机，我们现在的价格是每台18500元，您要2台，共37000元",
        "交货：每周二、周五配送",
        "材质工艺：1000起　本次数量：3000起　本次数量：5000起",
        "交货期：2027年2月下旬",
        "1.面积按洞口尺寸计算,单扇不足 1.5㎡按 1.5㎡计。",
        "品名：吊装出库费　数量(吨)：80.708",
        "编号：13　品名：　规格：4头/箱　单位：箱　批发价：¥52.00",
        "押金2人，每人100元。共计住宿3天，单价50元，计150元。",
        "本公司装有烫平机1台，价格86,000元；另有折叠机1台，价格112,000元",
        "（2）定尺6米、9米，dn63以下可盘卷100米。",
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


def test_the_title_of_a_section_is_no_part_of_a_name() -> None:
    head = [cell(word, 60 + 300 * n, 100) for n, word in enumerate(("设备名称", "型号", "数量", "金额"))]
    title = [cell("B 灯光系统", 60, 172)]
    goods = [cell(word, 60 + 300 * n, 200) for n, word in enumerate(("光束灯", "BM-3", "2", "900"))]

    assert text_of([*head, *title, *goods]).splitlines()[1:] == [
        "B 灯光系统",
        "设备名称：光束灯　型号：BM-3　数量：2　金额：900",
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


@pytest.mark.parametrize(
    "more",
    [
        "B. 选配件（供参考，不含在上述价格内）\n名称：进样器　数量：1台",
        "可选项 Option (不含在总价内 not included in total)\n序号：套装　型号：CG-5　数量：1",
        "#：选配项（未计入合计总价）进样器　型号：X7　数量：1 台",
        "附:选配件报价(可选,不含在上述总价内)\n名称：进样器　数量：1台",
        "品名：内托　数量(个)：5000　金额(元)：(选配,未计)",
        "设备名称：监控模块　型号：4G　单位：1 套　总价(元)：不计入",
    ],
)
def test_what_a_customer_may_take_besides_is_no_article(more: str) -> None:
    assert found(f"[图片] 报价单\n名称：主机　型号：K-2　数量：1台\n{more}") == {("product", "主机K-2 1")}


def test_a_quotation_of_nothing_but_options_has_articles() -> None:
    assert found("[图片] 报价单\n设备选配件报价清单\n名称：进样器　数量：1台") == {("product", "进样器 1")}


def test_two_rows_of_headings_are_one() -> None:
    head = [cell("序号", 60, 115), cell("名称", 260, 115), cell("报价", 700, 100), cell("数量", 460, 115)]
    more = [cell("单价", 620, 145), cell("合价", 780, 145)]
    goods = [cell(word, left, 200) for word, left in (("1", 60), ("泵", 260), ("2", 460), ("30", 620), ("60", 780))]

    assert text_of([*head, *more, *goods]).splitlines()[-1] == "序号：1　名称：泵　数量：2　单价：30　合价：60"


def test_a_form_right_above_the_headings_is_none_of_them() -> None:
    form = [cell(word, 60 + 200 * n, 100) for n, word in enumerate(("总金额", "￥900.00", "送货日期", "2027.1.6"))]
    head = [cell(word, 60 + 200 * n, 140) for n, word in enumerate(("品名", "型号", "数量", "金额"))]
    goods = [cell(word, 60 + 200 * n, 180) for n, word in enumerate(("阀门", "V-8", "一 30", "900"))]

    assert text_of([*form, *head, *goods]).splitlines() == [
        "总金额：￥900.00　送货日期：2027.1.6",
        "品名　型号　数量　金额",
        "品名：阀门　型号：V-8　数量：30　金额：900",
    ]


def test_what_is_done_is_a_label_where_a_day_stands_beside_it() -> None:
    assert text_of([cell("全部种植完工", 60, 100), cell("2026-12-05", 400, 100)]) == "全部种植完工：2026-12-05"


def test_a_label_may_stand_last_in_its_cell() -> None:
    assert text_of([cell("去零头，实收", 60, 100), cell("16600.00", 400, 100)]) == "去零头，实收：16600.00"


def test_a_table_whose_articles_stand_beside_each_other() -> None:
    rows = (("设备名称", "空压机", "储气罐"), ("功率", "22kW", "一"), ("数量", "2台", "1只"), ("小计", "73,600", "4,200"))
    cells = [cell(word, 60 + 200 * n, 100 + 60 * m) for m, row in enumerate(rows) for n, word in enumerate(row)]

    assert text_of([*cells, cell("合计：77,800.00", 60, 340)]).splitlines() == [
        "设备名称：空压机　功率：22kW　数量：2台　小计：73,600",
        "设备名称：储气罐　功率：一　数量：1只　小计：4,200",
        "合计：77,800.00",
    ]


def test_a_line_of_several_in_such_a_table_stands_before_it() -> None:
    rows = (("产品名称", "分光光度计", "天平"), ("型号", "UV-1880", "FA-2204E"), ("数量", "2 台", "3 台"))
    cells = [cell(word, 60 + 300 * n, 100 + 120 * m) for m, row in enumerate(rows) for n, word in enumerate(row)]

    lines = text_of([*cells, cell("双光束", 360, 280), cell("0.1 mg", 660, 280)]).splitlines()

    assert lines[:2] == ["双光束　0.1 mg", "产品名称：分光光度计　型号：UV-1880　数量：2 台"]


def test_a_dash_that_was_lost_leaves_its_place_in_such_a_table_empty() -> None:
    rows = (("产品名称", "叉车", "充电机"), ("起升高度", "3000mm"), ("数量", "2", "3"))
    cells = [cell(word, 60 + 200 * n, 100 + 60 * m) for m, row in enumerate(rows) for n, word in enumerate(row)]

    assert text_of(cells).splitlines() == ["产品名称：叉车　起升高度：3000mm　数量：2", "产品名称：充电机　数量：3"]


def test_articles_on_shelves_each_with_its_own_labels() -> None:
    rows = (("升降办公桌", "人体工学椅"), ("型号：D-140", "型号:C7 网布"), ("数量:16 张", "数量：14 把"))
    cells = [cell(word, 60 + 400 * n, 100 + 60 * m) for m, row in enumerate(rows) for n, word in enumerate(row)]

    assert text_of(cells).splitlines() == [
        "名称：升降办公桌　型号：D-140　数量:16 张",
        "名称：人体工学椅　型号:C7 网布　数量：14 把",
    ]


def test_articles_on_shelves_may_have_several_labels_in_a_row() -> None:
    rows = (
        ("平开窗", "折叠门"),
        ("单价：1,460 元", "单价：7,850 元"),
        ("数量 6 樘", "小计：8,760 元", "数量 1 樘", "小计：7,850 元"),
    )
    places = ((60, 660), (60, 660), (60, 300, 660, 900))
    cells = [cell(word, left, 100 + 60 * m) for m, row in enumerate(rows) for left, word in zip(places[m], row, strict=True)]

    assert text_of(cells).splitlines() == [
        "名称：平开窗　单价：1,460 元　数量 6 樘　小计：8,760 元",
        "名称：折叠门　单价：7,850 元　数量 1 樘　小计：7,850 元",
    ]


def test_an_article_whose_name_heads_its_own_numbers() -> None:
    rows = (("核心交换机", "数量", "单价", "小计"), ("型号：S7806E", "2 台", "¥18,600.00", "¥37,200.00"))
    cells = [cell(word, 60 + 300 * n, 100 + 60 * m) for m, row in enumerate(rows) for n, word in enumerate(row)]

    assert text_of(cells) == "名称：核心交换机　型号：S7806E　数量：2 台　单价：¥18,600.00　小计：¥37,200.00"


def test_a_list_that_goes_on_beside_itself() -> None:
    rows = (
        ("品名", "单位", "单价", "品名", "单位", "单价"),
        ("土豆", "斤", "1.90", "牛腩", "斤", "36.00"),
        ("番茄", "斤", "3.80"),
    )
    cells = [cell(word, 60 + 200 * n, 100 + 60 * m) for m, row in enumerate(rows) for n, word in enumerate(row)]

    assert text_of(cells).splitlines()[1:] == [
        "品名：土豆　单位：斤　单价：1.90",
        "品名：牛腩　单位：斤　单价：36.00",
        "品名：番茄　单位：斤　单价：3.80",
    ]


@pytest.mark.parametrize("first", ["序号设备/材料名称", "项货品"])
def test_a_rows_number_and_its_name_under_headings_that_were_read_as_one(first: str) -> None:
    head = [cell(first, 60, 100, 300), *(cell(word, 460 + 200 * n, 100) for n, word in enumerate(("型号", "数量", "金额")))]
    row = [cell(word, left, 160) for word, left in (("1", 60), ("洗碗机", 240), ("DW-50E", 460), ("1", 660), ("236", 860))]

    assert found(f"[图片] 报价单\n{text_of([*head, *row])}") == {("product", "洗碗机DW-50E 1")}


@pytest.mark.parametrize(
    ("lines", "written"),
    [
        ("闸阀(明杆)\nGate Valve", "闸阀(明杆)　Gate Valve"),
        ("前面板模具\nフロントパネル金型", "前面板模具　フロントパネル金型"),
        ("医用外科口罩\n规格：平面耳挂式\n湘械注准", "医用外科口罩　规格：平面耳挂式　湘械注准"),
        ("水泵\n带底座", "水泵 带底座"),
        ("合计\n合计", "合计"),
        ("品牌\n型号", "品牌/型号"),
        ("五层纸箱\n5-ply corrugated carton", "五层纸箱　5-ply corrugated carton"),
    ],
)
def test_what_a_cell_says_in_several_lines(lines: str, written: str) -> None:
    assert of_lines(lines).replace(ASIDE, "　") == written


def test_a_colon_in_a_cell_of_its_own_or_before_the_value() -> None:
    words = (("送达日期", "：", "2026年12月18日"), ("Time of shipment", ": December 28, 2026"))
    cells = [cell(word, 60 + 600 * n, 100 + 60 * m) for m, row in enumerate(words) for n, word in enumerate(row)]

    assert text_of(cells) == "送达日期：2026年12月18日\nTime of shipment：December 28, 2026"


def test_a_name_in_english_below_the_name_is_no_part_of_it() -> None:
    head = [cell(word, 60 + 300 * n, 100) for n, word in enumerate(("品名", "型号", "数量", "金额"))]
    row = [cell("闸阀(明杆)", 60, 148), cell("Gate Valve", 60, 186)]
    row += [cell(word, 360 + 300 * n, 166) for n, word in enumerate(("Z41H-25", "60", "8,400"))]

    assert text_of([*head, *row]).splitlines()[1] == "品名：闸阀(明杆)　Gate Valve　型号：Z41H-25　数量：60　金额：8,400"


def test_names_on_shelves_may_be_labelled_or_numbered() -> None:
    rows = (
        ("品名：会议桌", "品名：会议椅"),
        ("数量：1 张", "数量：14 把"),
        ("01", "办公桌", "02", "办公椅"),
        ("数量：3 张", "数量：4 把"),
    )
    places = ((60, 460), (60, 460), (40, 80, 440, 480), (80, 480))
    cells = [cell(word, left, 100 + 60 * m) for m, row in enumerate(rows) for left, word in zip(places[m], row, strict=True)]

    assert text_of(cells).splitlines() == [
        "名称：会议桌　数量：1 张",
        "名称：会议椅　数量：14 把",
        "名称：办公桌　数量：3 张",
        "名称：办公椅　数量：4 把",
    ]


def test_labels_and_values_below_them_are_a_form() -> None:
    words = (
        "交货日期",
        "2026年12月22日",
        "商品名称",
        "激光打印机",
        "型号",
        "LJ-2208",
        "数量(台)",
        "2",
        "单价(元)",
        "1180.00",
        "小计(元)",
        "2360.00",
    )

    text = text_of([cell(word, 60, 100 + 60 * n) for n, word in enumerate(words)])

    assert text.splitlines()[:3] == ["交货日期：2026年12月22日", "商品名称：激光打印机", "型号：LJ-2208"]
    assert ("product", "激光打印机LJ-2208 2") in found(f"[图片] 报价单\n{text}")


def test_what_stands_beside_a_table_is_none_of_its_cells() -> None:
    head = [cell(word, 360 + 160 * n, 100) for n, word in enumerate(("品名", "规格", "数量", "金额"))]
    goods = [cell(word, 360 + 160 * n, 160) for n, word in enumerate(("画册", "A4 32P", "1500本", "10,200.00"))]

    lines = text_of([*head, *goods, cell("槐岭路205号", 40, 160)]).splitlines()

    assert lines[1:] == ["槐岭路205号", "品名：画册　规格：A4 32P　数量：1500本　金额：10,200.00"]


def test_labels_with_their_values_are_no_headings() -> None:
    row = [cell(word, 60 + 160 * n, 100) for n, word in enumerate(("产品名称", "监护仪", "型号", "PM-900"))]
    more = [cell(word, 60 + 160 * n, 160) for n, word in enumerate(("单价", "18,600", "金额", "74,400"))]

    assert text_of([*row, *more]) == "产品名称：监护仪　型号：PM-900\n单价：18,600　金额：74,400"


def test_sizes_and_their_prices_are_a_table() -> None:
    rows = (("规格", "壁厚", "单价"), ("DN300", "—", "68.00"), ("DN400", "—", "112.00"))
    lines = [cell(word, 60 + 200 * n, 100 + 60 * at) for at, row in enumerate(rows) for n, word in enumerate(row)]

    assert text_of(lines).splitlines()[1:] == ["规格：DN300　壁厚：—　单价：68.00", "规格：DN400　壁厚：—　单价：112.00"]


def test_words_that_are_set_apart_are_no_letters_that_are_spaced_out() -> None:
    assert text_of([cell("■ 自攻钉　带EPDM垫", 60, 100)]) == "■ 自攻钉 带EPDM垫"
    assert text_of([cell("联　系　人　王　海", 60, 100)]) == "联系人王海"


@pytest.mark.parametrize("title", ["一、报价明细", "某某公司", "一、设备清单"])
def test_not_every_title_names_what_stands_below(title: str) -> None:
    told = found(f"[文件] 报价单\n{title}\n型号　数量　单价\n型号：K-20　数量：3台　单价：9.00")

    assert {value for kind, value in told if kind == "product"} == {"K-20 3"}


def test_a_label_that_was_torn_is_one() -> None:
    head = [
        cell("名称", 60, 100),
        cell("配件编号", 260, 100),
        cell("/规格", 375, 100),
        cell("数量", 560, 100),
        cell("费用", 700, 100),
    ]
    goods = [cell("刹车片", 60, 160), cell("BP-2217", 260, 160, 120), cell("6", 560, 160), cell("300", 700, 160)]

    assert text_of([*head, *goods]).splitlines()[-1] == "名称：刹车片　配件编号/规格：BP-2217　数量：6　费用：300"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("数", "量：1 座", "数量：1 座"),
        ("名", "称：泵", "名称：泵"),
        ("型", "号", "型号"),
        ("张", "工：13800000000", "张　工：13800000000"),
    ],
)
def test_a_label_whose_characters_stand_apart_is_one(first: str, last: str, said: str) -> None:
    assert text_of([cell(first, 60, 100), cell(last, 200, 100)]) == said


@pytest.mark.parametrize(
    "title", ["选购项(不计入合计,按需另行下单):", "以下为建议项目,由业主自选,未计入报价总额：", "选做项目(业主自愿)"]
)
def test_what_stands_below_a_title_of_options_is_no_article(title: str) -> None:
    words = f"名称：轴承　型号：6308　数量：60\n{title}\n项目：地板更换　规格：PVC　数量：2 台"

    assert found(f"[图片] 报价单\n{words}") == {("product", "轴承6308 60")}


def test_what_a_supplier_does_not_offer_is_no_article() -> None:
    words = "名称：蝶阀　型号：D371　数量：4　状态：不报价(停产)\n名称：轴承　型号：6308　数量：60"

    assert found(f"[图片] 报价单\n{words}") == {("product", "轴承6308 60")}


def test_traditional_characters_are_read_and_stay_as_they_are() -> None:
    head = [cell(word, 60 + 200 * n, 100) for n, word in enumerate(("貨品名稱", "型號", "數量", "金額"))]
    goods = [cell(word, 60 + 200 * n, 160) for n, word in enumerate(("天花喇叭", "CS-6T", "12 隻", "5,040"))]
    last = [cell("總額", 60, 220), cell("5,040.00", 660, 220)]

    text = text_of([*head, *goods, *last])

    assert text.splitlines()[1:] == ["貨品名稱：天花喇叭　型號：CS-6T　數量：12 隻　金額：5,040", "總額：5,040.00"]
    assert ("product", "天花喇叭CS-6T 12") in found(f"[图片] 报价单\n{text}")


def test_what_stands_below_two_headings_is_a_model_where_one_is() -> None:
    head = [cell(word, 60 + 120 * n, 100, 60) for n, word in enumerate(("品名", "材质", "规格", "数量"))]
    goods = [cell("角钢", 60, 160, 60), cell("Q235B 50×5", 170, 160, 200), cell("3", 420, 160, 30)]

    assert text_of([*head, *goods]).splitlines()[-1] == "品名：角钢　规格：Q235B 50×5　数量：3"


def test_a_sum_may_stand_below_its_label() -> None:
    assert (
        text_of([cell("应付金额（人民币，含税）", 60, 100), cell("￥57,960.00", 60, 150)])
        == "应付金额（人民币，含税）：￥57,960.00"
    )


def test_headings_in_two_languages_are_those_that_are_known() -> None:
    above = [cell(word, 60 + 200 * n, 100) for n, word in enumerate(("品名", "型号", "数量", "金额"))]
    below = [cell(word, 60 + 200 * n, 140, 60) for n, word in enumerate(("Item", "Moe", "Qty", "Amount"))]
    goods = [cell(word, 60 + 200 * n, 200) for n, word in enumerate(("阀门", "V-8", "30", "900"))]

    assert text_of([*above, *below, *goods]).splitlines()[-1] == "Item：阀门　型号：V-8　Qty：30　Amount：900"


def test_a_spreadsheets_own_numbers_are_no_obstacle() -> None:
    head = [cell(word, 10 + 200 * n, 100) for n, word in enumerate(("5", "序号", "品名", "数量", "金额"))]
    goods = [cell(word, 10 + 200 * n, 160) for n, word in enumerate(("6", "1", "阀门", "30", "900"))]

    assert text_of([*head, *goods]).splitlines()[-1].endswith("品名：阀门　数量：30　金额：900")


def test_a_name_that_spans_rows_is_each_ones() -> None:
    head = [cell(word, 60 + 200 * n, 100) for n, word in enumerate(("品名", "规格", "数量", "金额"))]
    rows = [
        cell(word, 260 + 200 * n, top)
        for top, row in ((160, ("大", "30", "90")), (240, ("小", "50", "60")), (320, ("厚", "7", "8")))
        for n, word in enumerate(row)
    ]
    two, other = cell("短袖", 60, 200), cell("百褶裙", 60, 320)

    assert text_of([*head, *rows, two, other]).splitlines()[1:] == [
        "品名：短袖　规格：大　数量：30　金额：90",
        "品名：短袖　规格：小　数量：50　金额：60",
        "品名：百褶裙　规格：厚　数量：7　金额：8",
    ]


def test_a_model_of_one_is_not_its_neighbours() -> None:
    head = [cell(word, 60 + 200 * n, 100) for n, word in enumerate(("品名", "规格", "数量", "金额", "备注"))]
    rows = [cell(word, 60 + 400 * n, top) for top in (160, 280) for n, word in enumerate(("安装", "1", "90"))]
    rows = [replace(one, box=one.box._replace(left=660, right=710)) if one.text == "90" else one for one in rows]
    one = [cell(word, 60 + 200 * n, 220) for n, word in enumerate(("主机", "KX-1", "2", "60", "现货"))]

    assert text_of([*head, *rows, *one]).splitlines()[1:] == [
        "品名：安装　数量：1　金额：90",
        "品名：主机　规格：KX-1　数量：2　金额：60　备注：现货",
        "品名：安装　数量：1　金额：90",
    ]


def test_labels_with_their_figures_below_them() -> None:
    head = [cell(word, 60 + 200 * n, 100) for n, word in enumerate(("品名", "数量", "金额"))]
    goods = [cell(word, 60 + 200 * n, 160) for n, word in enumerate(("阀门", "30", "900"))]
    last = [cell("原价合计", 60, 220), cell("应付合计", 460, 220), cell("900.00", 60, 260), cell("850.00", 460, 260)]

    assert text_of([*head, *goods, *last]).splitlines()[-1] == "原价合计：900.00　应付合计：850.00"


def test_one_of_the_figures_below_may_be_taken_off() -> None:
    words = (("制作费小计", "首次合作95折", "含税应付总额"), ("¥131,500.00", "-¥6,575.00", "¥124,925.00"))
    cells = [cell(word, 60 + 400 * n, 100 + 40 * m) for m, row in enumerate(words) for n, word in enumerate(row)]

    assert ("our_quote", "12492500") in found(f"[图片] 报价单\n{text_of(cells)}")


def test_a_label_with_its_day_below_it() -> None:
    head = [cell(word, 60 + 300 * n, 100) for n, word in enumerate(("报价时间", "交货日期"))]
    days = [cell(word, 60 + 300 * n, 140) for n, word in enumerate(("2026-12-22", "2027-01-06"))]

    assert text_of([*head, *days]) == "报价时间：2026-12-22　交货日期：2027-01-06"


def test_two_known_headings_do_above_as_many_cells() -> None:
    head = [cell(word, 60 + 200 * n, 100) for n, word in enumerate(("检测项目", "方法", "组次", "金额"))]
    goods = [cell(word, 60 + 200 * n, 160) for n, word in enumerate(("外加剂", "GB 8076", "3", "2,280"))]

    assert text_of([*head, *goods]).splitlines()[-1] == "检测项目：外加剂　方法：GB 8076　组次：3　金额：2,280"


def test_a_sum_stands_below_its_heading() -> None:
    head = [cell(word, 60 + 200 * n, 100) for n, word in enumerate(("品名", "数量", "金额", "体积"))]
    last = [cell("合计", 60, 160), cell("199", 260, 160), cell("8,712", 460, 160), cell("13.24", 660, 160)]

    assert text_of([*head, *last]).splitlines()[-1] == "合计：8,712　199　13.24"


def test_of_two_sums_the_taxed_one_is_told() -> None:
    head = [cell(word, 60 + 200 * n, 100) for n, word in enumerate(("品名", "数量", "金额", "税后"))]
    last = [cell("合计", 60, 160), cell("13240.00", 440, 160), cell("14961.20", 660, 160)]

    assert text_of([*head, *last]).splitlines()[-1] == "合计：14961.20　13240.00"


def test_what_stands_below_the_sum_is_no_row_of_the_table() -> None:
    head = [cell(word, 60 + 200 * n, 100) for n, word in enumerate(("品名", "规格", "数量", "金额"))]
    last = [cell("合计", 60, 160), cell("900元", 660, 160)]
    foot = [cell("地址", 60, 220), cell("通达路2号", 260, 220), cell("0539-8216635", 460, 220)]

    assert text_of([*head, *last, *foot]).splitlines()[-1] == "地址　通达路2号　0539-8216635"


@pytest.mark.parametrize(
    ("words", "parted"),
    [
        ("813.602026-12-11", "813.60 2026-12-11"),
        ("1390000111113900002222", "13900001111 13900002222"),
        ("0755-2698413713900001111", "0755-26984137 13900001111"),
    ],
)
def test_numbers_that_ran_together_are_parted(words: str, parted: str) -> None:
    assert text_of([cell(words, 60, 100)]) == parted


@pytest.mark.parametrize(
    ("first", "below", "left"),
    [
        ("地址：大同市平城区", "御河西路 233 号", 140),
        ("地址：西安市长安南区韦曲街道", "航拓路1266号2号楼", 60),
        ("△昆明市盘龙区北京路延长线", "金江小区创意仓库B07", 60),
        ("地址渝岭市江岸区白象巷3号仓库", "B1栋", 100),
    ],
)
def test_an_address_that_goes_on_below_is_one(first: str, below: str, left: int) -> None:
    lines = [cell(first, 60, 100), cell("电话：0352-5127846", 700, 100), cell(below, left, 140)]

    assert text_of(lines) == f"{first}{below}　电话：0352-5127846"


def test_a_companys_name_that_goes_on_below_is_one() -> None:
    lines = [cell("墨印坊印务有限", 60, 100), cell("唐可", 460, 100), cell("公司", 60, 140), cell("客户经理", 460, 140)]

    assert text_of(lines) == "墨印坊印务有限公司　唐可\n客户经理"


def test_a_branch_below_its_house_is_its_name() -> None:
    lines = [
        cell("布吕克曼测控技术有限公司", 60, 100),
        cell("电话 020", 560, 100),
        cell("广州分公司", 60, 140),
        cell("手机", 560, 140),
    ]

    assert text_of(lines).splitlines()[0] == "布吕克曼测控技术有限公司广州分公司　电话 020"


def test_a_day_may_stand_below_its_label() -> None:
    assert text_of([cell("完工日期", 60, 100), cell("2026年11月28日", 60, 150)]) == "完工日期：2026年11月28日"


def test_the_line_to_write_on_is_no_word() -> None:
    assert text_of([cell("品名：", 60, 100), cell("_", 160, 100), cell("_企业画册_", 260, 100)]) == "品名：企业画册"


def test_a_sections_title_in_the_column_of_numbers_is_no_part_of_a_name() -> None:
    head = [cell(word, 60 + 200 * n, 100) for n, word in enumerate(("序", "设备名称", "数量", "小计"))]
    goods = [cell("1", 70, 190), cell("网络摄像机", 260, 190), cell("32", 460, 190), cell("9536", 660, 190)]

    lines = text_of([*head, cell("视频监控系统", 60, 150), *goods]).splitlines()

    assert lines[1:] == ["视频监控系统", "序：1　设备名称：网络摄像机　数量：32　小计：9536"]


@pytest.mark.parametrize("below", ["台州市椒江区府大道417号", "手机：13900001111", "客户经理"])
def test_what_stands_below_an_address_is_not_all_of_it(below: str) -> None:
    assert text_of([cell("地址：台州市椒江区", 60, 100), cell(below, 60, 140)]).splitlines()[-1] == below


def test_the_brackets_of_a_name_are_of_one_kind() -> None:
    text = "[图片] 报价单\n名称：摄像机(IPC-B4M-Z）　数量：14台"
    (fact,) = understood(Message("file:1", "", READ_AT, text, kind="image"), ZONE).facts

    assert (fact.shown, fact.evidence.quote) == ("摄像机(IPC-B4M-Z) × 14台", "名称：摄像机(IPC-B4M-Z）　数量：14台")


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
        ("大堂经理·范小蓉\n13900001111", "contact_person", "范小蓉"),
        ("农海珠\n大客户经理\n整车·零担·冷链·仓配\n13900001111", "contact_person", "农海珠"),
        ("小试管教育科技有限公司\n虎雅琴教研主任\n13900001111", "contact_person", "虎雅琴"),
        ("馮嘉穎 Karen FUNG\n營運總監\n13900001111", "contact_person", "馮嘉穎"),
        ("澜织家纺\n贺兰月\n设计总监\n13900001111", "contact_company", "澜织家纺"),
        ("沧源理工大学\n材料科学与工程学院\n贝允之　教授\n13900001111", "contact_company", "沧源理工大学"),
        ("沈栀\n主理人\n木禾里·生活美学馆\n13900001111", "contact_company", "木禾里·生活美学馆"),
        ("安巢房产\n买房·卖房·租房·贷款咨询\n马俊杰\n13900001111", "contact_company", "安巢房产"),
        ("基地：禾垄县榆树乡丁家坪村东300米\n13900001111", "contact_address", "禾垄县榆树乡丁家坪村东300米"),
        ("地址：临珠县建材市场A排6-8号营业 6:30—19:00\n13900001111", "contact_address", "临珠县建材市场A排6-8号"),
        ("江敏\n电话:(86-10)85297741", "contact_phone", "01085297741"),
        ("Kevin 卓立衡销售工程师\n13900001111", "contact_person", "卓立衡"),
        ("光电技术研究所\n贺兰舟博士\n13900001111", "contact_person", "贺兰舟"),
        ("乔建业\n华中大区运营主管\n13900001111", "contact_person", "乔建业"),
        ("潘月桃主理人\n雷山县　微信：miaoju\n13900001111", "contact_person", "潘月桃"),
        ("乌云其木格 Oyun Qimuge\n销售总监\n13900001111", "contact_person", "乌云其木格"),
        ("郝思源\n门店石家庄市裕华区槐北路302号\n13900001111", "contact_address", "石家庄市裕华区槐北路302号"),
        ("新精密塑胶有限公司\nAdd 厦门市同安区集成路1290号2号厂房\n13900001111", "contact_company", "新精密塑胶有限公司"),
        ("晏秋实农艺师\n禾润脐橙专业合作社\n13900001111", "contact_person", "晏秋实"),
        ("甄晓棠\n车险业务部客户经理\n13900001111", "contact_person", "甄晓棠"),
        ("一花一叶皆有温度\n苏州半亩花房\n沈知槿\n13900001111", "contact_company", "苏州半亩花房"),
        ("党满仓理事长\n电话：13900001111　微信同号", "contact_person", "党满仓"),
        ("钮芷若 Zoe Niu　主要产品\n采购副总监\n13900001111", "contact_person", "钮芷若"),
        ("江敏\n手机：(86)139 1106 7328", "contact_phone", "13911067328"),
        ("江敏\n電話：(852)2614 7708", "contact_phone", "85226147708"),
        ("江敏\n电话 0351-6198274 6198275", "contact_phone", "03516198275"),
        ("江敏\n电话：0573-8712 6650 转 806", "contact_phone", "057387126650"),
        ("江敏\n直线：0756-8155 932", "contact_phone", "07568155932"),
        ("江敏\n0532.8890.2217 | 186.6028.3341", "contact_phone", "053288902217"),
        ("江敏\n0532.8890.2217 | 186.6028.3341", "contact_phone", "18660283341"),
        ("永盛隆海味有限公司\n董事　譚兆基\n13900001111", "contact_person", "譚兆基"),
        ("禾润种业有限公司\n佳木斯分公司\n孟庆禄\n13900001111", "contact_company", "禾润种业有限公司佳木斯分公司"),
        ("矩阵电源技术有限公司武汉办事处\n贺鹏\n13900001111", "contact_company", "矩阵电源技术有限公司武汉办事处"),
        ("老门东糕点铺(夫子庙店)\n金桂芳店长\n13900001111", "contact_company", "老门东糕点铺(夫子庙店)"),
        ("老尤家电维修\n尤守义　技师\n店址:郑州市二七区大学南路30米\n13900001111", "contact_company", "老尤家电维修"),
        ("绿源农产品专业合作社\n沃柑·火龙果·百香果·学校食堂配送\n覃桂兰理事长", "contact_company", "绿源农产品专业合作社"),
        ("云顶建筑设计事务所（普通合伙）\n洛桑卓玛\n主创建筑师", "contact_company", "云顶建筑设计事务所(普通合伙)"),
        ("云顶建筑设计事务所\n洛桑卓玛\n主创建筑师", "contact_person", "洛桑卓玛"),
        ("蓝小满\n花艺师·主理人\n小满花事工作室", "contact_person", "蓝小满"),
        ("东菱电子材料有限公司\n课长　铃木健太\nSUZUKI KENTA", "contact_person", "铃木健太"),
        ("西安仪器有限公司\n井然　手机 181 0000 4287\n招投标专员　QQ 55501234\n邮箱 a@b.example.com", "contact_person", "井然"),
        ("小林健司\n214028 江苏省无锡市新吴区长江南路 35 号\n13900001111", "contact_address", "江苏省无锡市新吴区长江南路35号"),
        ("徐立\n江苏省太仓市北京东路 88 号 B3 座，215400\n13900001111", "contact_address", "江苏省太仓市北京东路88号B3座"),
        ("党建勋\n副总工程师\n13900001111", "contact_person", "党建勋"),
        ("老杨木工坊\n杨德茂师傅\n13900001111", "contact_person", "杨德茂"),
        ("佟佳琪 / 总经理助理\n13900001111", "contact_person", "佟佳琪"),
        ("扎西顿珠\n计调经理\n13900001111", "contact_person", "扎西顿珠"),
        ("阿强管道疏通\n农国强负责人\n13900001111", "contact_person", "农国强"),
        ("渡边健一\n首席代表\n三河精工商会株式会社苏州代表处", "contact_company", "三河精工商会株式会社苏州代表处"),
        ("安家房地产经纪有限公司观音桥店\n谭鑫经理", "contact_company", "安家房地产经纪有限公司观音桥店"),
        ("何满囤厂长\n手机:13603 182 947", "contact_phone", "13603182947"),
        ("半山茶行\n苏晚晴店主\n福州市鼓楼区达明路12号店", "contact_company", "半山茶行"),
        ("校园用品配送中心\n谢晚晴配送主管\n校服|课桌|文具|图书\n13900001111", "contact_person", "谢晚晴"),
        ("云枢软件股份有限公司\n谭未|售前顾问\n13900001111", "contact_person", "谭未"),
        ("热依汗·买买提\n外贸主管\n丝路果园食品有限公司", "contact_person", "热依汗·买买提"),
        ("林佩珊\n董事经理 Managing Director\n13900001111", "contact_person", "林佩珊"),
        ("宏达汽车玻璃·贴膜（城北店）\n唐大伟店长\n13900001111", "contact_company", "宏达汽车玻璃·贴膜(城北店)"),
        ("数隐科技 DataVeil\n莫一航\n联合创始人\n13900001111", "contact_company", "数隐科技"),
        ("簡士鈞\n42760 台中市潭子區中山路三段 218 號\n13900001111", "contact_address", "台中市潭子區中山路三段218號"),
        ("拓跋文\n西安市雁塔区丈八东路99号7层(地址)\n13900001111", "contact_address", "西安市雁塔区丈八东路99号7层"),
        ("小辉搬家\n13900001111\n队长：邢辉", "contact_person", "邢辉"),
        ("空白间设计事务所上海市徐汇区永嘉路 578 号\n白川", "contact_address", "上海市徐汇区永嘉路578号"),
        ("空白间设计事务所上海市徐汇区永嘉路 578 号\n白川", "contact_company", "空白间设计事务所"),
        ("普文昊博士\n手机 13888 067 215", "contact_phone", "13888067215"),
        ("温世钧律师\n址重庆市渝中区民族路 166 号", "contact_address", "重庆市渝中区民族路166号"),
        ("石川美咲\n大阪市中央区本町 3-4-10\n13900001111", "contact_address", "大阪市中央区本町3-4-10"),
        ("永盛隆海味有限公司\n香港上環德輔道西143號地下\n13900001111", "contact_address", "香港上環德輔道西143號地下"),
        ("小叶子教育咨询有限公司\n冉若溪少儿英语教研组长\n13900001111", "contact_person", "冉若溪"),
        ("凌书禾销售部　区域经理\n13900001111", "contact_person", "凌书禾"),
        ("农海珠\n桂蔗物流　大客户经理\n13900001111", "contact_person", "农海珠"),
        ("Harbour Freight (Ningbo) Ltd.\nVivian Kuang\nAccount Manager\n13900001111", "contact_person", "Vivian Kuang"),
        ("陶颖大客户部副总经理\n13900001111", "contact_person", "陶颖"),
        ("耿大鹏大客户经理\n13900001111", "contact_person", "耿大鹏"),
        ("豫穗饲料有限公司\n周口销售部\n13900001111", "contact_company", "豫穗饲料有限公司周口销售部"),
        ("株式会社東海ラボサプライ\n13900001111", "contact_company", "株式会社東海ラボサプライ"),
        ("460-0008 名古屋市中区栄 3-18-7 栄南ビル5F\n13900001111", "contact_address", "名古屋市中区栄 3-18-7 栄南ビル5F"),
        (
            "+65 6748 2205\n8 Kaki Bukit Ave 4, #05-31, Singapore 415875",
            "contact_address",
            "8 Kaki Bukit Ave 4, #05-31, Singapore",
        ),
        (
            "地址\n12 Tuas View Crescent, #03-18,\nSingapore 637640\n+65 6841 3072",
            "contact_address",
            "12 Tuas View Crescent, #03-18,Singapore",
        ),
        ("电话/传真：0458-3976152", "contact_phone", "04583976152"),
        (
            "Harbour Freight (Ningbo) Ltd.\nVivian Kuang\nManager\n13900001111",
            "contact_company",
            "Harbour Freight (Ningbo) Ltd.",
        ),
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
    "words",
    ["合计", "1、", "预计交货", "人民币", "名称", "壹万", "王海经理", "宁波市路1号", "12,000 ", "元", "jan. 1 ", *_ATTACKS],
)
def test_any_words_are_read_in_bounded_time(words: str) -> None:
    for text in (words * 4000, f"{words}　" * 2000, f"{words}\n" * 2000, f"{words}：" * 2000):
        began = time.process_time()
        found(f"[图片] 报价单\n{text}")
        found(f"[图片] 名片\n{text}")
        text_of([cell(text[:400], 60, 100), cell("数量", 60, 140), cell("金额", 60, 180)])
        assert time.process_time() - began < _BOUND


def test_an_account_is_no_number_to_call() -> None:
    read = found("[图片] 名片\n康海军经理\n手机：13900001111\n开户行：北站支行账号：6230 5810 0047 2916 385")

    assert [value for kind, value in read if kind == "contact_phone"] == ["13900001111"]


def test_the_summary_of_a_long_quotation_names_the_first_articles() -> None:
    rows = "\n".join(f"品名：{name}阀　数量：{n}" for n, name in enumerate("球闸蝶针角止减排安调隔疏", start=1))
    read = understood(Message("file:1", "", READ_AT, f"[图片] 报价单\n{rows}\n合计：900元", kind="image"), ZONE)

    assert len([fact for fact in read.facts if fact.kind == "product"]) == 12
    assert read.summary == "报价单：900元，球阀 × 1，闸阀 × 2，蝶阀 × 3等12项"


def test_a_hotline_is_nobodys_number() -> None:
    read = found("[图片] 名片\n江敏\n手机 13900001111\n24小时服务热线：95000")

    assert [value for kind, value in read if kind == "contact_phone"] == ["13900001111"]


def test_a_part_of_a_number_is_no_other_one() -> None:
    read = found("[图片] 名片\n江敏\n电话：021-55556666-8012\n手机 13900001111")

    assert {value for kind, value in read if kind == "contact_phone"} == {"02155556666", "13900001111"}


@pytest.mark.parametrize("fax", ["传　真：(0454)8622108", "Fax. 0793-8203462"])
def test_nor_is_a_fax_that_is_written_otherwise(fax: str) -> None:
    assert "contact_phone" not in dict(found(f"[图片] 名片\n宋长海\n副总经理\n{fax}"))


def test_a_fax_is_no_number_to_call() -> None:
    read = found("[图片] 名片\n江敏\n电话：021-55556666\n传真：021-55556667")

    assert [value for kind, value in read if kind == "contact_phone"] == ["02155556666"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("产品报价单\n合计：9元", QUOTATION),
        ("江敏\n13900001111", CARD),
        ("顾青禾\n0512-6723 9081", CARD),
        ("今天天气不错\n好的", ""),
        ("品名：盐酸　单价：260\n品名：片碱　单价：3180\n品名：氯化铝　单价：1950", QUOTATION),
        ("12月供货价目表\n品名：虾仁　单位：斤　批发价：41", QUOTATION),
    ],
)
def test_which_paper_it_is(words: str, kind: str) -> None:
    assert paper(words) == kind


def test_a_row_is_numbered_under_no_heading() -> None:
    head = [cell(word, 260 + 200 * n, 100) for n, word in enumerate(("品名", "规格", "数量", "金额"))]
    row = [cell(word, 60 + 200 * n, 160) for n, word in enumerate(("1.", "班戟", "50g", "120个", "780"))]

    assert text_of([*head, *row]).splitlines()[1] == "1.　品名：班戟　规格：50g　数量：120个　金额：780"


def test_a_number_that_says_what_it_is_needs_no_heading() -> None:
    head = [cell(word, 60 + 300 * n, 100) for n, word in enumerate(("品名", "图片", "单价", "小计"))]
    row = [cell(word, 60 + 300 * n, 160) for n, word in enumerate(("办公桌", "数量:12 张", "1,680", "20,160"))]

    assert text_of([*head, *row]).splitlines()[1] == "品名：办公桌　数量:12 张　单价：1,680　小计：20,160"


def test_the_size_of_the_site_counts_no_article() -> None:
    words = "工程名称：空调工程\n面积：约 420m²\n名称：主机　数量：1台"

    assert found(f"[图片] 报价单\n{words}") == {("product", "主机 1")}


def test_what_is_ticked_is_called_without_its_tick() -> None:
    assert text_of([cell("☑ 搬运工人", 60, 100)]) == "搬运工人"


def test_a_list_of_prices_tells_no_numbers_of_pieces() -> None:
    row = "品名：乳液泵头　规格：24牙　含税单价：0.92　含税单价：0.83　含税单价：0.76"

    assert found(f"[文件] 报价单\n{row}") == {("product", "乳液泵头24牙 None")}


def test_three_houses_below_each_other_are_read() -> None:
    lines = [cell(words, 60, 100 + 40 * n) for n, words in enumerate(("宏达集团", "北方支公司", "江北支行"))]

    assert text_of(lines) == "宏达集团北方支公司\n江北支行"
