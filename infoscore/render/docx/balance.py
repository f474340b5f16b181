"""Breaking titles and names into lines (GB/T 9704-2012, 7.3.1).

词意完整，排列对称，长短适宜，使用梯形或菱形: a title is cut into tokens that are never parted
(numbers with their units, dates, quotations, known words). Each place between two tokens has a
price, and so has each pair of lines by its shape; the cheapest way wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from math import inf
from typing import Final

from infoscore.render.docx.lengths import ems
from infoscore.render.docx.wml import clean

# Words that titles of circulars are made of; no line ends within one.
_WORDS: Final = frozenset(
    """
    关于 通报 通知 通告 公告 公报 决定 决议 命令 意见 请示 报告 批复 议案 纪要 印发 转发 下发
    办法 方案 细则 规定 规则 制度 标准 计划 规划 要点 总结 目录 清单 名单 附件 汇总 统计 一览
    明细 详细 条目 情况 工作 信息 政务 党政 专报 简报 简讯 快报 每日 要情 动态 调研 约稿 批示
    采用 录用 采编 采纳 报送 上报 编发 投稿 供稿 得分 积分 计分 加分 扣分 排名 分数 考核 考评
    评价 评比 表扬 奖励 先进 优秀 任务 目标 完成 进展 进度 落实 推进 开展 实施 加强 做好 进一步
    规范 提升 提高 质量 水平 季度 年度 全年 半年 上半年 下半年 上年度 本年度 月份 截至 期间 以来
    第一季度 第二季度 第三季度 第四季度 一季度 二季度 三季度 四季度 单位 科室 部门 机关 局属
    直属 下属 所属 各级 全市 全省 全县 全区 全局 系统 有关 相关 领导 小组 委员会 办公室 人民政府
    人民 政府 市委 省委 县委 区委 党委 市政府 省政府 县政府 区政府 国务院 中共 中心 事务 服务
    管理 监督 指导 住房和城乡建设 住房和城乡建设局 城市管理 行政执法 综合执法 住房 城乡 建设
    国土 自然 资源 生态 环境 保护 交通 运输 水利 农业 农村 林业 草原 教育 体育 文化 旅游 广播
    电视 卫生 健康 医疗 保障 人力 社会 民政 财政 税务 审计 发展 改革 经济 商务 工业 信息化 科技
    技术 科学 市场 公安 司法 应急 退役 军人 事务局 城市 行政 审批 执法 综合 安全 生产 质检 气象
    地震 档案 统战 宣传 组织 政法 信访 机构 编制 纪律 检查 监察 共青团 妇联 会议 培训 活动 材料
    数据 网站 公开 舆情 问题 整改 督查 反馈 结果 分析 评估 专项 行动 攻坚
    序号 名次 名称 标题 题目 刊物 期号 日期 体裁 字数 作者 备注 条数 篇数 数量 基础 应得 实得 合计
    累计 小计 总计 总分 满分 本月 本季 本年 当月 当年 上月 同比 差额 完成率 采用率 录用率 约稿数
    国家级 省级 市级 县级 区级 上报 转报 综合 单篇 领导 批示分 奖励分 基础分 报送分 采用分 得分率
    """.split()  # noqa: SIM905 - a literal of 300 strings is harder to read
)
_LONGEST: Final = max(map(len, _WORDS))

_NUMBER: Final = "[零〇一二三四五六七八九十百]+"
_TO: Final = "[-—–~～至]"
COUNTED: Final = rf"""
      \d{{4}}年 (?: [上下]半年 | 全?年?度 | 第?[一二三四]季度 | 前{_NUMBER}个?月
                 | \d+ (?:{_TO}\d+)? 月份? (?:\d+日)? )?
    | 第?\d[\d.,:/]* (?:{_TO}\d[\d.,]*)? [%％‰]?
                 (?: 个?月份? | 年度? | [季期号日时分篇件条项次个届元] )?
    | 第?{_NUMBER} (?: 个?月份? | 年度? | 季度 | [届次期号项条] )
    """
"""A regular expression of numbers with their units, and dates."""
# What else is never parted: quotations, Latin words, dashes.
_WHOLE: Final = re.compile(
    rf"""
      《[^《》]*》 | “[^“”]*” | （[^（）]*） | 〔[^〔〕]*〕 | \([^()]*\)
    | {COUNTED}
    | [A-Za-z][A-Za-z0-9.+-]* | —+ | …+
    """,
    re.VERBOSE,
)
OPENING: Final = tuple("（《“‘〔【「『(")
NEVER_FIRST: Final = tuple("，。、；：！？）》”’〕】」』—…·％%)")
_PARTICLES: Final = frozenset("的地得了着过之等们者")
_PAUSES: Final = tuple("，、；：。 ")
_CONNECTIVES: Final = frozenset({"和", "及", "与", "暨", "并", "或", "以及"})
_OFFICES: Final = ("局", "厅", "委", "委员会", "办公室", "政府", "中心")
_PLACES: Final = tuple("省市县区州盟旗镇乡")

# Prices of a break, by what stands on its two sides.
_BEFORE_ABOUT: Final = 0.0
_AFTER_PAUSE: Final = 2.0
_AFTER_OFFICE: Final = 3.0
_AFTER_OF: Final = 5.0
_BEFORE_QUOTATION: Final = 5.0
_BEFORE_CONNECTIVE: Final = 5.0
_AFTER_PLACE: Final = 6.0
_BETWEEN_WORDS: Final = 6.0
_BESIDE_WORD: Final = 12.0
_UNKNOWN: Final = 20.0  # perhaps within a word
_BAD: Final = 60.0

# Prices of a shape.
_LINE: Final = 25.0
_FULL: Final = 4.0
_EQUAL: Final = 10.0
_UNEVEN: Final = 2.0  # for each 字 beyond the easy difference
_EASY: Final = 4.0
_HOURGLASS: Final = 200.0
_QUOTED: Final = 12
"""A longer quotation, in 字, may be parted between its words."""

_SHAPED: Final = 6
"""Lines at most whose shape is worth the search."""


def balanced(text: str, limit: float) -> list[str]:
    """``text`` in as few lines of at most ``limit`` 字 as its words and a good shape allow."""
    text = clean(text).strip()
    width = ems(text)
    if width <= limit:
        return [text] if text else []
    parts = list(tokens(text, limit))
    ends = _best_ends if width <= _SHAPED * limit else _full_ends
    return ["".join(parts[i:j]).strip() for i, j in pairwise((0, *ends(parts, limit)))]


def _best_ends(parts: list[str], limit: float) -> tuple[int, ...]:
    """The cheapest ends of lines, as indices of tokens."""
    widths = [ems(token) for token in parts]
    prices = [_price(left, right) for left, right in pairwise(parts)]

    @cache
    def rest(start: int, before: float, narrowing: bool) -> tuple[float, tuple[int, ...]]:
        """The best lines from token ``start`` on, after a line ``before`` 字 wide (0: none)."""
        best: tuple[float, tuple[int, ...]] = (inf, ())
        width = 0.0
        for end in range(start + 1, len(parts) + 1):
            width += widths[end - 1]
            if width > limit and end > start + 1:
                break
            price = _shape(before, width, narrowing, limit)
            ends: tuple[int, ...] = ()
            if end < len(parts):
                later, ends = rest(end, width, narrowing or width < before)
                price += prices[end - 1] + later
            if price < best[0]:
                best = (price, (end, *ends))
        return best

    return rest(0, 0.0, False)[1]


def _full_ends(parts: list[str], limit: float) -> Iterator[int]:
    """The ends of lines that are as full as they get, for text too long to have a shape."""
    width = 0.0
    for index, token in enumerate(parts):
        if index and width + ems(token) > limit:
            yield index
            width = 0.0
        width += ems(token)
    yield len(parts)


def _shape(before: float, width: float, narrowing: bool, limit: float) -> float:
    """Price of a line of ``width`` under a line of ``before``: neither 长方形 nor 沙漏."""
    price = _LINE + (_FULL if width > limit - 1 else 0)
    if not before:
        return price
    difference = abs(width - before)
    if narrowing and width > before:
        price += _HOURGLASS
    if difference < 1:
        price += _EQUAL
    return price + _UNEVEN * max(0, difference - _EASY)


def _price(left: str, right: str) -> float:
    """Price of ending a line with ``left`` and beginning the next with ``right``."""
    if parts_badly(left, right):
        return _BAD
    rules = (
        (right == "关于", _BEFORE_ABOUT),
        (left == "关于", _BAD),
        (left[-1] in _PAUSES, _AFTER_PAUSE),
        (left.endswith(_OFFICES), _AFTER_OFFICE),
        (left[-1] == "的", _AFTER_OF),
        (right[0] in OPENING, _BEFORE_QUOTATION),
        (right in _CONNECTIVES, _BEFORE_CONNECTIVE),
        (left[-1] in _PLACES, _AFTER_PLACE),
        (len(left) > 1 and len(right) > 1, _BETWEEN_WORDS),
        (len(left) > 1 or len(right) > 1, _BESIDE_WORD),
    )
    return next((price for holds, price in rules if holds), _UNKNOWN)


def parts_badly(left: str, right: str) -> bool:
    """True if no line may end with ``left`` before ``right``."""
    begins_badly = right[0] in NEVER_FIRST or right in _PARTICLES
    return begins_badly or left[-1] in OPENING or left in _CONNECTIVES


def tokens(text: str, limit: float = inf) -> Iterator[str]:
    """The pieces that are never parted: numbers, dates, short quotations, known words."""
    position = 0
    while position < len(text):
        whole = _WHOLE.match(text, position)
        token = whole[0] if whole and _fits(whole[0], limit) else _word(text, position, limit)
        yield token
        position += len(token)


def _fits(token: str, limit: float) -> bool:
    return ems(token) <= (min(_QUOTED, limit) if token[0] in OPENING else limit)


def _word(text: str, position: int, limit: float) -> str:
    """The longest known word of at most ``limit`` 字 at ``position``, else one character."""
    for length in range(int(min(_LONGEST, limit)), 1, -1):
        if (word := text[position : position + length]) in _WORDS:
            return word
    return text[position]
