"""One amount in its surroundings, as reasons for what it may be: cue words near it, what was asked, what stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.nlp import outlays, payments
from bot.nlp.patterns import late
from bot.nlp.place import BACK, REACH_BACK
from bot.nlp.scene import AGREES, BID_AHEAD, CAPPED, EACH, GIVEN, GOODS, GRANTED, HEAD, OR_ELSE, SHARE_OF, TOO_DEAR, Scene

_BY_TIME = late(r"[一每/][天月年]|[一每/]个月")
_DIFFERENCE = late(
    r"(?:(?<![最不再很顶至])(?:多|少|低|高|贵|差)|便宜|优惠(?!价)|砍(?=[了去]\Z)|砍掉|减掉|去掉|抹掉?|返|立减|减免?|让利?|降|省|涨|加|调|(?<![别不得许])超(?:出来?|了|的))(?:了|的|您|你|个|出|下|收)?\Z"
)
_YOUR_PRICE = late(r"[你您]们?(?:家|这边|那边)?(?:的价|给的|报的|说的|最[多低])")
_IS_IT = late(r"是(?:吧|吗|不|不是)|对(?:吧|吗|不)")
_V_NOT_V = late(
    r"(?:[^,。;!?]{0,4}|[,。 ])(?:([做装跑干卖接走签送给拿发出锁])不\1(?!了)|[你您]?([做卖发跑接])就\2(?=[ ,。;!]|\Z|不)"
    r"|能(?:不能)?(?:[做装跑干卖接走签送给拿发出到成整弄办搞]|搞定|拿下|[弄搞做办拿]?下来|接受)?[不吧吗么](?=[ ,。;!?]|\Z))"
)
"""八千二跑不跑, 一块二一个能做不, 980你做就做: a bid."""
_CAN_DO = late(
    r"(?:元|块)?(?:钱|整)?[,。 ]?(?:[你您]们?|咱们?)?(?:能不能|能否|可不可以)(?:[做卖走拿签成定发给]|搞定|下来)"
    r"|(?:元|块)?(?:钱|整)?[,。 ]?(?:[你您]们?|咱们?)?能(?:[做卖走拿签成定]|搞定)(?:的话|就|我)"
)
"""老板的意思是六万能不能做, 5万8 能做就签: a bid, whoever means it."""
_CAN_YOU = late(r"(?:[你您]们?能?|(?:\A|[ ,。大]|[我咱]们?)能)(?:不能)?(?:[到给做]|[降让做给]到)\s?\Z")
_CAN_HOLD = late(r"(?:能|可以)(?:不能|不可以)?(?:再|给我们?)?(?:控制|控|压|卡|降|做|谈)[在到]了?\s?\Z")
"""总价能控制在16万以内吗."""
_NOT_ASKED = late(r"(?:元|块|一[一-鿿]{1,2})?(?:不|吗|么|行不|吧)(?=[ ,。;!?]|\Z)")
"""你们能到16不."""
_NOT_GRANTED = late(r"\s?(?:元|块)?(?:没|未|不)能?(?:申请|批|同意)")
_WONT_DO = late(r"(?:元|块)?(?:[一每/][一-鿿])?(?:真的?|肯定|确实|还是|是)?不(?:行|成|可以)(?![吗么?])")
_APART_BY = late(r"(?:元|块)?的?(?:差[别距价]|出入|价差|缺口)")
_HOW_MANY = late(r"多少(?:个)?人|几个人|几位|人数")
_PIECES = late(
    r"[一二两三四五六七八九十\d]块(?=[一-鿿])(?![钱左多吧的行就成中含免我咱俺一二三四五六七八九]|老板|领导|不(?!锈|干胶))"
)
"""两块样布: pieces, and no money."""
_INCLUDED = late(
    r"目标成本|成本(?:控制|卡|压|锁)|[含包免](?:安装|来回|讲师|老师|人员|专家|师傅)?(?:运费|邮费|差旅|维保费|人工费|税)|(?:没|不|哪)(?:怎么)?[赚挣]"
)
_OR = late(r"(?:还是|或者?)[^,。;!?\d]{0,3}\Z")
_TO_BE_LOWERED = late(
    r"(?:元|块)?(?:[一每/][一-鿿])?[嘛啊呀的]?(?:[,。 ]?(?:太|有点|还是|确实)?[贵高]了?)?[,。 ]?(?:你们?|您)?"
    r"(?:还|这边)?(?:能不能|可不可以|可以|能|可否)(?:再|帮我|给我)?(?:少|便宜|优惠|降|让|低)(?:点|些|一点|一些|几|多少|个|[不吗么]|\d|[一二两三四五六七八九])"
)
"""36000能不能少点: our price, of which he wants something off."""
_ABOVE = r"(?:老板娘?|领导|财务|上面|总部|公司|[一-鿿]总)(?:那边)?(?:也|都|肯定|说)?(?:不|没|未)(?:会|肯)?"
_REFUSED = late(rf"(?:元|块|的)?[,。 ]?(?:我们?|我家)?{_ABOVE}(?:批|同意|点头|签|答应|松口|给批)")
_REFUSES = late(rf"{_ABOVE}(?:批|同意|签|答应)\Z")
"""23.6万老板不批, 老板不批23.6万: a price that is too much for him."""
_NOT_EVEN = late(r"(?:元|块|钱)?[,。 ]?[我俺咱]们?(?:也|都)(?:不|没)")
"""给我50万我也不买."""
_TARGET = late(r"目标单?价[^,。;!?\d]{0,4}\Z")
"""老板给的目标价45: what they would pay, and no purse."""
_MY_PRICE = late(r"(?<![他她])(?<![他她]的)(?:心[理里]的?价|理想价)[^,。;!?\d]{0,4}\Z")
"""我的心理价85."""
_FOR_OTHERS = late(
    r"给(?![您你咱贵])[^,。;!? \d您你咱]{1,8}(?:厂|公司|集团|医院|学校|酒店|客户)报的"
    r"|给(?![您你咱])[一-鿿]{2,6}(?:签|供|做的|做了|做过)|(?:刚|上个?月|去年)签了"
)
_PAYS_US = late(r"给(?:了|到|过)?我们(?:付|交|打)?(?:了|的是)?\s?\Z")
"""隔壁果园一个月给我们21万: what another customer pays."""
_YEARS_AGO = late(r"(?<![按照同跟和])去年(?![^,。;!?]{0,4}剩)|上年|往年|前年|前几年|早年|那年")
_AUTHORITY = late(
    r"(?:要|得|须|需|由|才|就|都|归)[^,。;!?]{0,14}(?:批|报|签|按手印|点头|同意|拍板|发话|上会|过会|(?:办公|党委|班子|常委|院务|局务|校务|股东)会|审|公开招|招标|竞标|比价|董事会|开会|公示|备案)|签不了|做不了主|定不了|权限"
)
_WHO_SIGNS = (
    r"(?:[我他她您人]|自己|[一-鿿]总|[部科院校局厂]长|经理|主任)[^,。;!? ]{0,4}(?:签字?|批|定|拍板?|说了算|做主)(?:了|掉)?"
)
_MAY_SIGN = late(
    rf"[^,。;!?]{{0,24}}?(?:{_WHO_SIGNS}(?:就行|就能|就可以|就好|即可|就成|就中|能|得了|算|就|\Z|[,。 ])"
    r"|拿给[^,。;!? ]{1,5}签|(?:不用|不必|无需)(?:上报|上会|(?:走|公开)?招标?|报|过会)|院内(?:谈|比选|询价))"
)
"""450以内我跟财务总监两个人签就行."""
_MAY_BEFORE = late(
    r"(?:我(?:这级|这层|这边|自己|的?权限|能签|能批)|(?:这级|这层|权限|签字权|审批权|授权)[^,。;!? ]{0,6}"
    r"|(?:[部科处局]长|经理|主任)(?:能|可以|最多)(?:签|批))(?:最多|只)?(?:能|可以|够)?(?:签|批|定|拍)?(?:到|的|是|就)?\Z"
)
_CONSENTS = late(r"\s?(?:元|块|整)?[,。 ]\s?(?:少|减|去掉|不含|不带|换成?|拿|拼|含|送|按)")
"""36万，少做两幅画面: what the customer has is our price, with less for it."""
_KIN = late(
    r"(?:小舅子|大舅|舅舅|姐夫|妹夫|连襟|表[哥弟姐妹]|堂[哥弟姐妹]|亲戚|邻居|同学|战友|老乡|闺蜜|[我他]叔|我(?:哥|弟|姐|妹|姨|姑)|(?:有个|我|他)朋友|隔壁|对门)"
    r"[^,。;!? ]{0,4}(?:家|公司|厂|店|他们|那边|单位|村|去年|备|买|花|投|准备)"
)
"""Of another's purse: 我小舅子公司备了60万."""
_FROM_WHERE = late(r"(?:哪(?:里|儿)?来的?|别拿)\Z")
"""哪来的2.4万: there is none. 别拿六千一套来糊弄我."""
_HEARSAY = late(r"听(?!说)[^,。;!?]{1,8}[说讲][^,。;!?]{0,4}(?:他们|她们|人家|别人|对[面门])[^,。;!?]{0,8}\Z")
"""听老张说他们预算80万."""
_HEARD_BEHIND = late(r"(?:块|元)?[^,。;!?\d]{0,6}听[^,。;!? 说讲]{1,8}[说讲]的")
"""一万六我也是听食堂里人说的."""
_APART = late(
    r"归(?:总包|土建|别家|别人|他们)|(?:跟|和|与)(?:[你您]们?|这个?|咱们?|我们?)?(?:这[个边次]?|项目|的?事)?(?:没关系|无关|不搭|不相干|两码事|两回事|是两)"
)
_ELSEWHERE = late(
    r"(?:土建|水工|厂房|基建|征地|拆迁)[^,。;!?\d]{0,4}(?:另外?|单独?)(?:算|的|是|有)?\Z|他们(?:的)?(?:打包|报|总)价\s?\Z|[一-鿿]{2,6}他们(?:是|有|批了|花了)\s?\Z"
)
"""土建另外4.6个亿, 材料学院他们是两百万: for something, or somebody, else."""
_PHASE = late(r"\s?(?:[一二三四1-4]期|第[一二三四1-4][期批]|首[期批])(?:的|是|大概|约|先)?\s?")
"""一期35万: before we have named a price, what he has for it."""
_KEPT = late(r"(?:块|元)?(?:(?:是|得|要)[^,。;!?\d]{1,8}(?:不能动|动不了|不能用|另有用)|[ ,。]?(?:那[个块笔])?不归(?:我|这))")
"""另外两万五是耗材的不能动: for something else."""
_SPENT = late(
    r"(?:(?:花|用|投|砸)(?:掉|出去|进去)?了(?:大概|约|将近|差不多|快)?|(?:花|用)(?:掉|出去)|才(?:花|给人家)[的是]?)\Z"
)
"""今年总运费花了420万: what is gone is no budget."""
_IN_PARTS = late(r"(?:先(?:给|付|打)|(?<![年])剩下?的?)(?:你们?|您)?\Z")
_TWICE = late(r"分[两三二]?(?:回|次|期|批)(?:给|付|打)|剩下的|尾款|穿上|到货再|验收")
"""先给两万 穿上身再给剩下的: how it is paid."""
_HELD_TO = late(r"(?:[只就才]给?批|[卡锁封]死在)(?:了|大概|约)?\s?\Z")
"""总部今年只给批4000, 这笔设备款卡死在21万."""
_APPLIED_FOR = late(r"(?:申请(?:了|到|下来)|特批了?)(?:个|了)?(?:特价|价格?|优惠)?(?:是)?\Z")
"""跟领导申请到3万6了: what came of it."""
_AS_YOU_SAID = late(r"(?:申请(?:下来|到)|批下来|批|同意|点头|松口)了[^?]{0,12}按[您你]们?(?:说|提|要|报|给)的(?:价|数)?\s?\Z")
"""跟老板申请下来了 按您说的46万."""
_THAT_IS = late(r"(?:\A|[,。 ])也就是\Z")
"""首付30%，也就是10万: no more than that."""
_LARGE = 1000_00
_NO_MORE_THAN = late(r"(?:别|不(?:能|得|许|准|要|可以?|宜|好)?|勿)再?(?:超过?|过|高[过于])了?\Z")
_NOT_BUT = late(r"(?:\A|[,。;!? ])不过\Z")
"""不过三万八她觉得贵了: but, and no cap."""
_PERSONAL = late(
    r"(?:带[他她娃]去?吃|带孩子去?吃|请你们?[吃喝]|新车|买车|提车|换车|车贷|房贷|买房|学区房|彩礼|婚礼|办酒|奶粉|补习|红包|压岁|[我他她]家那口子|报了?个[^,。;!?\d]{0,6}(?:班|课|培训|团|驾校|学校)|我(?:老婆|老公|媳妇|儿子|闺女|女儿|爸|妈)"
    r"(?:的|刚|买|换|提|花))"
)
"""Private money, where no ware is named."""
_ANSWERABLE = late(
    r"亲口[讲说给定]的?|挨[骂批训]|红线|划的线|[领老][导板大][^,。]{0,4}[抠卡批划定给]|自己贴|自掏|倒贴|没地儿?报|报不了|凑的|份子|[一-鿿]总[批给定]|批的就|就这个数"
    r"|本子|立项|财政|评审价|八字|一?个子[儿也没]|分到的"
)
"""He answers for the money to others: it is what he was given."""
_RECKONED = late(r"我(?:自己|这边)?(?:算|估)[了过]?(?:一?下|来)?[,。 ]?(?:大概|差不多|要|得|是)?\s?\Z")
"""我算了一下二十七万五: no purse."""
_YOURS_BESIDE = late(r"[你您]们?(?:家|的|这边)?\s?\Z")
_OUR_PURSE = late(r"(?:万|块|元)?[,。 ]{1,2}(?:但|可是?|而)?[我俺]们?[^,。;!? \d]{0,4}(?:批|预算|额度|经费|只有|给)")
"""你们24 我们批的就20万."""
_PART = late(r"其中|里面|里头|包括|包含|含")
_THIS = late(r"这(?:一?[块项边次笔摊个回]|套|批)")
_THEN = late(r"(?:^|[,。!? ])那(?:就|总|么|一共|改)?[^,。!?给]{0,6}\Z")
_GIVE_ME = late(r"(?:[您你]们?[^,。;!? \d]{0,4}(?:给|俾)(?:我|俺|咱)们?|(?:\A|[ ,。;!?])(?:给|俾)[我俺])(?:按|到|个)?\s?\Z")
_GAVE_OTHERS = late(r"给(?![我俺咱你您])[^,。;!? \d]{1,6}(?:报的?|的是?)?\s?[\d一二两三四五六七八九]")
"""你给小刘报的3万4，给我3万6?: both are prices of ours."""
_LOOKS_FOR = late(
    r"(?:我们?)?(?:想|要|准备|打算|来)?(?:再)?(?:买|看|找|要|选|换|推荐|有没有)?(?:看|下|一下|找)?(?:[个台款辆套])?"
)
_WHICH_ONES = late(r"的(?:有哪|有没有|有什么|有吗|推荐)")
_MOVED_TO = late(r"[^,。;!?\d你您能价格]{0,8}(?:[加提增涨调缩压砍减降]|增加|追加|压缩|调整)到了?(?:大概|约)?")
_TOTAL_NOW = late(r"(?:[一总]共|合计|加起来|现在(?:是|有|到)?)(?:是|有)?(?:大概|约)?\Z")
_ADDED = late(r"(?:追加|增加|[又再]加|[又再]批)了?[^,。;!?\d]{0,4}[\d一二两三四五六七八九]")
_WAS_GRANTED = late(r"(?:原来|原先|本来|之前|年初)[^,。;!?\d]{0,4}(?:批|拨|定|列|报)(?:了|的是?)")
_THIS_YEAR = late(r"(?:\A|[,。;!? ])(?:但|不过|而)?(?:今年|现在|这次|本年度?)(?:是|批了|就|只有|有|给了|大概|一共|[: ]){0,3}\Z")
"""去年预算20万 今年是25万."""
_BUDGET_AHEAD = late(r"(?:预算|经费)(?:就|只有|才|大概|一共|总共|是|有|在|[:, ]){0,3}\Z")
_BUDGET_BEHIND = late(r"(?:元|块)?的?(?:预算|经费)")
_THE_VERY_SUM = late(
    r"(?:元|块)?(?:左右|上下|以内)?的?(?:预算|经费)?(?:[吗么吧不没]|[对是]不?[对是]?[吧吗不]|有没有)?[?]?(?=[ ,。!?]|\Z)"
)
_AS_AGREED = late(
    r"价(?:格|钱)?(?:就|还是?|都)?按照?(?:上[次回]|之前|原来|昨天|刚才|前面|[咱我]们?)?[^,。;!?\d]{0,4}(?:说|谈|讲|定)(?:好|定|妥)?的(?:价格?|数)?(?:是)?\Z"
)
"""价格就按上次说的三十八万五."""
_FIXED = late(
    r"(?:\A|[,。 价格钱最终后已经就都总])(?:定了|谈定了?|谈好了?|敲定了?|说定了?)(?:是|在)?\Z"
    r"|[跟和][你您][^,。;!?\d]{0,6}定了\Z"
)
_WITH_US = late(r"[跟和][你您]|价")
_TAKES_IT = late(r"(?:\A|[,。 ]|我们?|领导|老板)(?:同意|接受)\Z")
_AGREED_TO = late(r"(?:同意|点头|批)了[,。! ]\s?\Z")
"""领导同意了 19万一台."""
_IS_TAKEN = late(
    r"(?:元|块)?(?:[一每/][一-鿿])?的?(?:这个?)?价(?:格|位)?[,。 ]?(?:我们?|领导|老板)?(?:可以|能)?(?:接受|同意)了?(?![不吗么])"
)
_WE_ONLY = late(r"[我咱俺]们?(?:这[边里])?(?:就|只有|才)\Z")
_ROUNDS = late(r"(?:尾数|零头)[^,。]{0,4}[抹去免]|[抹去](?:掉|了|个)?(?:尾数|零头)")
"""尾数抹了 20万整: what he would pay."""
_YOURS = late(r"[你您]们?家?的[^,。;!?\d]{0,8}\Z")
"""你的别超过八百五: a cap on our price."""
_FORMER = late(r"上(?:一?[个家单笔]|[回次])(?!月|星期|礼拜|周|季)[^,。;!?]{0,6}(?:片子|项目|单子|客户|活[儿动]?|厂家?|给|是)")
"""上个片子甲方给的一共才12万, 上回给我兄弟是12块: of another deal."""
_STILL = late(r"现在|目前|这次|[涨加提增追]到")
"""上次那个项目 现在二次招标 控制价186万."""
_LATELY = late(r"(?:昨[天日]|前[天几][天日]?|上个?(?:礼拜|星期|周|月))(?:不|都|也)?(?:还是?|才)[^,。;!?\d]{0,2}\Z")
"""昨天不还395: of another day."""
_IF_GIVEN = late(
    r"(?:要是|如果|假如|若是|倘若)(?!.{0,6}(?:[你您]|贵司))[^,。;!? ]{0,8}"
    r"(?:能|肯|会|再|多)?(?:给我?们?|批|拨|追加|争取到|下来|到账)[了个]?\Z"
    r"|(?:\A|[,。;!? ])[我俺咱]们?(?:手[里头上])?要有(?:个|了)?\Z"
)
"""要是集团能给200万, 我要有100万早买了: what he does not have."""
_IF_LATER = late(r"(?:要是|如果|假如|等)[^,。;!? ]{0,4}(?:明年|后年|下半年|以后|将来|往后|后面|后期)")
"""如果明年开一百家 给到2800才聊: another deal's price."""
_TO_US = late(r"(?<![比跟和与给向对较让叫])(?:[你您]们|[你您]家|贵司)(?!呢)")
_TO_YOU = late(r"[您你咱]|这[次边回]|今年")
_BUT_NOW = late(
    r"现在|眼下|目前|(?:如果|要是|假如)(?:效果|测试|试用|验收|试点)?[^,。;!? ]{0,2}(?:过得去|过了|可以|满意|没问题|ok)"
)
"""如果哪天融到C轮 … 现在顶天30万; 如果效果过得去: no question of what there is."""
_IF_YOU = late(r"[你您]们?(?:要是|如果|若)|(?:要是|如果|假如)[你您]")
"""你要是七万五你来."""
_HANDED = late(rf"{GRANTED.pattern}|给的?(?:就)?是?\Z")
_OUR_COST = late(r"(?:进货?|拿货)价[^,。;!?\d]{0,4}\Z")
"""我们进价就36000: what it costs us."""
_REGISTERED = late(r"注册(?:资[金本])|实缴|认缴")
_PAYS = late(r"付|[打转汇划](?:[了过给你您出去]|\d)|[你您]们?(?:查|收|看|盯)|款[^,。]{0,3}(?:到|出|走)|结[了清]|交[了清]|首笔")
_WE_PAY = late(r"返[点利现]|退[款您你]|赔[付您你]|补偿|佣金|提成|差价")
"""返点2000已经转您了: what we pay back."""
_MEASURED = late(
    r"(?:[风水流气容产销存用客吞处]量|转速|功率|面积|产能|人次|播放|粉丝|寿命|次数|像素|分辨率)(?:是|约|大概|到|有|在)?\s?\Z"
)
"""风量4万2: of the ware."""
_FROM_SO_MANY = late(r"(?:[满够凑]|量到|上到)\d")
_ONLY_FROM = late(
    r"\s?(?:元|块)?(?:就?[得要需](?:等|先)?(?:上量|看量|走量|[\d一二两三四五六七八九十百千万]+[一-鿿]{1,2}(?:起|以上|才)))"
)
"""满100袋有活动109, 2.2得一万根起: not for what he orders now."""
_HOW_ABOUT = late(r"\s?(?:块|元)?(?:呢|呗|咋样|如何|怎么说)[?!]?\s?\Z")
_GRANTED = late(
    r"(?:(?<!没)(?<!不)(?:同意|批|点头?|松口|开口|认|答应|拍板|请示|申请)(?:过?了|下来了?)[^\d]{0,6}"
    r"|(?:可以|没问题|要得|ok)(?:就按?)?)[,。!~ ]{0,2}\Z"
)
_BY_ABOVE = late(
    r"(?:领导|老板|公司|总部|大区|厂[里长]|总监|经理|老大|上面|头儿|[一-鿿]总)[^,。;!?\d没不]{0,4}(?:同意|批了|松口|点头)[^。;!?\d没不]{0,8}\Z"
)
"""领导同意2.3: his number, and ours from now on."""
_YES_BEHIND = late(
    r"(?:元|块)?[嘛吧啦呀]?[,。! ]{0,3}(?:我看|算了 )?"
    r"(?:就(?:这么|这样)?[\d一二三四五六七八九]|好(?:额|[, ]定)|认可|也行|续了"
    r"|没(?:毛病|意见|得说)"
    r"|行(?![不吗么业])|成交|我认了|认了|就定了?|定了|没问题|成(?![不吗么本])|ok|就ok"
    r"|可以(?![不吗么谈听])|不多|不贵|我?(?:能|可以)?做主|我(?:认|批|答应)|[能可]以?接受|合适|划算|批下来|批了|中(?![不间型标])|给[您你]|同意|拿走|签吧|走吧"
    r"|能做(?!到?[吗不么])|做得?到(?![吗不么])|我们做了|接了|妥|要得|巴适|凑合|刚好|不[涨变]|转[您你])"
)
_TAKES_ORDER = late(
    r"(?:[嗯哦]+[,。!~ ]*)?(?:好|行|ok|收到|得嘞|安排|可以|没问题|成|中|妥|对|接到|应该的|太好了|[谢感]谢"
    r"|爽快|漂亮|哈哈|没事|要得)"
)
_SO_MANY = late(r"[a-z]\Z|[来要拿订下做先]\s?\Z")
"""先来2000: how many."""
_ASKS_PRICE = late(r"多少|[?]|报个?价|什么价|几多|几钱|咋卖|价格|便宜|贵")
_HESITATES = late(
    r"[?吗]|的话|[不没]同意|压(?!到)|亏|太?难|不行|不够|不了|没法|不敢|不能|[有偏太]点?低|成本|申请(?!到|下来)|争取|试|看看|反馈|汇报|请示(?!过|了)|[找问谈]|(?<!打)磨(?!来了|下来了)|得(?![嘞了])|商量|研究|算一?算|合计一下|等|晚点|回头|说一?下|理解|明白|收到|懂|知道"
)
"""Takes the number up, but does not grant it."""
_NEAR = 4
_ROUGHLY = 1.3
"""How much more than 4万 4万多 may be."""
_SMALL = 3
"""Messages after which 合同盖章了 no longer explains an amount."""


@dataclass(frozen=True)
class Weighed(Scene):
    """With all that speaks for the one or the other slot."""

    @cached_property
    def paid(self) -> bool:
        said = self.near("money_paid")
        if self.said.theirs and self.near("money_pot") > 0 and not _PAYS.search(self.said.own):
            return False  # 专项就90万 已经到账了: come in, not paid out
        if self.said.ours and _WE_PAY.search(self.here):
            return False
        if CAPPED.search(self.before) or (self.said.theirs and payments.refused(self.said.own)):
            return False
        if self.said.theirs and (self._paying or payments.owed(self.said.own, self.raw.start)):
            return True
        return said == 1 or (said > 0 and (self.short or self.near("money_total") > 0)) or self.paid_beside

    @property
    def _paying(self) -> bool:
        """款今天转 11万4; but what waits for something is not yet agreed."""
        own = self.said.own
        return not self.clause.asks and (payments.now(own) or (self.giving and not payments.waits(own)))

    @cached_property
    def accepted(self) -> bool:
        """The other side's price taken: 6400行, 82万就82万, 行，4万5."""
        theirs = self.ledger.amounts("target_price" if self.said.ours else "our_quote")
        bid = self.money.amount in theirs or self.raw.amount in theirs
        same = bid or self.just_named
        if self.budget_named or (self.said.ours and self.designed_for):
            return False
        back = not self.said.ours and self.bid and self.says("then_ok", self.said.own)
        if not (same or back) or self.clause.asks or (self.said.ours and self._only_answered(bid=bid)):
            return False
        if _YES_BEHIND.match(self.text, self.raw.end) or (self.near("money_deal") == 1 and not self._unsettled):
            return True
        if self.said.theirs and self.acted:
            return True
        first = self.text[: self.raw.start]
        if len(first) <= BACK and _GRANTED.search(first):
            return True
        return bool(AGREES.search(self.before) or (AGREES.match(first) and len(first) <= 10))

    def _only_answered(self, *, bid: bool) -> bool:
        """380可以，350我要申请; 对，保额80万: taken up, and not agreed."""
        if self._only_told or (not bid and self._answers_a_guess):
            return True
        return self.says("money_ask", self.said.own) or self._no_price_named or self._from_so_many

    @property
    def _only_told(self) -> bool:
        """你们给的价是4200一台? 对的, 4200: told again, and nothing agreed."""
        asked = self.turn.asked
        return asked is not None and self.confirms and (_YOUR_PRICE.search(asked.own) or _IS_IT.search(asked.own)) is not None

    @property
    def _answers_a_guess(self) -> bool:
        """50万可以上变频, said to 要是50万呢."""
        return self.turn.asked is not None and self.says("if", self.turn.asked.own)

    @cached_property
    def acted(self) -> bool:
        """37080 开好票我们转账: beside what is done about a price that is taken."""
        own = self.said.own
        if not self.said.theirs or self.clause.asks or any(self.says(cue, own) for cue in ("deal_open", "unless")):
            return False
        dear = TOO_DEAR.match(self.text, self.raw.end) or _SO_MANY.search(self.before)
        return not dear and self.says("deal_act", own)

    @cached_property
    def bid(self) -> bool:
        """The customer's own price that stands."""
        return self.money.amount in self.ledger.amounts("target_price")

    def reasons(self) -> dict[str, float]:
        """Each with its strength, 0 to 1."""
        found: dict[str, float] = {name: self.near(name) for name in {cue for cue, _, _ in self.cues}}
        if self.turn.lead:
            found |= {name: max(found.get(name, 0), self.near(name)) for name in REACH_BACK}
        found["said"] = 1.0
        found["money_else"] = 1.0 if self._no_price else 0.0
        marks = {
            "bare": not self.raw.sure,
            "money_paid": self.paid,
            "money_cannot": self._out_of_reach(found),
            "accepted": self.accepted,
            "for_one": self.for_one
            or (EACH.search(self.before) is not None and (self.said.ours or not _BY_TIME.search(self.before))),
            "of_others": self._of_others and not self.offered,  # 一百我就不问别家了
            "difference": self._difference,
            "asks": self.clause.asks and not (found.get("money_bid") or _CAN_HOLD.search(self.before)),
            "supposed": self._supposed,
            "doubtful": self._unsettled,
            "signed_lately": self._signed_lately,
            "measured": not self.raw_named and _MEASURED.search(self.before) is not None,
            "pieces": (_PIECES.match(self.text, max(0, self.raw.end - 2)) is not None and self.scale != 1) or self._people,
            "price_asked": self.asked("quote_asked"),
            "a_step": self.a_step,
            "whole": self.whole and not (self.said.theirs and "budget" in self.found),
        }
        granted = _AS_YOU_SAID.search(self.said.own, 0, self.raw.start) or (self.proposed and "申请了" in self.before)
        if self.said.ours and (_APPLIED_FOR.search(self.before) or granted):
            found.pop("money_ask", None)
        if self.said.theirs and _IF_YOU.search(self.here):
            found.pop("money_yours", None)  # 你们要是包安装 420我也能接受
        if _THAT_IS.search(self.before):
            found.pop("money_only", None)
        if _NOT_BUT.search(self.text, max(0, self.raw.start - _NEAR), self.raw.start):
            found.pop("money_cap", None)
        marks |= self._of_ours() if self.said.ours else self._of_theirs(found)
        return {**found, **{name: float(mark) for name, mark in marks.items()}}

    def _out_of_reach(self, found: Mapping[str, float]) -> bool:
        """350做不到, 3万3不行: his number, refused."""
        if self.said.ours and self._echo and not self.clause.asks and _WONT_DO.match(self.text, self.raw.end):
            return True
        plainly = not self.raw.single or "低于" in self.before or _NOT_GRANTED.match(self.text, self.raw.end) is not None
        return found.get("money_cannot", 0) > 0 and (self._echo or plainly)

    @property
    def _people(self) -> bool:
        """64个, where we asked how many they are."""
        asked = self.turn.asked
        counted = self.said.theirs and self.text[self.raw.start : self.raw.end].endswith("个")
        return counted and asked is not None and _HOW_MANY.search(asked.own) is not None

    @property
    def _difference(self) -> bool:
        """便宜2万; 万把块的差别."""
        ahead = _DIFFERENCE.search(self.text[max(0, self.raw.start - 6) : self.raw.start])
        return ahead is not None or _APART_BY.match(self.text, self.raw.end) is not None

    @property
    def _either_purse(self) -> bool:
        """预算是20万还是30万: we ask which of two he has."""
        ahead = self.text[max(0, self.raw.start - BACK) : self.raw.start]
        return self.place > 0 and _OR.search(self.before) is not None and self.says("money_pot", ahead)

    def _of_ours(self) -> dict[str, bool]:
        return {
            "given": self.moved_to or self.a_result or GIVEN.search(self.before[-8:]) is not None,
            "haggled": self.haggled,
            "like_a_price": self.scale == 1 or (self.scale > 0 and not self.raw.sure),
            "placed": self.placed and not self.raw.sure,
            "confirms": self.confirms and not self._no_price_named,
            "settled": self.said.index - self.ledger.signed <= _SMALL and bool(self.ledger.standing("deal_amount")),
            "corrects": self.ledger.last(ours=True) == "our_quote" and self.corrects,
            "either_purse": self._either_purse,
            "proposed": self.proposed,
            "echo": self._echo and not (self.accepted or self.confirms or self._from_above),
            "designed_for": self.designed_for,
            "gives_in": self._gives_in,
            "order_taken": self._order_taken,
            "range": not self.money.single and None not in (self.money.least, self.money.most),
        }

    def _of_theirs(self, found: dict[str, float]) -> dict[str, bool]:
        ours = self.ledger.amounts("our_quote")
        here = self.money.amount or 0
        again = here in ours
        last = self.ledger.last(ours=False)
        below = self.below
        capped = found.get("money_cap", 0) > 0 and not found.get("money_pot")
        return {
            "budget_asked": self.budget_asked,
            "wish_asked": self.asked("price_wish_asked"),
            "beside_budget": "budget" in self.found,
            "own_phase": not ours and _PHASE.fullmatch(self.before) is not None,
            "next_pot": "budget" in self.found and (self.names_a_pot or SHARE_OF.search(self.before) is not None),
            "pressure": self.says("price_pressure", self.said.own) and not self.says("price_denied", self.said.own),
            "below_ours": below,
            "short": self.short and below,
            "handed_down": below and found.get("money_boss", 0) > 0 and _HANDED.search(self.before) is not None,
            "bids": not self._supposed and self._bids_by_name(below),
            "how_about": below and _HOW_ABOUT.match(self.text, self.raw.end) is not None,
            "not_yet": below and found.get("money_bid", 0) > 0 and found.get("money_deal", 0) < 1,
            "corrects_budget": last == "budget" and self.moved,
            "corrects_target": last == "target_price" and self.moved,
            "authority": self._authority,
            "answerable": _ANSWERABLE.search(self.turn.lead + self.said.own) is not None,
            "in_parts": _IN_PARTS.search(self.before) is not None and _TWICE.search(self.said.own) is not None,
            "reckoned": not self.spoken_for and _RECKONED.search(self.before) is not None,
            "beside_ours": _YOURS_BESIDE.search(self.before) is not None
            and _OUR_PURSE.match(self.text, self.raw.end) is not None,
            "own_purse": (self.own_purse and not self._supposed) or self._unlike_others,
            "designed_for": self.designed_for,
            "of_a_class": self._of_a_class,
            "budget_moved": self._budget_moved,
            "named_budget": below and not found.get("money_bid") and _BUDGET_AHEAD.search(self.before) is not None,
            "buys": self.clause.asks and self._for_what_it_buys,
            "target": _TARGET.search(self.before) is not None
            or (_MY_PRICE.search(self.before) is not None and not found.get("money_boss")),
            "offered": self.offered and not self._gave_others,
            "no_more": self._no_more_than,
            "held_to": _HELD_TO.search(self.before) is not None and (self.raw.sure or here >= _LARGE),
            "purse_range": self.purse_range,
            "boss_caps": found.get("money_boss", 0) > 0 and capped and not (self.offered and here < _LARGE),
            "part_of": _PART.search(self.before) is not None and not _THIS.search(self.before),
            "then_just": bool(ours) and _THEN.search(self.before) is not None and not below,
            "yours_capped": capped and _YOURS.search(self.before) is not None,
            "for_one_capped": capped and self.for_one and GOODS.search(self.here) is not None,
            "for_a_head": HEAD.search(self.here) is not None,
            "ours_again": (again and not self.of_budget) or (not found.get("money_bid") and self._rounds_ours),
            "acted": self.acted and self.apart,
            "ordered_at": self.ordered_at,
            "settled_at": self._settled_at(found),
            "total_of_ours": bool(ours) and self.near("money_total") > 0,
            "too_dear": not self.offered
            and any(mark.match(self.text, self.raw.end) for mark in (TOO_DEAR, _TO_BE_LOWERED, _NOT_EVEN)),
            "refused": not (self.of_budget or self.over) and self._refused,
        }

    @property
    def _rounds_ours(self) -> bool:
        """4万多 我们老板肯定嫌贵, where we told 41760: our price, said roughly."""
        here = self.money.amount or 0
        rough = self.raw.approx and "多" in self.text[self.raw.start : self.raw.end + 1]
        return rough and any(here <= price < _ROUGHLY * here for price in self.ledger.amounts("our_quote"))

    @property
    def _of_a_class(self) -> bool:
        """想买个10万左右的叉车: what he looks for."""
        rough = self.raw.sure and not (self.raw.single and not self.raw.approx)
        behind = self.text[self.raw.end : self.raw.end + BACK]
        wares = behind.startswith("的") and any(hit[1] == 1 for hit in self.lexicon.wares.find(behind))
        return rough and _LOOKS_FOR.fullmatch(self.before) is not None and bool(wares or _WHICH_ONES.match(behind))

    @property
    def _budget_moved(self) -> bool:
        """预算从35万加到45万了; 预算追加了10万，现在总共45万."""
        ahead = self.said.own[: self.left]
        spoken = (
            self._his_budget_just_told
            or self.says("money_pot", f"{ahead}{self.before}")
            or _WAS_GRANTED.search(ahead) is not None
        )
        whole = _TOTAL_NOW.search(self.before) is not None and _ADDED.search(ahead) is not None
        anew = self.place > 0 and _THIS_YEAR.search(self.before) is not None and _YEARS_AGO.search(ahead) is not None
        return spoken and not self.clause.asks and (whole or anew or _MOVED_TO.fullmatch(self.before) is not None)

    @property
    def _his_budget_just_told(self) -> bool:
        before = self.turn.thread[self.said.index - 1] if self.said.index else None
        return before is not None and before.theirs and self.ledger.last(ours=False) == "budget"

    @property
    def _for_what_it_buys(self) -> bool:
        """预算30万够吗: there is so much, and the question is what it buys; but 预算是30万吗 asks how much there is."""
        named = _BUDGET_AHEAD.search(self.before) or _BUDGET_BEHIND.match(self.text, self.raw.end)
        return named is not None and not _THE_VERY_SUM.match(self.text, self.raw.end)

    def _settled_at(self, found: Mapping[str, float]) -> bool:
        """价格定了3万6, 3万6这个价我们接受; but 老板定了30万 is a purse."""
        if found.get("money_pot") or self.clause.asks or not self.raw.single:
            return False
        of_the_boss = found.get("money_boss") and not _WITH_US.search(self.before)
        fixed = _FIXED.search(self.before) is not None and not of_the_boss
        fixed = fixed or (_AS_AGREED.search(self.before) is not None and not found.get("money_bid"))
        fixed = fixed or (self.for_one and _AGREED_TO.search(self.text, 0, self.raw.start) is not None)
        return fixed or bool(_TAKES_IT.search(self.before) or _IS_TAKEN.match(self.text, self.raw.end))

    @property
    def _gave_others(self) -> bool:
        return _GAVE_OTHERS.search(self.said.own, 0, self.raw.start) is not None

    @property
    def _unlike_others(self) -> bool:
        """其他部门预算80万，我们就10万."""
        return _WE_ONLY.search(self.before) is not None and outlays.speaks_of_another(self.said.own[: self.left])

    @property
    def _refused(self) -> bool:
        return bool(_REFUSED.match(self.text, self.raw.end) or _REFUSES.search(self.before))

    @property
    def _no_more_than(self) -> bool:
        """一份别超22, 总共别过1万5: a limit that he sets, and no measure of a ware."""
        told = self.raw.sure or self.for_one or "单价" in self.here or HEAD.search(self.here) is not None
        return told and _NO_MORE_THAN.search(self.before) is not None and _NOT_BUT.search(self.before) is None

    def _bids_by_name(self, below: bool) -> bool:
        """你们单支给我0.62; or 给我48, below a price of ours."""
        rounds = self.raw.single and _ROUNDS.search(self.said.own) is not None
        ahead = (below or self.for_one) and BID_AHEAD.search(self.before) is not None
        asks = _V_NOT_V.match(self.text, self.raw.end) is not None
        can = _CAN_YOU.search(self.before) is not None and _NOT_ASKED.match(self.text, self.raw.end) is not None
        means = _CAN_DO.match(self.text, self.raw.end) is not None and not (self.of_budget or GRANTED.search(self.before))
        held = _CAN_HOLD.search(self.before) is not None and self.clause.asks
        asks = asks or can or means or held
        return rounds or ahead or asks or (_GIVE_ME.search(self.before) is not None and not self._gave_others)

    @property
    def raw_named(self) -> bool:
        """Whether a currency is said with it."""
        return any(sign in self.text[self.raw.start : self.raw.end] for sign in "元块¥$")

    @property
    def _signed_lately(self) -> bool:
        """The amount that either side names after 合同盖章了; ours: once, and not the price of one piece."""
        if self.said.theirs and self.near("money_pot") > 0:
            return False
        named = self.said.ours and (self.for_one or self.ledger.standing("deal_amount"))
        return self.said.index - self.ledger.signed <= _SMALL and not named

    @property
    def _authority(self) -> bool:
        """What may be signed by whom: 50万以上要上会, 5万以下我签字就行, 我这级最多批50万."""
        behind = self.text[self.raw.end : self.clause.end + 12]
        if self.over and not self.offered and _AUTHORITY.search(behind):
            return True
        if self.money.low is None and not self.of_budget and _MAY_SIGN.match(self.text, self.raw.end):
            return True
        return _MAY_BEFORE.search(self.before.rstrip()) is not None

    @cached_property
    def _unsettled(self) -> bool:
        return self.clause.asks or self.says("unless", self.here)

    @property
    def _of_others(self) -> bool:
        """Another seller's, another customer's, another year's."""
        here, clause = self.here, self.clause.text
        own = self.said.own
        if self.says("not_ours", clause) or (self.said.ours and (self._told_of_others or _PAYS_US.search(self.before))):
            return True
        if self.said.theirs and (
            _HEARSAY.search(own[: self.raw.start]) or _HEARD_BEHIND.match(own, self.raw.end) or _FROM_WHERE.search(self.before)
        ):
            return True
        if _PERSONAL.search(own, max(0, self.raw.start - 16), self.raw.end + 8) and not self.lexicon.wares.find(own):
            return True
        if (
            self.said.theirs
            and (
                _KIN.search(here)
                or _KEPT.match(own, self.raw.end)
                or _ELSEWHERE.search(self.before)
                or _APART.search(own, self.raw.end)
                or _SPENT.search(self.before)
                or outlays.other_purse(self.before)
                or ("报" in self.before and self.says("brands", self.before))  # 腾讯云报的是8万
                or outlays.paid_elsewhere(self.before, self.text[self.raw.end : self.right])
            )
        ):
            return True
        if (_YEARS_AGO.search(here) and "今年" not in here) or self._former:
            return True
        told = OR_ELSE.split(here)[0]
        told = told[self._turned_to_us :]
        return bool(self.lexicon.rivals.find(told)) or self.says("other_seller", told)

    @property
    def _turned_to_us(self) -> int:
        """他们36万你们41万怎么也要降到37万: where, of the words around it, he speaks of us."""
        if self.said.ours:
            return 0
        turns = [hit.start() for hit in _TO_US.finditer(self.here, 0, self.raw.start - self.here_at[0])]
        return turns[-1] if turns else 0

    @property
    def _told_of_others(self) -> bool:
        """隔壁民宿去年买的三台，每台22500."""
        if _FOR_OTHERS.search(self.said.own) or "他们" in self.here:
            return True
        ahead = self.said.own[max(0, self.clause.start - BACK) : self.raw.start]
        return self.says("not_ours", ahead) and _YEARS_AGO.search(ahead) is not None and not _TO_YOU.search(ahead)

    @property
    def _former(self) -> bool:
        """Of a deal with the one or the other before this one."""
        ahead = self.text[max(self.raw.start - BACK, self.heard[self.place - 1].end if self.place else 0) : self.raw.start]
        if self.said.ours:
            return False
        former = _FORMER.search(ahead)
        still = former is not None and (_THIS.search(ahead, former.end()) or _STILL.search(ahead, former.end()))
        return (former is not None and not still) or (_LATELY.search(self.said.own, self.left, self.raw.start) is not None)

    @property
    def _no_price(self) -> bool:
        """A deposit, a fine, a cost."""
        named = self._no_price_named or (not self.said.ours and self.says("money_day", self.here) and not self.for_one)
        if _REGISTERED.search(self.here) or (self.said.ours and _OUR_COST.search(self.before)):
            return True
        held = any(self.near(cue) == 1 for cue in ("money_pot", "money_cap", "money_told")) or GRANTED.search(self.before)
        return bool(named and not self.paid and not (held and self.said.theirs))

    @property
    def _no_price_named(self) -> bool:
        """质保金5%，也就是1万7: what a share comes to is of what the share is of."""
        here = f"{self.share_told} {self.here}" if self.share_told else self.here
        return self.says("money_else", _INCLUDED.sub("", here))

    @property
    def _supposed(self) -> bool:
        """要是50万呢: supposed, not said; but 要是44万我就签 is a demand."""
        if self.said.ours and self.text.startswith("的话", self.raw.end) and self._echo:
            return True  # 210万的话刀库要减
        ahead = self.here if self.said.ours else self.said.own[: self.raw.start][-24:]
        if self.said.theirs:
            ahead = _BUT_NOW.split(ahead)[-1]
        if self.said.theirs and (_IF_GIVEN.search(ahead) or _IF_LATER.search(ahead) or self._would_be):
            return True
        if self.offered:
            return False
        demanded = self.says("then_sign", self.said.own) or (self.near("money_lower") > 0 and self.near("money_bid") > 0)
        demanded = demanded or (self.below and _IF_YOU.search(ahead) is not None)
        if self.said.ours and self.ledger.standing("our_quote") and self._asked_if:
            return True
        return (self.says("if", ahead) or (self.said.ours and self._from_so_many)) and not demanded

    @property
    def _would_be(self) -> bool:
        """4万2的话 车费里腾不出来: our price, thought over."""
        return self.text.startswith("的话", self.raw.end) and self.money.amount in self.ledger.amounts("our_quote")

    @property
    def _from_so_many(self) -> bool:
        return bool(
            _FROM_SO_MANY.search(self.here[: self.raw.start + 1 - self.here_at[0]]) or _ONLY_FROM.match(self.text, self.raw.end)
        )

    @property
    def _asked_if(self) -> bool:
        """要是我拿三台呢: our answer is no price for what he takes now; but to 要是七万五你来 it is."""
        asked = self.turn.asked
        bid = any((one.amount or 0) < price for one in self.turn.named for price in self.ledger.amounts("our_quote"))
        return asked is not None and asked.index == self.said.index - 1 and self.says("if", asked.own) and not bid

    @property
    def _gives_in(self) -> bool:
        """副总签了，35万含三年保修; 14万我们连软件全配: the customer's own number, below ours, told as ours now."""
        own = self.said.own
        here = self.money.amount or 0
        quotes = self.ledger.amounts("our_quote")
        below = any(0.5 * other <= here < other for other in (*quotes, sum(quotes)))
        open_still = self.clause.asks or self.says("money_ask", own) or self.says("money_cannot", own)
        hesitates = open_still or _HESITATES.search(own) or self._no_price_named
        return below and self.raw.single and self._echo and not (self.accepted or hesitates or self.designed_for)

    @property
    def _from_above(self) -> bool:
        granted = _BY_ABOVE.search(self.text, 0, self.raw.start) is not None
        return granted and not self.says("money_ask", self.said.own)

    @property
    def _order_taken(self) -> bool:
        """好的，4桶360: what he has just ordered costs, all together."""
        asked = self.turn.asked
        if asked is None or asked.index != self.said.index - 1 or self.for_one or self.clause.asks or self.of_a_ware:
            return False
        changed = self.says("correction", asked.own) or self.says("slip", asked.own) or _ASKS_PRICE.search(asked.own)
        return not changed and _TAKES_ORDER.match(self.said.own) is not None

    @property
    def _echo(self) -> bool:
        """The customer's own number given back: 350我要申请, 80万的话够了."""
        if _CONSENTS.match(self.text, self.raw.end) and len(self.text[: self.raw.start].strip()) <= 3:
            return False
        if self.money.amount in self.ledger.amounts("target_price", "budget"):
            return True
        return self.raw.amount in [one.amount for one in self.turn.named]
