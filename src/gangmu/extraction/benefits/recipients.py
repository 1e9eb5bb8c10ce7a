"""Who receives a benefit: the beneficiary in the words of a rule, and what kind of entity it is."""

from __future__ import annotations

import re
from functools import lru_cache

from gangmu.extraction.state import State
from gangmu.terms import Phrase, Span

_ENTITIES: tuple[tuple[str, str], ...] = (
    (
        "person",
        "个人|人才|博士|硕士|毕业生|本科生|研究生|大学生|技师|技工|大师|学员|专家|教授|高管|管理人员|技术人员|经营者|企业家|职工|工程师|带头人|引荐人|介绍人|负责人|法定代表人|中介人|工匠|师傅|团队(?=个人)",
    ),
    (
        "institution",
        "机构|平台|孵化器|众创空间|加速器|实验室|研究院|研究所|(?<!工程)研究中心|设计中心|创新中心|检测中心|服务中心|诊断中心|科研院所|院所|高校|院校|学校|协会|商会|联盟|银行(?!贷款|信贷|授信)|担保公司|保险公司|小贷公司|医院|运营单位|运营主体|运营机构|管理单位|管理机构|举办单位|承办单位|工作站|工作室|(?:中试|实训|孵化|见习)基地|基地(?=运营)",
    ),
    ("park", "园区|开发区|产业园|集聚区|工业园|产业基地|特色小镇|楼宇|集群|小微园|载体"),
    ("project", "项目|工程|技改|(?<!股份制)改造(?=的|，|\\Z)"),
    (
        "enterprise",
        "企业|公司|供应商|单位|厂商|主体|法人|工厂|商户|装备|产品|小巨人|冠军|用户|纳税人|合作社|老字号",
    ),
)
_PARK = re.compile("园区|产业园|开发区|集聚区")
_LISTED = re.compile("、|和(?!谐)|及|或")
# 研发人员5名以上 is a fact of somebody, and nobody who receives
_COUNTED = (
    "(?!(?:数|总数|占比|比例)?(?:不少于|不低于|超过|达到?)[0-9])(?!在?[0-9.]+[名人家个%]及?以上)"
)
_ENTITY = re.compile("|".join(f"(?P<{name}>(?:{words}){_COUNTED})" for name, words in _ENTITIES))
_RECIPIENT = re.compile(
    r"(?:给予|奖励|奖补|补助|补贴|资助)(?:给)?(?:其|该)?(?P<who>[^0-9，。；：、的]{0,10}?(?:企业|运营单位|运营机构|运营主体|管理机构|管理单位|登记主体|单位|机构|个人|学校|院校|高校|高级管理人员|管理人员|管理团队|经营团队|教授|专家|博士|主要经营者|经营者|负责人|法定代表人|引荐人|人才))"
    r"(?=[0-9一、，。每合]|不超过|最高|一次性|奖励|补助|补贴|安家|生活|租金|资金|落户|运营|给予|按|$)"
)
_SUBJECT = re.compile(
    "^(?:对|支持|鼓励|引导)?[^，。；的]{0,10}?(?P<who>银行|金融机构|担保机构|保险机构|小额贷款公司|融资担保公司|中介机构|服务机构|人力资源机构|检测机构|培训机构|行业协会)(?=[^，。；]{0,2}[向为开按对])"
)
_COUNTED_FOR = re.compile(
    "，(?P<who>[^，。；]{0,8}?(?:平台|孵化器|机构|园区|基地|中心|单位|银行))每(?:新增|培育|引进|服务|孵化)"
)
_ACTOR = re.compile(
    "(?!完成|建设|通过|获|实施|创建|开展|引进|新建|设立|购买|租)(?:鼓励|支持|引导|新引进的?|新入驻)?(?P<who>[^，。；、的]{0,10}?(?:企业|单位|机构|平台|园区|公司|孵化器))(?=取得|获批|牵头|主导|委托|自己|以[^，。；]{2,12}方式|与[^，。；]{2,12}(?:签|合|联|共)|和[^，。；]{2,12}(?:签|合|联|共)|招用|招收|吸纳|购买|投保|开展|在|自|将|向|上年度|当年|年度|产品|全职|引进|租用|租赁|投资|实施|完成|通过|获得|首次|参加|参与|上云|使用|建设|新建|承担|为[^，。；]{2,10}提供)"
)
_LONE_PROJECT = ("和项目", "、项目", "或项目", "及项目")
_HEADED = re.compile("(?:企业|项目|机构|园区|平台|公司)\\Z")
# 新获批国家级工作站的，…: what was done, by nobody named
_DID = re.compile(
    "(?:对|凡)?(?:新|首次|当年|已)?(?:获批|获得|获评|取得|认定为|评为|被?认定|通过|列入|入选|设立|开设|购买|购置|投保|参加|举办|主导|牵头|参与|实施|更换|淘汰|委托|改造)[^，。；]{2,}?的[，,]"
)
_IS_ENTERPRISE = re.compile(
    "(?:[^，。；]{0,24}以上的)?[^，。；的]{0,8}企业(?=(?:聘请|建成|开设|在|新建|拿到|获得|取得|新|实施|招用|单位|年度|上年|当年|使用|购买|委托|组织|利用|通过|自|因|为|年)|\\Z)"
)
_EACH_PROJECT = re.compile("(?:单个|每个|单)[^，。；]{0,4}项目")
_TENANT = re.compile("(?:对|凡)?(?:新)?(?:租|承租|入驻|租赁|租用)[^，。；]{2,}?的[，,]")
_GIVING = re.compile(
    r"[，,]?(?:(?:经[^，。；]{2,16}[，,])?(?:按照?|每[家户个人项年]|再|分别|一次性|由[^，。；]{2,10}|可|最高|给予|予以|奖励|补助|补贴|资助|奖补|奖|补)(?=[^，。；]{0,40}))"
)
_NO_WHO = re.compile("按|给予|予以|奖励|补助|补贴|一次性|每|最高|不超过|[0-9]")
_WHO_HEAD = re.compile("(?:对于|对|凡|鼓励|支持|引导|推动|经认定的?(?=.{4}))")
_SERVED = re.compile(r"为(?P<who>[^，。；]{0,8}(?:企业|机构|园区|个人))(?:免费)?提供")


def beneficiary(state: State, start: int, figure: int) -> Phrase | None:
    """Find who or what receives: the words of a rule before it begins to give."""
    text = state.text
    if _NO_WHO.match(text, start, figure):
        return None
    begin = _WHO_HEAD.match(text, start, figure)
    at = begin.end() if begin else start
    end = figure
    for match in _GIVING.finditer(text, at, figure):
        if match.start() > at + 1 and (text[match.start()] in "，," or match.start() == at):
            end = match.start()
            break
    else:
        comma = text.rfind("，", at, figure)
        verb = re.compile("给予|予以|一次性|奖励|补助|补贴|资助|按|最高|每").search(
            text, at + 2, figure
        )
        end = comma if comma > at else verb.start() if verb else figure
    while end > at and text[end - 1] in "的，,：: ":
        end -= 1
    return Phrase(text[at:end], Span(state.document.id, at, end)) if end - at >= 2 else None


def entity_of(words: str, who: str, heading: str) -> str:
    """Name the kind of beneficiary: enterprise, project, park, person, institution.

    ``words`` are those of the whole rule, ``who`` the beneficiary's, ``heading`` the clause's.
    """
    recipient = _RECIPIENT.search(words)
    if recipient and not _PARK.search(who):
        return kind_named(recipient["who"]) or "enterprise"
    if _TENANT.match(words) or (_DID.match(words) and not _EACH_PROJECT.search(words)):
        return "enterprise"
    several = _several(who)
    head = who.partition("，")[0].rpartition("的")
    if not several and head[1] and kind_named(head[2][-4:]) == "person":
        return "person"
    if _SUBJECT.match(words):
        return "institution"
    served = _SERVED.search(words)
    if served:
        return kind_named(served["who"]) or "enterprise"
    counted = _COUNTED_FOR.search(words)
    if counted:
        return kind_named(counted["who"]) or "enterprise"
    if not several and _HEADED.search(who) and not _IS_ENTERPRISE.match(who):
        return kind_named(who) or "enterprise"
    actor = None if words.startswith(("对", "凡")) else _ACTOR.match(words)
    if actor:
        return kind_named(actor["who"]) or "enterprise"
    first = who.partition("，")[0]
    if not several and _HEADED.search(first):
        return kind_named(first) or "enterprise"
    if not several and _IS_ENTERPRISE.match(who):
        return "enterprise"
    named = several or kind_named(who)
    if named is None and _EACH_PROJECT.search(words):
        return "project"
    return named or kind_named(heading) or "enterprise"


def _several(who: str) -> str | None:
    """Name every kind in a list of beneficiaries: 企业、科研机构."""
    first = who.partition("，")[0]
    kinds = [kind_named(part) for part in _LISTED.split(first.rpartition("的")[2] or first)]
    if len(kinds) < 2 or None in kinds or len(set(kinds)) < 2:
        return None
    if kinds[-1] == "project" and "enterprise" not in kinds and not who.endswith(_LONE_PROJECT):
        return "project"  # 物流园区和配送中心项目
    return "|".join(dict.fromkeys(kind for kind in kinds if kind))


@lru_cache(1024)  # the heading of a clause is asked about by each of its rules
def kind_named(words: str) -> str | None:
    """Name the kind of the last entity in some words; ``None`` if there is none."""
    last = None
    for match in _ENTITY.finditer(words):
        last = match.lastgroup
    return last
