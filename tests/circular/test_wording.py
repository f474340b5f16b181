"""计分标准 in words: every clause has its sentence, every number stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infoscore.reading.yamltext import parse
from infoscore.rounding import printed
from infoscore.rules import book as rulebook
from infoscore.rules.chains import Chain, ChainStep, Matters
from infoscore.rules.edition import EditionEntry, RuleBook
from infoscore.rules.sentences import sentences_of
from infoscore.workspace.load import load
from tests.conftest import ROOT

EXAMPLES = sorted(file.parent for file in (ROOT / "examples").glob("*/rules.yaml"))
EVERYTHING = """\
tracks: [市级, 报送, {name: 考核, total: false}, {name: 稿酬, measure: 元, total: false}]
editions:
- effective: 2021-01-01
  outlets:
    要情: {issuer: 市委办, track: 市级, class: 市级刊物, points: {简讯: 101, 专报: 102.5},
      also: {稿酬: {简讯: 103, 专报: 104}}}
    动态:
      issuer: 市府办
      track: 市级
      points:
      - {form: 专报, length: 1005-, points: 106}
      - {tag: [头版, 头条], points: 107}
      - {length: 1100-1108, points: 109}
      - {length: -1099, points: 110}
      - {numbers: {阅读: 180-, 图片: 2-2}, points: {of: 阅读, from: 281, each: 282, gives: 183,
         base: 184, most: 185}}
      - {numbers: {图片: -299}, points: {each: 286, gives: -187, least: -188}}
      - {points: 111}
    参阅: {track: 市级, class: 市级刊物, points: 112, also: {稿酬: 113}}
    其他媒体: {unlisted: true, like: 参阅}
    网站: {titled: false, track: 市级, points: 175,
      also: {稿酬: [{form: 简讯, points: 189}, {points: {of: 图片, each: 1, gives: 190}}]}}
    外报: {unlisted: true, track: 市级, points: 0}
  leaders: {市领导: []}
  numbers: {阅读: [], 图片: []}
  subjects: {政策落实: [], 落实: [], 重点工作: []}
  modifiers:
  - {tag: 转报, class: 市级刊物, unless: {form: 专报}, times: 114}
  - {channel: [直报, 自报], plus: -115}
  - {tag: 图片, times: 116, of: base, one_of: 版面}
  - {tag: 整版, points: 117, one_of: 版面}
  - {by: 市领导, form: [简讯, 专报], tracks: 稿酬, times: 0.5}
  - {tag: 自办, times: 0}
  - {subject: 政策落实, plus: 410}
  - {all_tags: [转报, 图片], plus: 176, once: true}
  - {tag: 长篇, plus: {from: 291, each: 292, gives: 0.193, most: 194}}
  - {subject: 重点工作, plus: 421}
  repeats: highest-per-class
  joint:
  - {tag: 综合, method: fixed, points: 118}
  - {form: 专报, method: roles, round: up,
     roles: {主报: 1, 协报: 0.176, 参与: {points: 177}, 供图: 0}}
  - {method: average, round: half-up, to: 0.119}
  authors: {method: first}
  endorsements:
  - {by: [市领导, 省领导], outlet: 动态, points: 120, further: 121, joint: {method: full}}
  - {by: 省领导, points: 122, instead: true, track: 报送, joint: {method: half}}
  submissions: {track: 报送, points: {简讯: 123, 专报: 124}, lapses: true}
  recipients: {省府办: {track: 市级, points: 125}, 国办: {track: 市级, points: 126}}
  quality:
  - {clause: 第四条, for: {form: 简讯}, title: "{unit}*第{issue}期", length: 300-800}
  - {clause: 第四条（二）, requires: [length, subjects], severity: error}
  - {clause: 第五条, for: {tag: 图片}, refuse: true}
  timeliness:
  - {name: 急报, for: {tag: 转报}, within: 24小时}
  - {name: 专报, for: {form: 专报}, within: 5工作日}
  - {name: 日报, by: "17:00"}
  returns:
  - {name: 月报, on: 29, moved: before, for: {group: 机关}}
  - {name: 周报, on: 每周四}
  urgent:
    特大:
      deadlines:
      - {name: 电话, within: 30分钟}
      - {name: 续报, every: 25小时, until: 终报}
      - {name: 终报, within: 7日}
      elements: [时间, 地点]
  commissions:
  - {track: 市级, tag: 专题, on_time: 127, late: -128, missed: -129}
  - {track: 市级}
  adjustments:
    迟报: {track: 市级, points: -130}
    失实: {track: 市级, points: {least: -132, most: -131}}
    表扬: {track: 市级, points: {least: 133, most: 134}}
    结转: {points: {least: -135, most: 136}}
    提醒: {track: 市级, points: 0}
  quotas:
  - {name: 月报送, per: month, of: submissions, form: 简讯, weights: {简讯: 0.137},
     require: {一类: 138, 二类: 编制×139+140}, for: {group: 机关}, months: [3, 9],
     parts: [{tag: 转报, require: 141}], track: 报送, base: 142, met: 143, unmet: -144,
     missing: -145, extra: 146, carry: true, most: 147, least: -148}
  - {name: 录用率, per: quarter, of: rate, require: 0.3, months: [1], track: 报送, pro_rata: 149,
     round: up}
  - {name: 采用, per: week, of: adoptions, class: 市级刊物, tag: 转报, track: 报送, times: 150}
  - {name: 漏报, per: year, of: adjustments, rule: [迟报, 失实], require: 151, track: 报送,
     extra: -152}
  - {name: 批示, per: half, of: endorsements, by: 省领导, require: 153, track: 报送, met: 154}
  - {name: 上报, per: two-months, of: forwarded, require: 155, track: 报送, met: 156}
  - {name: 只通报, per: quarter, of: submissions, require: 177, parts: [{tag: 转报, require: 178}]}
  - {name: 急报, per: quarter, of: urgent, level: 特大, report: 续报, state: [late, missed],
     track: 报送, times: -271}
  - {name: 误报, per: quarter, of: urgent, state: false, track: 报送, times: -272}
  - {name: 迟送, per: quarter, of: submissions, subject: 落实, state: late, track: 报送,
     times: -273}
  - {name: 分摊, per: month, of: adoptions, numbers: {图片: 195-}, shared: true, require: 196,
     track: 报送, met: 197}
  - {name: 双未达标, per: year, of: quotas, quotas: [月报送, 批示], became: unmet, in_a_row: 3,
     require: 198, after: 月报送, track: 报送, met: 199}
  - {name: 网站, per: month, of: posts, column: 住建新闻, state: late, tag: 转报, require: 410,
     track: 报送, met: 411}
  - {name: 栏目, per: week, of: updates, state: missed, track: 报送, times: -412}
  limits:
  - {name: 封顶, per: half-month, track: 报送, most: 157}
  - {name: 批示封顶, per: year, clauses: [endorsements, quotas.月报送], most: 158, least: -159}
  - {name: 扣完, per: year, track: [市级, 报送], least: 0}
  vetoes:
  - {name: 约稿, per: year, of: commissions, state: [missed, late], require: 160}
  - {name: 分低, per: quarter, of: points, tracks: 报送, clauses: [endorsements], require: 161,
     track: 市级}
  - {name: 只评先, per: year, of: adjustments, rule: 提醒, require: 162, zero: false}
  - {name: 退回, per: year, of: reviews, verdict: returned, step: 审核, require: 420}
  conversions:
  - {name: 分档, per: year, tracks: 市级, track: 考核,
     tiers: [{from: 0, points: 163}, {from: 164, points: 165}, {from: 166, points: 167}]}
  - {name: 完成, per: year, of: completion, tracks: 市级, track: 考核, times: 168, most: 169}
  - {name: 稿酬, per: quarter, tracks: [市级, 报送], form: 简讯, track: 稿酬, times: 170,
     round: down, to: 10, authors: true}
  awards:
    先进: {by: [市级], top: 171, within: class, ties: drop, require: 172, barred: [约稿],
      for: {class: [一类, 二类]}}
    标兵: {top: 173, within: all, for: {unit: [甲, 乙]}}
    达标: {require: 174}
    信息奖: {by: 市级, then: [报送, 考核], after: 月报送, require: 401, track: 稿酬, ties: drop,
      grades: {一等奖: {top: 1, points: 402},
      二等奖: {top: 4, require: 403, points: 404}, 三等奖: 6}}
    进步奖: {unless: [标兵, 一等奖], top: 5, points: 405, track: 考核}
    等次: {per: half, grades: {优秀: {require: 406}, 良好: {require: 407}}}
    先进个人: {authors: true, then: 报送, top: 7, points: [409, 408], track: 考核}
"""
TEXT = """\
被市委办《要情》采用1篇简讯计101分，采用1篇专报计102.5分，另计“稿酬”1篇简讯103元、\
1篇专报104元。
被市府办《动态》采用1篇1005字以上的专报计106分，采用1篇属于头版或头条的信息计107分，\
采用1篇1100至1108字的信息计109分，采用1篇不足1100字的信息计110分，采用1篇阅读180以上、图片为2的信息计184分并按阅读超过281的部分\
每满282加183分（最高计185分），采用1篇图片不足300的信息按字数每满286扣187分（最多扣188分），\
采用1篇其他信息计111分。
被《参阅》、其他媒体（未列名的）每采用1篇计112分，另计“稿酬”113元。
被网站每采用1篇计175分，另计“稿酬”1篇简讯189元、1篇其他信息按图片每增加1计190元。
被外报（未列名的）采用的，不计分。
属于转报、市级刊物采用的信息（专报除外），按114倍计分。
以直报或自报方式报送的信息，扣115分。
属于图片的信息，按原分值的116倍计，与其他倍数相加、不连乘（“版面”各条只按最先符合的一条计）。
属于整版的信息，计117分（“版面”各条只按最先符合的一条计）。
市领导批示的简讯或专报的“稿酬”按0.5倍计。
属于自办的信息，不计分。
反映政策落实的信息，另加410分。
同时属于转报、图片的信息，另加176分（同一篇信息年度内只计1次）。
属于长篇的信息，按字数超过291的部分每满292另加0.193分（最高计194分）。
反映重点工作的信息，另加421分。
同一条信息被多家刊物采用的，年度内同类刊物只计最高分。
属于综合的信息，不论由几个科室、单位供稿，每个科室、单位各计118分。
专报，多个科室、单位供稿的，主报的计满分，协报的按分值的17.6%计，参与的各计177分，\
供图的不计分（未注明的按署名先后认定），每个科室、单位的得分向上取整。
其他信息，多个科室、单位供稿的，平均计分，每个科室、单位的得分四舍五入取到0.119分的倍数。
得分同时记入作者个人，有多名作者的，计入第一供稿的作者。
市府办《动态》采用的信息被市领导或省领导批示的，首次另加120分，再获批示的每次另加121分，\
多个科室、单位供稿的各计满分。
信息被省领导批示的，每次计122分，不再计采用分，多个科室、\
单位供稿的各计一半分值（计入“报送”）。
报送1篇简讯计123分，报送1篇专报计124分，被采用后不再计（计入“报送”）。
信息每上报省府办1篇计125分（计入“市级”）。
信息每上报国办1篇计126分（计入“市级”）。
属于专题的约稿，按时报送的每篇计127分，迟报的每篇扣128分，未报的每篇扣129分（计入“市级”）。
其他约稿，只记次数，不计分。
简讯标题写作“单位名称……第×期”，篇幅300至800字（第四条）。
信息须注明字数、反映的方面（第四条（二））。
属于图片的信息不予收取（第五条）。
属于转报的信息应在所反映的事发生后24小时内报送。
专报应在所反映的事发生后5个工作日内报送。
其他信息应在所反映的事发生当日17:00前报送。
机关最迟每月29日（当月没有的，为最后一日）报送信息或零报告（月报），遇非工作日提前到前一个工作日。
各单位最迟每周四报送信息或零报告（周报）。
特大紧急信息须在发生后30分钟内报“电话”，每25小时报“续报”直至“终报”，在发生后7日内报“终报”，报明\
时间、地点。
有“迟报”情形的，每次扣130分（计入“市级”）。
有“失实”情形的，每次扣131至132分，酌情确定（计入“市级”）。
有“表扬”情形的，每次加133至134分，酌情确定（计入“市级”）。
有“结转”情形的，每次最多扣135分、最多加136分，酌情确定。
有“提醒”情形的，只记次数，不计分。
月报送：机关每月报送简讯不少于：一类138篇、二类（编制×139+140）篇（只计3月、9月，\
1篇简讯折合0.137篇），其中报送属于转报的信息不少于141篇，基础分142分，达到的计143分，\
未达到的扣144分，每少1篇扣145分，每多1篇加146分，最高计147分，最多扣148分，\
欠额结转下期（计入“报送”）。
每季度采用率不低于30%（只计从1月开始的），达到的计149分，未达到的按比例计，\
按比例所得的分向上取整（计入“报送”）。
每周按被市级刊物采用属于转报的信息计分，每1篇计150分（计入“报送”）。
全年“迟报”或“失实”超过151次的，每多1次扣152分（计入“报送”）。
批示：每半年信息获省领导批示不少于153次，达到的计154分（计入“报送”）。
每两个月向上报送信息不少于155篇，达到的计156分（计入“报送”）。
每季度报送信息不少于177篇，其中报送属于转报的信息不少于178篇。
每季度按迟报或未报的特大紧急信息的“续报”计分，每1次扣271分（计入“报送”）。
每季度按误报的紧急信息计分，每1起扣272分（计入“报送”）。
每季度按迟报反映落实的信息计分，每1篇扣273分（计入“报送”）。
每月被采用图片195以上的信息（合写的由各单位平分）不少于196篇，达到的计197分（计入“报送”）。
全年“月报送”完成后，连续3次未完成“月报送”“批示”不少于198次，达到的计199分（计入“报送”）。
每月超过时限在“住建新闻”发布属于转报的信息不少于410条，达到的计411分（计入“报送”）。
每周按所维护栏目应更新未更新计分，每1次扣412分（计入“报送”）。
每半月“报送”得分最高计157分。
全年各考核项批示分、报送任务分“月报送”分别最高计158分，最多扣159分。
全年“市级”“报送”得分分别最低计0分，扣完为止。
全年未报或迟报的约稿满160次的，当年得分归零，取消当年评先资格。
每季度“报送”批示分满161分的，当季度“市级”得分归零。
全年“提醒”满162次的，取消“标兵”“达标”“信息奖”“进步奖”参评资格。
全年信息在“审核”环节被退回满420次的，当年得分归零，取消“标兵”“达标”“信息奖”“进步奖”参评资格。
全年按“市级”得分折算，达到166分的计167分，达到164分的计165分，\
不足164分的计163分（计入“考核”）。
全年按“市级”目标完成率折算，乘以168计，最高计169分（计入“考核”）。
每季度按简讯的“市级”“报送”得分合计折算，每1分计170元，\
按比例所得的分向下取到10元的倍数，对作者同样折算（计入“稿酬”）。
先进：一类、二类单位全年按“市级”得分，各类分别取前171名，末位得分相同的均不入选，\
得分不低于172分。
标兵：甲、乙全年按合计得分，全体统一取前173名，末位得分相同的一并入选。
达标：全年按合计得分，得分不低于174分的均入选。
信息奖：全年按“市级”得分，完成“月报送”的方可参评，得分相同的依次比较“报送”“考核”得分，\
各组分别按名次依次评定一等奖1名（奖402元）、二等奖4名（得分不低于403分，各奖404元）、三等奖6名，\
各等次末位得分仍相同的均列入下一等次，没有下一等次的不入选，得分不低于401分（计入“稿酬”）。
进步奖：全年按合计得分，已获“标兵”或“一等奖”的不再参评，各组分别取前5名，\
末位得分相同的一并入选，入选的各加405分（计入“考核”）。
等次：每半年按合计得分，评定优秀（得分不低于406分）、良好（得分不低于407分）。
先进个人：各作者全年按合计得分，得分相同的比较“报送”得分，各单位分别取前7名，\
末位得分仍相同的一并入选，第1名加409分、第2名加408分（计入“考核”）。
"""


def book_of(text: str) -> RuleBook:
    (document,), problems = parse(text.encode(), "rules.yaml")
    entry = rulebook.rules(document, problems)
    assert entry is not None
    made = rulebook.book(document, entry, None, problems)
    assert made is not None, problems
    return made


def text_of(book: RuleBook) -> str:
    return "\n".join(sentences_of(book.editions[0], book.tracks)) + "\n"


def numbers_in(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            if key not in {"effective", "tracks", "chains"}:
                yield from numbers_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from numbers_in(part)
    elif isinstance(value, (str, int)) and not isinstance(value, bool):
        yield from re.findall(r"\d+(?:\.\d+)?", str(value))


def test_everything_is_in_it() -> None:
    _, components = msgspec.json.schema_components([EditionEntry])
    for kind in (Chain, ChainStep, Matters):
        del components[kind.__name__]  # who reviews gets no points for it
    keys = {key for part in components.values() for key in part.get("properties", {})}
    names = {"aliases", "forms", "tags", "channels", "subjects", "reasons"}
    unsaid = {*names, "chains", "wording", "based_on"}
    assert keys - unsaid <= set(re.findall(r"[a-z_]+(?=:)", EVERYTHING))


def missing_from(rules: EditionEntry, text: str) -> set[str]:
    """Numbers of the rules that the text does not hold; nothing is worth no number."""
    told = set(re.findall(r"\d+(?:\.\d+)?", text))
    asked = {Fraction(number) for number in numbers_in(msgspec.to_builtins(rules))} - {0}
    return {
        printed(number, 6)
        for number in asked
        if not {printed(number, 6), printed(number * 100, 6)} & told
        and f"不足{printed(number + 1, 6)}" not in text
    }


def test_everything_reads_as_a_regulation() -> None:
    book = book_of(EVERYTHING)
    text = text_of(book)
    assert text == TEXT
    assert missing_from(book.editions[0].rules, text) == set()


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_the_examples_are_told_whole(folder: Path) -> None:
    setup = load(folder).setup
    assert setup is not None
    for edition in setup.book.editions:
        text = "\n".join(sentences_of(edition, setup.book.tracks))
        assert missing_from(edition.rules, text) == set()


@given(st.decimals("0.001", 5000, places=3))
def test_no_number_is_left_out(factor: object) -> None:
    by = Fraction(str(factor))
    text = re.sub(
        r"(?<![.\d])(?<!top: )1\d\d(\.5)?(?![\d-])",
        lambda found: printed(Fraction(found[0]) * by, 6),
        EVERYTHING,
    )
    book = book_of(text)
    assert missing_from(book.editions[0].rules, text_of(book)) == set()
