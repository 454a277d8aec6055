"""What a chat tells of a stage, and the everyday neighbours of the same words that tell of none."""

from __future__ import annotations

import pytest

from tests.bot.nlp.said import ticked


def events(chat: list[str]) -> set[str]:
    return {fact.value["event"] for fact in ticked(chat, "stage_event")}


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("payment_received", ["c 付了款几天发货"]),
        ("complaint", ["c 王工说接口对不上 你们那边支持opc ua吗"]),
        ("po_issued", ["c 破了两件 给我补2件"]),
        ("lost", ["c 你们要跟得上这个价我就不换了"]),
        ("lost", ["c 价格给到位我就不换了"]),
        ("contract_signed", ["c 签了合同几天能进场"]),
        ("payment_received", ["r 款到了我就安排发货"]),
        ("payment_received", ["r 您付了款我今天就发"]),
        ("payment_received", ["r 您先把定金付了 我这边就排产"]),
        ("contract_signed", ["r 您先把合同签了 我才好备货"]),
        ("contract_signed", ["c 先把合同签了 你把电子版发来"]),
        ("contract_signed", ["c 等合同盖章了你们再来安装"]),
        ("payment_received", ["c 我付了钱你们不发货怎么办"]),
        ("acceptance", ["c 验收完了付尾款"]),
        ("sample_received", ["c 样品到了我通知你"]),
        ("sample_received", ["r 样品收到了您说一声"]),
        ("payment_received", ["c 30%预付 发货前付清"]),
        ("payment_received", ["c 定金30% 尾款见货付清 可以吗"]),
        ("contract_signed", ["c 合同今天能盖吗", "r 能 下午盖好寄您"]),
        ("contract_signed", ["r 合同今天盖好章给您寄过去"]),
        ("contract_signed", ["c 合同我下午盖好给你"]),
        ("delivered", ["r 货下午送到您那"]),
        ("contract_signed", ["c 合同收到了 我盖好章寄回"]),
        ("contract_signed", ["c 合同我签完字发你"]),
        ("payment_received", ["r 您把款付了 我就发货"]),
        ("delivered", ["c 货到了我通知你"]),
        ("payment_received", ["c 钱到账了我就给你签收据"]),
    ],
)
def test_what_is_only_foreseen_is_no_event(event: str, chat: list[str]) -> None:
    """付了款几天发货 and 合同下午盖好给你 tell of what has yet to come; 款付了 你们就发吧 does not."""
    assert event not in events(chat)


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("payment_received", ["c 款付了 你们就发货吧"]),
        ("payment_received", ["c 我先把定金付了 你查收一下"]),
        ("payment_received", ["c 定金付了 就等你们发货了"]),
        ("payment_received", ["c 打款了 跟你说一声"]),
        ("payment_received", ["r 款到了 我这就安排发货"]),
        ("payment_received", ["c 尾款昨天付清了"]),
        ("payment_received", ["c 30%定金已付 发货前付清尾款"]),
        ("contract_signed", ["c 合同盖好章了 今天寄给你"]),
        ("contract_signed", ["c 合同签了 我们就放心了"]),
        ("contract_signed", ["c 盖好章的合同寄给你了"]),
        ("contract_signed", ["c 合同签好了 下午寄给你"]),
        ("delivered", ["r 货下午送到了"]),
        ("delivered", ["c 货到了 就是有两箱破了"]),
        ("delivered", ["c 货到了才发现少两箱"]),
        ("sample_received", ["c 样品收到了 已经通知技术去测"]),
        ("sample_received", ["c 样品到了 明天再测"]),
        ("contract_signed", ["c 合同已经签了三天了"]),
        ("payment_received", ["c 预付三成财务今天打过去了"]),
    ],
)
def test_beside_what_is_only_foreseen_an_event_is_heard(event: str, chat: list[str]) -> None:
    """付了款几天发货 and 合同下午盖好给你 tell of what has yet to come; 款付了 你们就发吧 does not."""
    assert event in events(chat)


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("lost", ["c 之前试用过别家的 太卡"]),
        ("lost", ["c 现在用的是别家的设备"]),
        ("lost", ["c 我们在用别家的"]),
        ("lost", ["c 我们以前用的别家的"]),
        ("lost", ["c 去年没选你们 今年想试试"]),
        ("lost", ["c 你们上次投标没中 这次加油"]),
        ("lost", ["c 去年招标选了别家 今年重新招"]),
        ("lost", ["c 上次没选你们是因为价格 这次好好报"]),
        ("lost", ["c 前年选的汇川 不好用 想换"]),
        ("lost", ["c 我们已经不用汇川了"]),
        ("lost", ["r 上个月跟海天签了 他们用得挺好"]),
        ("lost", ["c 上个月刚交了货款给别人 没钱了"]),
        ("lost", ["c POC就不做了 时间来不及"]),
        ("lost", ["c 这个功能我们不做了 砍掉"]),
        ("lost", ["c 礼品袋就不做了"]),
    ],
)
def test_whom_they_once_chose_is_no_event(event: str, chat: list[str]) -> None:
    """去年选了别家 and 现在用的是别家的 have lost us nothing; nor has one thing that is dropped."""
    assert event not in events(chat)


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("lost", ["c 上次说的那个单子定了别家"]),
        ("lost", ["c 现在已经选了别家了"]),
        ("lost", ["c 已经定了别人家了"]),
        ("lost", ["c 我们用了别人家的了"]),
        ("lost", ["c 项目黄了"]),
        ("lost", ["c 原来那个项目黄了"]),
        ("lost", ["c 不好意思 这个项目我们不做了"]),
        ("lost", ["c 你们没中标"]),
        ("lost", ["c 我们现在换成汇川了", "c 汇川中标了"]),
    ],
)
def test_beside_whom_they_once_chose_an_event_is_heard(event: str, chat: list[str]) -> None:
    """去年选了别家 and 现在用的是别家的 have lost us nothing; nor has one thing that is dropped."""
    assert event in events(chat)


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("on_hold", ["r 您看需要我给您报个价吗", "c 暂时不用"]),
        ("on_hold", ["r 您看要不要我过去一趟", "c 暂时不用"]),
        ("on_hold", ["r 要不要寄个样品给您", "c 暂时不需要"]),
        ("on_hold", ["r 要不要加个会议演示下", "c 暂时不用 你发资料就行"]),
        ("on_hold", ["r 合同要不要纸质的", "c 暂时不用 电子的就行"]),
        ("on_hold", ["r 需要安装师傅过去吗", "c 暂时不需要 我们自己装"]),
        ("on_hold", ["c 明年再买两台"]),
        ("on_hold", ["c 下个月再订一批"]),
        ("on_hold", ["c 年后再补一批"]),
        ("on_hold", ["c 明年再办两期"]),
        ("on_hold", ["c 上次培训完业绩涨了 年底再办一期", "r 太好了"]),
        ("on_hold", ["c 明年开春再上一套"]),
        ("on_hold", ["c 等样品到了再定"]),
        ("on_hold", ["c 等样品到了再说"]),
        ("on_hold", ["c 等我看完资料再说"]),
        ("on_hold", ["c 等我看完方案再说"]),
        ("on_hold", ["c 太不像话了 说好今天到 到现在没影"]),
        ("on_hold", ["c 快递没影了"]),
        ("on_hold", ["c 不敢动这个价"]),
        ("on_hold", ["c 总部没点头 我不敢动"]),
        ("on_hold", ["c 设备停了 产线都等着"]),
        ("on_hold", ["c 我先停一下车"]),
        ("on_hold", ["c 预算砍了30% 但还做"]),
        ("on_hold", ["c 万一停产了配件怎么办"]),
        ("on_hold", ["c POC先不做 直接看报价"]),
        ("on_hold", ["c 先别发 我让仓库腾个位置 周四再发", "r 好"]),
        ("on_hold", ["c 先不急 你把方案做细点"]),
        ("on_hold", ["c 先放着 我下班去取"]),
    ],
)
def test_a_small_wait_is_no_event(event: str, chat: list[str]) -> None:
    """暂时不用 to an offer, 再订一批 and 等样品到了再定 put nothing off."""
    assert event not in events(chat)


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("on_hold", ["c 暂时不需要"]),
        ("on_hold", ["r 王总 水泵今年还采购吗", "c 暂时不需要"]),
        ("on_hold", ["c 今年先不买 明年再看"]),
        ("on_hold", ["c 等领导回来再说"]),
        ("on_hold", ["c 等方案批下来再定"]),
        ("on_hold", ["c 明年再考虑上一套"]),
        ("on_hold", ["c 预算砍了 明年再说"]),
        ("on_hold", ["c 先别发了 等通知"]),
        ("on_hold", ["c 等明年预算下来再买两台"]),
        ("on_hold", ["c 先不急 年后再说"]),
        ("on_hold", ["c 项目停了"]),
        ("on_hold", ["c 停产了 都停了"]),
    ],
)
def test_beside_a_small_wait_an_event_is_heard(event: str, chat: list[str]) -> None:
    """暂时不用 to an offer, 再订一批 and 等样品到了再定 put nothing off."""
    assert event in events(chat)


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("contract_signed", ["c 听说你们跟华宏签了合同"]),
        ("contract_signed", ["r 上周刚跟中建三局签了合同"]),
        ("payment_received", ["c 我们刚付了房租 手头紧"]),
        ("payment_received", ["c 昨天刚付了工人工资"]),
        ("payment_received", ["c 我们刚支付了一笔罚款"]),
        ("payment_received", ["r 好几家都已经付款了"]),
        ("delivered", ["c 我们刚交付了一个项目 忙完了"]),
        ("payment_received", ["c 我们刚交付了一个项目 忙完了"]),
        ("bidding", ["c 我们刚中标一个项目 要买水泵"]),
        ("sample_sent", ["c 我们的样品寄给客户了 客户在测"]),
        ("sample_requested", ["c 我们的样品寄给客户了 客户在测"]),
        ("sample_requested", ["c 1月10号我们要给客户送样"]),
        ("payment_received", ["c 我们交付了一个项目"]),
        ("delivered", ["r 我们刚交付了一批给华宏"]),
        ("test_failed", ["c 上一家的样品测试没过 所以才找你们"]),
        ("test_failed", ["c 上家送来的样品不合格"]),
        ("sample_requested", ["c 上家送来的样品不合格"]),
        ("quote_requested", ["c 另外一家报价单昨天就发我了"]),
        ("demo_done", ["c 别家昨天来演示过了"]),
        ("demo_done", ["c 友商昨天演示过了"]),
        ("demo_done", ["c 他们家昨天演示了"]),
        ("payment_received", ["c 回单签好了 拍给你"]),
        ("payment_received", ["c 送货回单拍给你"]),
        ("complaint", ["c 上个供应商断货断了两个月"]),
    ],
)
def test_the_doings_of_others_is_no_event(event: str, chat: list[str]) -> None:
    """The rent, another customer's contract, a former supplier's sample."""
    assert event not in events(chat)


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("delivered", ["c 送货回单签了"]),
        ("delivered", ["c 项目交付了"]),
        ("contract_signed", ["r 今天跟王总签了合同"]),
        ("contract_signed", ["r 跟您签的合同盖好章了"]),
        ("payment_received", ["c 付款回单发你"]),
        ("payment_received", ["c 房租押金付了您查下", "r 收到款了"]),
        ("payment_received", ["c 支付宝付了"]),
        ("sample_received", ["c 比别家早 样品收到了"]),
        ("delivered", ["r 设备昨天交付给您仓库了"]),
    ],
)
def test_beside_the_doings_of_others_an_event_is_heard(event: str, chat: list[str]) -> None:
    """The rent, another customer's contract, a former supplier's sample."""
    assert event in events(chat)


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("test_passed", ["c 验收报告出来了 过了"]),
        ("waiting_test_report", ["c 验收报告出来了 过了"]),
        ("test_passed", ["c 测试环境搭好了"]),
        ("test_passed", ["c POC环境昨天搭好了 已经开始跑数据"]),
        ("delivered", ["c POC环境昨天搭好了 已经开始跑数据"]),
        ("test_passed", ["c 车检过了"]),
        ("test_passed", ["r 我们ISO认证今年又通过了"]),
        ("test_passed", ["r 验收了吗", "c 验了 没问题"]),
        ("test_passed", ["c 设备验完了 可以"]),
        ("test_failed", ["c 精度不够 我们要0.01的"]),
        ("test_failed", ["c 我们现有设备精度不够"]),
        ("test_failed", ["c 你们系统上线后老掉线 客户都跑了"]),
        ("trial_started", ["c 售后电话打了三天没人接"]),
        ("trial_started", ["c 400电话打了一周"]),
        ("test_failed", ["c 货压坏了"]),
        ("complaint", ["c 你们机器会坏吗"]),
        ("complaint", ["c 没听说过你们机器老坏的"]),
        ("complaint", ["c 噪音被邻居投诉"]),
        ("waiting_test_report", ["c 我们采购在比价 等结果吧", "r 好"]),
        ("waiting_test_report", ["c 评标结果还没出来"]),
        ("waiting_test_report", ["c 面试结果还没出"]),
        ("waiting_test_report", ["c 领导在讨论 等结果"]),
        ("waiting_test_report", ["c 等结果出来告诉你"]),
    ],
)
def test_a_verdict_where_nothing_is_tried_is_no_event(event: str, chat: list[str]) -> None:
    """精度不够 of their own machine is no test that failed, 评标结果 no report of one."""
    assert event not in events(chat)


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("acceptance", ["c 设备验完了 可以"]),
        ("test_passed", ["c 样机测完了 精度比原来的好"]),
        ("test_failed", ["c 样品到了", "c 精度不够"]),
        ("test_failed", ["c 样机压坏了"]),
        ("waiting_test_report", ["c 送计量室了，等我结果"]),
        ("waiting_test_report", ["c 样品送检了", "c 结果还没出"]),
        ("waiting_test_report", ["c 检测报告还没出来"]),
        ("waiting_test_report", ["c 报告下周出来"]),
        ("test_passed", ["c 检测报告出来了 合格"]),
    ],
)
def test_beside_a_verdict_where_nothing_is_tried_an_event_is_heard(event: str, chat: list[str]) -> None:
    """精度不够 of their own machine is no test that failed, 评标结果 no report of one."""
    assert event in events(chat)


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("complaint", ["c 我们现在的米里有虫子 想换一家"]),
        ("complaint", ["c 你们师傅没来过我们这边吧"]),
        ("complaint", ["c 之前那家的菜不新鲜"]),
        ("complaint", ["c 现在的空调不制冷 想换"]),
        ("complaint", ["c 我们用的汇川的变频器，三天两头坏，想看看你们的"]),
        ("complaint", ["c 老师没来得及看"]),
        ("complaint", ["c 师傅来了没"]),
        ("complaint", ["c 你们的米里有没有虫子"]),
        ("complaint", ["c 我们的门关不上了 能修吗"]),
        ("complaint", ["c 冰箱里有头发丝检测仪吗"]),
        ("complaint", ["c 菜要新鲜 不新鲜不要"]),
        ("complaint", ["c 上家送的饭是馊的"]),
        ("complaint", ["c 他们司机态度恶劣"]),
        ("complaint", ["c 不好意思 我又迟到了"]),
        ("complaint", ["c 你们的系统能防睡岗吗"]),
        ("complaint", ["c 漏缴了怎么补"]),
        ("complaint", ["c 货到的时候别压坏了"]),
        ("complaint", ["c 我跟老师约好了 你别迟到"]),
        ("complaint", ["c 今天的菜不错"]),
    ],
)
def test_bad_goods_and_bad_service_is_no_event(event: str, chat: list[str]) -> None:
    """Bad food, bad manners, men who do not come; not what is feared, asked or done by ourselves."""
    assert event not in events(chat)


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("complaint", ["c 你们这批菜不新鲜 叶子都黄了"]),
        ("complaint", ["c 今天的菜烂了一半"]),
        ("complaint", ["c 盒饭里有头发"]),
        ("complaint", ["c 又迟到 你们保洁天天八点半才来"]),
        ("complaint", ["c 司机态度恶劣 跟我们保安吵起来了"]),
        ("complaint", ["c 保安昨晚睡岗 被我们老板抓到了"]),
        ("complaint", ["c 今天送的饭是馊的"]),
        ("complaint", ["c 米里有虫子"]),
        ("complaint", ["c 包装全压烂了"]),
        ("complaint", ["c 空调不制冷 你们装的"]),
        ("complaint", ["c 门关不上了 你们安装的"]),
        ("complaint", ["c 师傅约好的没来"]),
        ("complaint", ["c 你们阿姨把玻璃打碎了"]),
        ("complaint", ["c 你们司机把货卸错仓库了"]),
        ("complaint", ["c 答应的事一件没办"]),
        ("complaint", ["c 老师放鸽子"]),
        ("complaint", ["c 社保漏缴了一个人"]),
        ("complaint", ["c 上批货压坏了三箱"]),
    ],
)
def test_beside_bad_goods_and_bad_service_an_event_is_heard(event: str, chat: list[str]) -> None:
    """Bad food, bad manners, men who do not come; not what is feared, asked or done by ourselves."""
    assert event in events(chat)


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("delivered", ["c 你寄的料收到了 我们实验室明天做"]),
        ("delivered", ["c 你寄的发票收到了"]),
        ("lost", ["c 活动没取消"]),
        ("lost", ["c 群里别再发了 我收到了"]),
        ("lost", ["c 在别处买过 不好用"]),
        ("lost", ["c 礼盒算了 不要了 其他照旧"]),
        ("on_hold", ["c 安装改到周五"]),
        ("visit_scheduled", ["r 我们周三线上见", "c 好"]),
        ("visit_scheduled", ["r 明天我过去可以吧", "c 别来"]),
        ("quote_requested", ["c 没有报价单给我"]),
    ],
)
def test_other_words_for_samples_losses_and_visits_is_no_event(event: str, chat: list[str]) -> None:
    """你寄的料, 在别处买了, 改到明年, 那咱们周三见."""
    assert event not in events(chat)


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("sample_requested", ["c 色卡寄一份"]),
        ("sample_requested", ["c 布板剪一块寄我"]),
        ("sample_received", ["c 你寄的料收到了 我们实验室明天做"]),
        ("sample_received", ["c 你们寄的布板收到了"]),
        ("delivered", ["c 你们发的货收到了"]),
        ("sample_sent", ["r 试剂样品已交快递"]),
        ("lost", ["c 已经在别处买了"]),
        ("lost", ["c 活动取消了"]),
        ("lost", ["c 订单取消了"]),
        ("on_hold", ["c 培训改到明年"]),
        ("on_hold", ["c 年会改到明年三月"]),
        ("on_hold", ["c 安装改到年后"]),
        ("visit_scheduled", ["r 明天我过去可以吧", "c 来吧"]),
        ("visit_scheduled", ["r 那咱们周三见", "c 好"]),
        ("quote_requested", ["c 有没有最新的价目表 给我一份"]),
    ],
)
def test_beside_other_words_for_samples_losses_and_visits_an_event_is_heard(event: str, chat: list[str]) -> None:
    """你寄的料, 在别处买了, 改到明年, 那咱们周三见."""
    assert event in events(chat)


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("delivered", ["r 您那边到了吗", "c 到了"]),
        ("delivered", ["r 领导到了吗", "c 到了"]),
        ("delivered", ["r 资料收到了吗", "c 收到了"]),
        ("delivered", ["r 发票收到没", "c 收到了"]),
        ("delivered", ["r 到家了吗", "c 到了"]),
        ("delivered", ["r 到公司了没", "c 到了"]),
        ("delivered", ["r 到时间了吗", "c 到了"]),
        ("delivered", ["r 收到没", "c 收到了"]),
        ("delivered", ["r 消息收到了吗", "c 收到了"]),
        ("delivered", ["r 合同收到了吗", "c 收到了"]),
        ("payment_received", ["r 电话打了吗", "c 打了"]),
        ("payment_received", ["r 价钱谈了吗", "c 谈了"]),
        ("contract_signed", ["r 合同什么时候签呢", "c 下周签"]),
        ("contract_signed", ["r 合同签了吗", "c 还没签"]),
        ("contract_signed", ["r 合同签了吗", "c 签了就告诉你"]),
        ("payment_received", ["r 货款打了吗", "c 明天打"]),
        ("payment_received", ["r 货款打了吗", "c 打了就告诉你"]),
        ("payment_received", ["r 货款付了吗", "c 付的话要下周"]),
        ("lost", ["r 是不是还在比别家", "c 是的"]),
        ("on_hold", ["r 项目停了吗", "c 没停"]),
        ("quote_sent", ["r 需要报价吗", "c 看情况"]),
        ("finance_approval", ["r 您申请了吗", "c 还没"]),
        ("finance_approval", ["r 流程走完了吗", "c 走完了"]),
        ("po_issued", ["c 发个定位来", "r 好的 马上安排"]),
        ("po_issued", ["c 订3间房", "r 好的 我安排一下"]),
        ("po_issued", ["c 来3个工程师", "r 好的 马上安排"]),
        ("po_issued", ["c 留5个车位", "r 好的 安排"]),
        ("po_issued", ["c 明天来两个师傅", "r 好的 马上安排"]),
        ("po_issued", ["c 定12月3号开会", "r 好的 马上安排"]),
        ("po_issued", ["c 发一份合同过来", "r 好的 马上安排"]),
        ("po_issued", ["c 来3次了还没修好", "r 好的 马上安排"]),
        ("complaint", ["c 老师态度不错"]),
        ("complaint", ["c 我们约好的没变吧"]),
        ("lost", ["c 老板不在 在外面吃了饭再说"]),
        ("lost", ["c 活动取消了吗"]),
        ("lost", ["c 订单取消不了吧"]),
        ("visit_scheduled", ["c 我们周一见客户"]),
        ("quote_sent", ["c 别人的报价看了 比你们低"]),
        ("quote_sent", ["c 你的报价什么时候给我"]),
        ("payment_received", ["c 上次打的款收到没"]),
        ("payment_received", ["c 定金安排了人去打"]),
        ("payment_received", ["c 你把打款的账号发我"]),
        ("contract_signed", ["c 把字签了再说"]),
        ("contract_signed", ["c 让老板把字签了"]),
        ("demo_done", ["r 谢谢 下午给您看演示"]),
    ],
)
def test_everyday_words_beside_them_is_no_event(event: str, chat: list[str]) -> None:
    """电话打了吗 … 打了, 让老板把字签了, 来3个工程师."""
    assert event not in events(chat)


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("po_issued", ["c 订20箱水", "r 好的 马上安排"]),
    ],
)
def test_beside_everyday_words_beside_them_an_event_is_heard(event: str, chat: list[str]) -> None:
    """电话打了吗 … 打了, 让老板把字签了, 来3个工程师."""
    assert event in events(chat)


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("payment_received", ["c 钱打过去了你查一下"]),
        ("payment_received", ["c 款已经付了 你们什么时候发货"]),
        ("payment_received", ["c 尾款付了 发票寄一下"]),
        ("payment_received", ["c 定金付了 几天能发货"]),
        ("payment_received", ["c 首付三成已经打了 剩下的发货前付清"]),
        ("payment_received", ["r 款收到了 我这就安排发货"]),
        ("payment_received", ["r 定金收到 我们马上排产"]),
        ("payment_received", ["r 款到了 我马上通知仓库"]),
        ("payment_received", ["c 财务说款打了 让我跟你说一声"]),
        ("payment_received", ["c 等了半天终于打款了"]),
        ("contract_signed", ["c 合同签好了 下午给你寄过去"]),
        ("contract_signed", ["c 合同我们盖完章了 你来拿"]),
        ("contract_signed", ["c 合同签完了 什么时候进场"]),
        ("contract_signed", ["c 双方都签了 就等发货"]),
        ("contract_signed", ["r 合同签完了 我这边就安排排产"]),
        ("contract_signed", ["c 合同已经盖章 今天寄出"]),
        ("contract_signed", ["c 盖好章了 我下午寄"]),
        ("delivered", ["c 货到了 你们安排师傅来装"]),
        ("delivered", ["c 货到了 我通知仓库验收了"]),
        ("delivered", ["c 机器到了 什么时候来调试"]),
        ("delivered", ["r 货昨天下午送到您仓库的"]),
        ("delivered", ["c 设备到货了 就差安装了"]),
        ("delivered", ["c 上午货都到了 你们师傅几点来"]),
        ("sample_received", ["c 样品收到了 我给技术测"]),
        ("sample_received", ["c 样品到了 我下午拿给老板看"]),
        ("sample_received", ["c 样品收到 等测完告诉你"]),
        ("po_issued", ["c 单子下了 你们几天能发"]),
        ("po_issued", ["c 订单已下 请尽快安排"]),
        ("po_issued", ["c 采购单发你了 确认下"]),
        ("acceptance", ["c 验收通过了 可以付款了"]),
        ("acceptance", ["c 昨天验收完了"]),
        ("lost", ["c 已经跟别家签了 下次吧"]),
        ("lost", ["c 我们现在已经定了另外一家了"]),
        ("lost", ["c 这次选了别人 不好意思"]),
        ("lost", ["c 老板最后还是定了原来的供应商"]),
        ("lost", ["c 项目取消了"]),
        ("on_hold", ["c 先放一放吧 年后再说"]),
        ("on_hold", ["c 领导说等明年再定"]),
        ("on_hold", ["c 暂时不需要 谢谢"]),
        ("on_hold", ["c 预算还没批 先缓缓"]),
        ("on_hold", ["c 等总部通知再说"]),
        ("on_hold", ["c 暂时不考虑"]),
        ("test_passed", ["c 样机跑了一周 没问题"]),
        ("test_passed", ["c 你们的样品测过了 比原来的好"]),
        ("test_failed", ["c 送样没过 硬度不够"]),
        ("test_failed", ["c 试了一下 精度不够"]),
        ("waiting_test_report", ["c 样品送检了 等结果"]),
        ("waiting_test_report", ["c 检测报告还没出"]),
        ("waiting_test_report", ["r 测试怎么样", "c 等结果"]),
        ("demo_done", ["c 昨天演示看了 挺好"]),
        ("demo_scheduled", ["r 明天下午两点给您演示"]),
        ("visit_done", ["r 谢谢您今天接待"]),
        ("visit_scheduled", ["r 我明天上午过来看看现场"]),
        ("quote_sent", ["r 报价单做好了 您看下"]),
        ("quote_sent", ["r 给您出的报价在附件"]),
        ("quote_requested", ["c 麻烦出个报价"]),
        ("finance_approval", ["c 付款流程在走"]),
        ("contract_review", ["c 合同在法务走流程"]),
        ("complaint", ["c 你们这批货质量太差"]),
        ("complaint", ["c 客户投诉你们的产品了"]),
        ("demo_done", ["c 上次你们的演示不错"]),
        ("contract_signed", ["c 我们跟你们签了三年框架"]),
        ("sample_requested", ["c 先寄个样品看看"]),
        ("sample_requested", ["c 能不能给我们客户寄个样"]),
        ("complaint", ["c 说好今天来没来"]),
        ("poc_requested", ["c 先做个POC"]),
    ],
)
def test_beside_what_has_happened_an_event_is_heard(event: str, chat: list[str]) -> None:
    """款付了 … 几天能发货."""
    assert event in events(chat)


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("payment_received", ["r 款打了吗", "c 还没打"]),
        ("payment_received", ["r 款打了吗", "c 下午打"]),
        ("delivered", ["r 师傅到了吗", "c 到了"]),
        ("delivered", ["r 发票到了吗", "c 到了"]),
        ("lost", ["r 是不是选了别家了", "c 没有"]),
        ("delivered", ["r 您到了吗", "c 到了"]),
        ("delivered", ["c 师傅几点到", "r 10分钟", "c 到了 在换"]),
        ("payment_received", ["r 看到了 预算金额186万", "c 对"]),
        ("contract_review", ["r 合同看了吗", "c 还没"]),
        ("po_issued", ["c 定5台多少钱", "r 好的 我算一下"]),
        ("po_issued", ["c 来两台试试", "r 好的 马上安排"]),
        ("po_issued", ["c 彩超先做个演示 来20个人"]),
        ("po_issued", ["c 发两份资料过来", "r 好的 马上安排"]),
        ("po_issued", ["c 订个会议室 来5个人", "r 好的 马上安排"]),
        ("sample_requested", ["c 来20个小包装"]),
        ("demo_scheduled", ["r 感谢各位今天抽时间听我们演示"]),
        ("demo_done", ["c 演示不用了"]),
        ("poc_requested", ["c POC就不做了 时间来不及"]),
        ("poc_requested", ["c POC先不做 直接看报价"]),
        ("poc_requested", ["c POC不做了"]),
        ("sample_requested", ["c 样品就不要了"]),
        ("finance_approval", ["c 在走招标流程"]),
        ("finance_approval", ["c 走合同流程"]),
        ("finance_approval", ["c 条款基本没问题了 走盖章流程"]),
        ("finance_approval", ["c 明年的年框谈完了没", "r 在走内部流程"]),
        ("quote_sent", ["r 我给您做个报价单"]),
        ("quote_sent", ["r 我给您做份报价"]),
        ("quote_sent", ["r 我让同事给您出个报价单"]),
        ("quote_sent", ["r 我去做报价单 晚点发您"]),
        ("quote_requested", ["c 你发的报价我转给领导了"]),
        ("quote_sent", ["c 别家报价收到了 你们的呢"]),
        ("contract_signed", ["c 送货单把字签了"]),
        ("visit_done", ["c 环保局上周来查了 说我们总铬超标"]),
        ("visit_done", ["c 客户昨天来过了 对样品满意"]),
        ("sample_requested", ["c 拿两条线试试"]),
        ("sample_requested", ["c 先拿一条产线做个试点看看效果"]),
    ],
)
def test_what_is_answered_offered_or_called_off_is_no_event(event: str, chat: list[str]) -> None:
    """刚打, to 款打了吗; 我给您做个报价单; 演示不用了."""
    assert event not in events(chat)


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("delivered", ["r 王姐 面粉今天到了吗", "c 到了"]),
        ("delivered", ["r 东西到了吗", "c 到了"]),
        ("delivered", ["r 设备到了没", "c 昨天到的"]),
        ("payment_received", ["r 款打了吗", "c 打了"]),
        ("payment_received", ["r 定金您打了吗", "c 刚打"]),
        ("payment_received", ["r 货款付了吗", "c 上午付的"]),
        ("contract_signed", ["r 合同盖章了吗", "c 昨天盖的"]),
        ("waiting_test_report", ["r 您好 咱们质检报告出来了吗", "c 还没 估计周五"]),
        ("contract_review", ["r 合同法务看完了吗", "c 还在看"]),
        ("contract_review", ["r 法务看了吗", "c 在看"]),
        ("lost", ["r 是不是选了别家了", "c 是的 不好意思"]),
        ("on_hold", ["r 项目是不是停了", "c 嗯 停了"]),
        ("finance_approval", ["r 财务批了吗", "c 还在走"]),
        ("trial_started", ["r 试用开始了吗", "c 开始了"]),
        ("quote_sent", ["r 报价您收到了吗", "c 收到了"]),
        ("quote_requested", ["r 给您报个价?", "c 报吧"]),
        ("po_issued", ["c 定5台P12", "r 好的 我给您下单"]),
        ("po_issued", ["c 备500箱吧 老价格", "r 好的 我下单给工厂"]),
        ("po_issued", ["c 那就按老价格再来两吨", "r 好嘞 马上安排"]),
        ("po_issued", ["c 确认下单"]),
        ("po_issued", ["c 订货 30箱"]),
        ("po_issued", ["c 补货 可乐20箱 雪碧10箱", "r 好的"]),
        ("po_issued", ["c 给我留10台 我要了"]),
        ("sample_requested", ["c 来2个小包装试试"]),
        ("demo_done", ["r 感谢各位今天抽时间听我们演示"]),
        ("demo_done", ["r 谢谢您今天抽空看我们演示"]),
        ("demo_done", ["r 感谢参加今天的演示会"]),
        ("demo_scheduled", ["r 谢谢 明天下午给您演示"]),
        ("demo_scheduled", ["c 演示改到周五行吗"]),
        ("sample_requested", ["r 要不要寄样", "c 要"]),
        ("finance_approval", ["c 走立项流程"]),
        ("finance_approval", ["c 财务在走付款流程"]),
        ("finance_approval", ["c 申请还在总经理那"]),
        ("finance_approval", ["c 老板已经批了付款"]),
        ("contract_review", ["r 合同改好了 您让法务再过一遍"]),
        ("contract_review", ["r 合同改好了 法务再看下"]),
        ("quote_sent", ["r 报价单做好了 发您"]),
        ("quote_sent", ["c 报价单收到 我们看下"]),
        ("quote_sent", ["c 昨天的报价收到 我们研究下"]),
        ("quote_sent", ["c 报价单看了 价格偏高"]),
        ("quote_sent", ["c 你发的报价我转给领导了"]),
        ("quote_sent", ["c 价格表收到"]),
        ("quote_sent", ["r 这是报价单 您过目"]),
        ("contract_signed", ["r 合同收到您盖章的了"]),
        ("contract_signed", ["r 收到您回传的合同了"]),
        ("contract_signed", ["c 昨天已经把字签了"]),
        ("contract_signed", ["c 老板把字签了"]),
        ("payment_received", ["c 财务昨天打的款"]),
        ("payment_received", ["c 今早财务付的款"]),
        ("payment_received", ["c 货款已安排 注意查收"]),
        ("payment_received", ["c 打款截图发你"]),
        ("visit_done", ["r 勘查做完了 数据我整理下"]),
        ("visit_done", ["c 上次你们来 讲得挺清楚"]),
        ("visit_done", ["c 昨天你们来的那个工程师挺专业的"]),
    ],
)
def test_beside_what_is_answered_offered_or_called_off_an_event_is_heard(event: str, chat: list[str]) -> None:
    """刚打, to 款打了吗; 我给您做个报价单; 演示不用了."""
    assert event in events(chat)


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("po_issued", ["c 已经跟汇川下单了"]),
        ("po_issued", ["c 同事那边已经从汇川订了"]),
        ("po_issued", ["c 我们在汇川那下了单"]),
        ("lost", ["c 我们用汇川用了三年，太贵了"]),
        ("lost", ["c 我们用汇川用了两年，想换"]),
        ("lost", ["c 你们排第二 第一名放弃了 轮到你们"]),
        ("lost", ["c 涨价我就不续了"]),
        ("lost", ["c 不降价我们就不买了"]),
        ("lost", ["c 先不续了"]),
        ("lost", ["c 发票我们不要了"]),
        ("lost", ["c 颜色不好看的我们不要了"]),
        ("lost", ["c 别家我们不考虑了 就定你们"]),
        ("lost", ["c 订单取消 我重新拍一个"]),
        ("lost", ["c 合同取消盖章环节"]),
        ("lost", ["c 取消订单要扣钱吗"]),
        ("lost", ["c 这次不用你们送了 我自己来拉"]),
        ("on_hold", ["c 送货推迟到下周二"]),
        ("on_hold", ["c 开标推迟到12月10号"]),
        ("on_hold", ["c 会议推迟到周四"]),
        ("on_hold", ["c 周五那批货往后推推 改到下周二送吧"]),
        ("on_hold", ["c 从30箱减到20箱 剩下的过了年再要"]),
        ("on_hold", ["c 预算被砍了一半"]),
        ("on_hold", ["c 预算砍了5万"]),
        ("on_hold", ["c 预算砍掉了 现在只剩10万"]),
        ("payment_received", ["c 货款微信转你"]),
        ("payment_received", ["c 尾款12800今天下午财务打给你"]),
        ("payment_received", ["c 钱我下午打给你", "r 收到款就安排发货"]),
        ("payment_received", ["c 定金明天付", "r 好的，收到定金开始排产"]),
        ("payment_received", ["c 你们退的款收到了"]),
        ("payment_received", ["r 投标保证金我们昨天已经打了"]),
        ("po_issued", ["c 审批走完了 可以下单了"]),
        ("po_issued", ["c 单子上写40 你们发了35"]),
        ("po_issued", ["c 追加100件多少钱"]),
        ("po_issued", ["c 下单10台能便宜多少"]),
        ("po_issued", ["c 少发了5箱 补5箱过来"]),
        ("po_issued", ["c 按上次的单价走行不行"]),
        ("acceptance", ["c 验收通过付30%"]),
        ("acceptance", ["r 麻烦您签下验收单"]),
        ("acceptance", ["c 单子我签好了 5万6千4 定金明天打"]),
        ("delivered", ["c 物流显示签收了 我没收到啊"]),
        ("delivered", ["c 显示已送达 可我这没有"]),
        ("delivered", ["r 显示已签收 您看到了吗"]),
        ("delivered", ["r 原料到货了 明天开始生产"]),
        ("delivered", ["r 配件到了 后天给您送回去"]),
        ("delivered", ["r 货没问题 您放心"]),
        ("visit_done", ["r 王经理 今天来不了了 雪太大 改明天行吗", "c 行 明天上午"]),
        ("visit_done", ["r 师傅病了 周四过来修"]),
        ("visit_scheduled", ["c 原定明天来你们工厂的 孩子发烧 下周再约"]),
        ("visit_scheduled", ["r 您看周四我过来还是周五", "c 都没空"]),
        ("visit_scheduled", ["r 资料周四发您", "c 周五吧"]),
        ("trial_started", ["c 打印机用了三天就卡纸"]),
        ("waiting_test_report", ["c 评估报告12月底之前要出来"]),
        ("waiting_test_report", ["c 审计报告1月底之前要出来"]),
        ("sample_requested", ["c 给我们开个试用账号"]),
        ("renewal", ["c 原来的系统合同1月到期，想换"]),
        ("renewal", ["c 现在的供应商合同12月到期，想换一家"]),
        ("quote_requested", ["c 这鱼都臭了怎么卖啊"]),
        ("quote_requested", ["c 这批草莓烂了一小半，怎么卖啊"]),
        ("complaint", ["c 你们那软件太好用了 同事都夸"]),
        ("complaint", ["c 换货的那台收到了 现在好用了 谢谢"]),
        ("complaint", ["c 你们的货没有色差 挺好"]),
        ("complaint", ["c 我们机器老是卡纸 想换一台"]),
        ("complaint", ["c 打印机卡纸怎么办 你们有什么型号推荐"]),
        ("complaint", ["c 我们工厂经常断线 要上个mes"]),
        ("complaint", ["c 样品装不上"]),
        ("complaint", ["c 会不会生锈"]),
        ("complaint", ["c 你们能开到多少发票"]),
        ("complaint", ["c 这批货不收运费吧"]),
        ("bidding", ["c 20万以内 超过就得走招标了"]),
        ("bidding", ["c 超过50万要招标"]),
        ("test_failed", ["c 装上去第二天就坏了"]),
        ("delivered", ["c 师傅昨天到的"]),
    ],
)
def test_what_is_with_another_put_right_or_to_come_is_no_event(event: str, chat: list[str]) -> None:
    """已经跟X下单了, 送货推迟到下周二, 货款微信转你, 物流显示签收了 我没收到."""
    assert event not in events(chat)


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ("lost", ["c 已经跟汇川下单了"]),
        ("lost", ["c 已经从汇川订了"]),
        ("lost", ["c 跟汇川签合同了"]),
        ("lost", ["c 这次中标的是汇川"]),
        ("lost", ["c 订单取消"]),
        ("lost", ["c 我要取消订单"]),
        ("lost", ["c 合同取消"]),
        ("lost", ["c 那单不要了"]),
        ("lost", ["c 客户那边砍单了 我们这边也不要了"]),
        ("lost", ["c 这次不用你们了 领导的同学是做这个的"]),
        ("lost", ["c 换别家做了"]),
        ("lost", ["c 我们不考虑了"]),
        ("lost", ["c 今年效益不好 我们就不续了"]),
        ("on_hold", ["c 项目推迟到下个月了"]),
        ("on_hold", ["c 项目往后推 等通知"]),
        ("on_hold", ["c 预算砍了 项目停了"]),
        ("payment_received", ["c 微信转你了"]),
        ("payment_received", ["c 尾款打给你了 查收一下"]),
        ("payment_received", ["c 财务刚打给你"]),
        ("payment_received", ["r 收到定金了 开始排产"]),
        ("payment_received", ["c 转了 查收"]),
        ("payment_received", ["c 4500 转了"]),
        ("po_issued", ["c 我在你们商城下单了"]),
        ("po_issued", ["c 老样子 46号再来10桶"]),
        ("po_issued", ["c 一样的再来两箱"]),
        ("po_issued", ["c 鸡排补30箱"]),
        ("po_issued", ["c 上次那个卫衣卖得不错 补货200件 年前要"]),
        ("po_issued", ["c 卫衣返单200件"]),
        ("po_issued", ["c T恤再追加100件"]),
        ("po_issued", ["c 下单 P12 10台"]),
        ("po_issued", ["c 照上次的单再发一遍"]),
        ("po_issued", ["r 总价9.8万", "c 9万5", "r 行，成交"]),
        ("acceptance", ["c 验收通过了 下周付30%"]),
        ("delivered", ["c 收到 货没问题"]),
        ("delivered", ["c 40套收到了"]),
        ("delivered", ["r 第一批40套已经发出 顺丰SF1029384756", "c 收到了 剩下60套呢"]),
        ("delivered", ["c 货到了 我没收到发票"]),
        ("delivered", ["r 货到您仓库了"]),
        ("sample_received", ["c 3套样品收到了"]),
        ("quote_sent", ["c 报价单发了没", "r 发了"]),
        ("poc_started", ["c poc环境搭好了没", "r 搭好了"]),
        ("poc_requested", ["c 能不能开个试用账号"]),
        ("quote_requested", ["c 我们想上一套mes系统预算三十五万左右你先给我出个报价"]),
        ("quote_requested", ["c 能不能这周把报价给我"]),
        ("quote_requested", ["c 这批布怎么卖"]),
        ("visit_scheduled", ["r 您看哪天方便我过来一趟", "c 周四下午"]),
        ("visit_scheduled", ["r 那我周四还是周五过来", "c 周五上午"]),
        ("visit_scheduled", ["c 要不30号上午在你们公司见？", "r 好啊 30号见"]),
        ("visit_scheduled", ["r 师傅病了 周四过来修"]),
        ("demo_scheduled", ["c 本来说周五演示 改到下周一吧"]),
        ("technical_review", ["c 演示看了，挺好的，让技术再评估一下"]),
        ("renewal", ["c 续费跟去年一样吗 去年是3万6"]),
        ("renewal", ["c 合同1月到期，要续签"]),
        ("renewal", ["c 我们专业版12月20号到期"]),
        ("test_failed", ["c 上次环氧的样品我们试了 固化时间偏长 客户那边不认"]),
        ("bidding", ["r 公示出来了 我们中了"]),
        ("complaint", ["c 退两箱 包装破了", "r 好的 给您退款"]),
        ("complaint", ["c 今天收到了3箱 好像不是我订的型号"]),
        ("complaint", ["c 有5件T恤开线了 给换一下"]),
        ("complaint", ["c 鸡排里吃出塑料片 客人闹到店里来了 你们怎么赔"]),
        ("complaint", ["c 螺丝生锈一大半 这怎么用"]),
        ("complaint", ["c 两台开不了机"]),
        ("complaint", ["c 你们装的门禁老误报 保安半夜被叫起来三次"]),
        ("complaint", ["c 净水器坏了 滴水", "r 我明天派人"]),
        ("complaint", ["c 上次买的扫码枪有三把充不进电了你给换一下"]),
        ("complaint", ["c 录像机硬盘报警了 你叫人来看下"]),
        ("complaint", ["c 这批草莓烂了一小半，怎么卖啊"]),
        ("complaint", ["c 单子上写40 你们发了35"]),
        ("complaint", ["c 换货的又坏了"]),
        ("complaint", ["c 你们服务太差了"]),
        ("complaint", ["c 上批料粘度偏高 客户退货了"]),
        ("complaint", ["c 这批货我们不收 拉回去吧"]),
        ("complaint", ["c 包装都湿了 赔吧"]),
        ("delivered", ["c 泵到了 但是法兰尺寸不对 装不上"]),
        ("delivered", ["c 设备昨天到的"]),
        ("bidding", ["c 超过50万了 已经挂网招标"]),
        ("test_failed", ["c 样机装上去第二天就坏了"]),
    ],
)
def test_beside_what_is_with_another_put_right_or_to_come_an_event_is_heard(event: str, chat: list[str]) -> None:
    """订单取消, 转了 查收, 鸡排补30箱, 行，成交, 净水器坏了 你派人来看下."""
    assert event in events(chat)
