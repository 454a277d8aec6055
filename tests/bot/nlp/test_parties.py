"""What identifies the customer: people beside their numbers, addresses."""

from __future__ import annotations

import pytest

from tests.bot.nlp.talk import shown

PEOPLE = [
    ("c 司机到了打仓库老周 13812345678", ["老周"]),
    ("c 联系人换成前台小贺 13611227788", ["小贺"]),
    ("c 收件人：李敏电话13611227788", ["李敏"]),
    ("r 打我们老周 13812345678", []),
    ("c 13812345678随时打", []),
    ("c 王总，我是华辰采购部的李敏，想问下价格", ["李敏"]),
    ("c 我是最后拍板的人", []),
    ("c 寄这里 林可 13812345678 长宁路9号", ["林可"]),
    ("c 找我或者前台小橙 13812345678", ["小橙"]),
    ("c 送到我们小区 13812345678", []),
    ("c 寄吧 门卫老丁收", ["老丁"]),
    ("c 门卫老丁说了算", []),
]


@pytest.mark.parametrize(("chat", "names"), PEOPLE)
def test_who_it_is_or_whose_number(chat: str, names: list[str]) -> None:
    assert shown(chat, "contact_person") == names


COMPANIES = [
    ("c 我们是康宁护理院的", ["康宁护理院"]),
    ("c 你好，我是华昌电子的采购", ["华昌电子"]),
    ("c 我们是一家物流公司", []),
    ("r 我们是康宁护理院的", []),
    ("c 发票开南河街道办事处，租金对吧", ["南河街道办事处"]),
    ("c 开票抬头是 南河学院教育发展基金会", ["南河学院教育发展基金会"]),
    ("c 发票抬头南河科学院生物研究所 税号稍后发", ["南河科学院生物研究所"]),
    ("c 发票开给研究所的上次错了", []),
    ("c 各位投标单位 南河苑二期木门集采", []),
]


@pytest.mark.parametrize(("chat", "names"), COMPANIES)
def test_where_the_customer_is_from(chat: str, names: list[str]) -> None:
    assert shown(chat, "contact_company") == names


ADDRESSES = [
    ("c 地址 星辉大厦B座17层", ["星辉大厦B座17层"]),
    ("c 寄到和平小区12栋302 李敏 13812345678", ["和平小区12栋302"]),
    ("c 好 寄吧 常州市武进区牛塘工业园3幢", ["常州市武进区牛塘工业园3幢"]),
    ("c 星辉大厦B座要换水泵", []),
    ("c 3号楼装了20台 电话13812345678", []),
    ("c 地址换了 高新路9号创业大厦B座1107", ["高新路9号创业大厦B座1107"]),
    ("c 送到老厂嘛经开区富民路六号门卫收", ["经开区富民路六号"]),
    ("c 我们村六号开会", []),
    ("c 地址：苏州市吴中区木渎镇金枫路216号3栋2单元1602", ["苏州市吴中区木渎镇金枫路216号3栋2单元1602"]),
    ("c 样品寄到杭州市滨江区江南大道88号", ["杭州市滨江区江南大道88号"]),
    ("c 收货地址建设路66号", ["建设路66号"]),
    ("r 我们在苏州市吴中区金枫路216号", []),
    ("c 浦东龙阳路2345号 N3馆 联系人小武 13917003344", ["浦东龙阳路2345号 N3馆"]),
    ("r 地址还是老的? | c 换了 东湖大道66号新大楼11层科技部", ["东湖大道66号新大楼11层科技部"]),
    ("c 3号楼那台坏了", []),
    ("c 地址滨州市邹平市韩店路北侧", ["滨州市邹平市韩店路北侧"]),
    ("c 送到宁波市鄞州区甬江路与通途路交叉口", ["宁波市鄞州区甬江路与通途路交叉口"]),
    ("c 厂区东侧那台坏了", []),
    ("c 10号走了一路", []),
]


@pytest.mark.parametrize(("chat", "addresses"), ADDRESSES)
def test_an_address_goes_down_to_the_number(chat: str, addresses: list[str]) -> None:
    assert shown(chat, "contact_address") == addresses


RECEIVES = [
    ("c 寄到传达室 写教务处廖老师收", ["廖老师"]),
    ("c 样品给品管部庞工", ["庞工"]),
    ("c 找仓管小扈 13812345678", ["小扈"]),
    ("c 喊我儿子范小军 13812345678", ["范小军"]),
    ("c 13812345678 陶静", ["陶静"]),
    ("c 你联系我们设备科的鲍科长", ["鲍科长"]),
    ("c 寄杭州市西湖区文三路478号5楼 鄢帆收", ["鄢帆"]),
    ("c 明天验收", []),
    ("c 找李总批", []),
    ("c 给老板看一下", []),
    ("c 我电话13812345678", []),
]


@pytest.mark.parametrize(("chat", "names"), RECEIVES)
def test_who_receives_things_or_is_asked_for_on_the_spot(chat: str, names: list[str]) -> None:
    assert shown(chat, "contact_person") == names
