"""An office in which every word that is printed anywhere can be chosen."""

from __future__ import annotations

import json
from pathlib import Path

TITLES = ("adoption", "submission", "commission", "adjustment", "urgent")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def lay(root: Path, word: str, *, restricted: bool = False, secret: str = "") -> None:
    """A workspace whose names and texts all hold ``word``; titles and the like hold ``secret``."""

    def said(what: str) -> str:
        return _quoted(f"{word}{what}")

    def hidden(what: str) -> str:
        return _quoted(f"{secret or word}{what}")

    mark = ", restricted: true" if restricted else ""
    units = (
        f"groups:\n  - name: {said('组')}\n    units:\n"
        f"      - {{name: {said('甲')}, aliases: [甲科], class: {said('类')},\n"
        f"         liaison: {said('员')}, targets: {{2021: {{{said('轨')}: 8}}}}}}\n"
        f"      - {{name: {said('乙')}, aliases: [乙科]}}\n"
        f"classes: {{{said('类')}: {{targets: {{2021: {{{said('轨')}: 8}}}}}}}}\n"
    )
    rules = f"""\
tracks: [{{name: {said("轨")}, aliases: [轨道]}}]
editions:
  - effective: 2021-01-01
    outlets:
      {said("刊")}: {{issuer: {said("主")}, aliases: [刊物], track: 轨道, class: {said("级")},
        points: {{{said("体")}: 4}}}}
    forms: {{{said("体")}: [体裁]}}
    tags: {{{said("签")}: [标签]}}
    leaders: {{{said("领")}: [市长]}}
    endorsements: [{{by: 市长, points: 5}}]
    submissions: {{track: 轨道, points: 1}}
    recipients: {{{said("上")}: {{track: 轨道, points: 2}}}}
    commissions: {{track: 轨道, on_time: 2, late: -1, missed: -5}}
    quality: [{{clause: {said("条")}, title: "{{unit}}*", length: 5-9}}]
    reasons: {{{said("退")}: [退稿]}}
    timeliness: [{{name: {said("时")}, within: 2小时}}]
    returns: [{{name: {said("月")}, on: 10}}]
    urgent:
      {said("急")}:
        aliases: [紧急]
        deadlines: [{{name: {said("话")}, within: 30分钟}}]
        elements: [{said("素")}]
    adjustments: {{{said("事")}: {{track: 轨道, points: {{least: -10, most: -1}}}}}}
    quotas:
      - {{name: {said("任")}, per: quarter, of: submissions, require: 3, track: 轨道, missing: -1}}
    vetoes: [{{name: {said("否")}, per: year, of: commissions, state: missed, require: 9}}]
    awards: {{{said("奖")}: {{top: 1, within: all}}}}
    joint: {{method: average}}
    authors: {{method: average}}
    wording: [{said("准")}]
"""
    whole, word = (
        word,
        word.translate({ord("{"): None, ord("}"): None}).strip(),
    )  # there they are blanks
    settings = f"""\
issuer: {said("局")}
letterhead: {said("头")}
number: {said("〔{year}〕{number}号")}
title: {said("通报{label}")}
addressees: {said("各")}
copies: [{said("抄")}]
file: {said("名{label}")}
secrecy: {said("密")}
annexes:
  - title: {said("表")}
    table:
      groups: sections
      totals: {{label: {said("计")}}}
      notes: [{said("注{label}")}]
      columns:
        - {{show: unit, header: [{said("首")}, {said("名")}]}}
        - {{show: group}}
        - {{show: class}}
        - {{show: awards}}
        - {{show: score, outlet: 刊物, header: {said("分")}}}
        - {{show: text, text: {said("填")}, header: {said("备")}}}
        - {{show: commissions}}
        - {{show: adjustments}}
        - {{show: urgent, state: late}}
  - {{title: {said("单")}, list: {{by: unit}}}}
  - {{title: {said("总")}, list: {{}}}}
"""
    word = whole
    issue = _quoted(f"{word}期".lstrip("-"))  # no issue begins with a minus
    adoptions = (
        f"- {{date: 2021-02-01, title: {hidden('采')}, outlet: 刊物, form: 体裁,\n"
        f"   issue: {issue}, units: [甲科, 乙科], authors: [{said('作')}], tags: [标签],\n"
        f"   item: {hidden('项')}, submission: {hidden('源')}, note: {hidden('记')},\n"
        f"   endorsements: [{{by: 市长, date: 2021-02-03}}]{mark}}}\n"
        f"- {{date: 2021-02-09, title: {hidden('采。')}, outlet: 刊物, form: 体裁, units: [甲科],\n"
        f"   authors: [{said('作')}]{mark}}}\n"
    )
    submissions = (
        f"- {{date: 2021-02-01, title: {hidden('报')}, units: [甲科], item: {hidden('项')},\n"
        f"   forwarded: [{said('上')}], note: {hidden('记')}{mark}}}\n"
        f"- {{date: 2021-02-02, title: {hidden('报。')}, units: [甲科], length: 4,\n"
        f"   event: 2021-01-02, answers: {hidden('约')}, rejected: {{reason: 退稿}}{mark}}}\n"
        f"- {{date: 2021-02-03, title: {hidden('迟')}, units: [甲科], event: 2021-01-03{mark}}}\n"
    )
    commissions = (
        f"- {{date: 2021-02-01, due: 2021-02-05, title: {hidden('约')}, units: [甲科, 乙科],\n"
        f"   delivered: {{甲科: 2021-02-04}}, note: {hidden('记')}{mark}}}\n"
    )
    urgent = (
        f"- {{date: 2021-02-01, level: 紧急, title: {hidden('突')}, units: [甲科],\n"
        f"   reports: [{{name: {said('话')}, at: 2021-02-03}}], note: {hidden('记')}{mark}}}\n"
    )
    adjustments = (
        f"- {{date: 2021-02-01, rule: {said('事')}, units: [甲科], points: -2,\n"
        f"   reason: {hidden('由')}, note: {hidden('记')}{mark}}}\n"
    )
    text = (
        "---\nnumber: 1\ndate: 2021-04-15\n---\n"
        "# {{ period.label }}\n\n{{ adopted_in_words }}{{ forwarded_in_words }}\n\n"
        "{{ scores | counts }}{{ endorsed_by_leader | counts }}{{ vetoes | names }}\n\n"
        "{% for one in endorsements %}{{ one.by }}{{ one.title }}{{ one.outlet }}{% endfor %}\n\n"
        "{% for one in commissions %}{{ one.name }}{{ one.title }}{% endfor %}\n\n"
        "{% for one in late_submissions %}{{ one.name }}{{ one.title }}{% endfor %}\n\n"
        "{% for one in urgent_late %}{{ one.name }}{{ one.title }}{{ one.report }}{% endfor %}\n\n"
        "{{ rejected_by_reason | counts }}\n\n"
        "{% for one in awards %}{{ one.name }}{{ one.units | names }}{% endfor %}\n\n"
        "{% for one in outlets %}{{ one.name }}{{ one.issuer }}{% endfor %}\n\n"
        "{% for one in groups %}{{ one.name }}{% endfor %}{{ recipients | names }}\n"
    )
    for name, data in {
        "units.yaml": units,
        "rules.yaml": rules,
        "circular.yaml": settings,
        "adoptions/2021.yaml": adoptions,
        "submissions/2021.yaml": submissions,
        "commissions/2021.yaml": commissions,
        "adjustments/2021.yaml": adjustments,
        "urgent/2021.yaml": urgent,
        "circulars/2021-Q1.md": text,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(data, "utf-8")


QUARTER = ("--quarter", "1")
REPORTS: dict[str, tuple[str, ...]] = {
    "list": ("list", *QUARTER),
    "tally": ("tally", *QUARTER),
    "authors": ("tally", *QUARTER, "--by", "author"),
    "annex": ("tally", *QUARTER, "--layout", "1"),
    "explain": ("explain", "甲科", *QUARTER),
    "register": ("register", *QUARTER, "--column", "title", "--column", "item", "--column", "上报"),
    "show": ("show", "submissions/2021.yaml:1"),
}
ENDINGS = ("txt", "md", "csv", "json", "html", "xlsx")


def made(root: Path, ending: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every report in one format: what it is called, and the command that makes it there."""
    return [
        (f"{name}.{ending}", (*command, "-o", f"{name}.{ending}"))
        for name, command in REPORTS.items()
        if not (root / f"{name}.{ending}").exists()
    ]
