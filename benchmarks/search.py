"""Search over 100,000 clauses: recall of every substring first, then p50 and p95 of a query.

    ./run bench search [--clauses N]

The clauses are drawn from a vocabulary of official prose, so that common bigrams are common.
Recall: for random substrings of 2 to 12 characters, the hits must be exactly the passages in which
a plain scan finds them.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

from gangmu.search import ClauseIndex, Entry, Query
from gangmu.terms import Clause, Document, Metadata, SourceClass, Span

WORDS = [
    "先进制造业",
    "高质量发展",
    "龙头企业",
    "骨干企业",
    "技术改造",
    "设备更新",
    "数字化转型",
    "智能制造",
    "绿色低碳",
    "集成电路",
    "生物医药",
    "人工智能",
    "新能源汽车",
    "高端装备",
    "新材料",
    "产业园区",
    "特色产业",
    "专项资金",
    "一次性奖励",
    "贷款贴息",
    "最高不超过",
    "万元",
    "亿元",
    "规模以上",
    "工业总产值",
    "增加值",
    "研发费用",
    "占比",
    "达到",
    "超过",
    "不低于",
    "鼓励",
    "支持",
    "推动",
    "建设",
    "完善",
    "加强",
    "落实",
    "企业",
    "项目",
    "平台",
    "机制",
    "服务",
    "创新",
    "应用",
    "示范",
    "培育",
    "引进",
    "区经委",
    "财政局",
    "各镇",
    "街道",
    "给予",
    "按照",
    "设备投资额",
    "的",
    "和",
    "及",
    "对",
    "经认定",
    "首次",
    "年度",
    "以上",
    "以内",
    "补助",
    "扶持",
    "申报",
    "评审",
    "公示",
    "拨付",
]


def documents(clauses: int, each: int, rng: random.Random) -> list[Entry]:
    """Make documents of ``each`` clauses."""
    made = []
    for number in range(clauses // each):
        parts, found, at = [], [], 0
        for index in range(each):
            heading = f"（{index + 1}）{''.join(rng.choices(WORDS, k=3))}"
            body = "".join(rng.choices(WORDS, k=rng.randint(15, 40)))
            text = f"{heading}。{body}{rng.randint(1, 9999)}万元。\n"
            span = Span(str(number), at, at + len(text))
            found.append(
                Clause(f"({index + 1})", heading, 1, span, Span(str(number), at, at + len(heading)))
            )
            parts.append(text)
            at += len(text)
        whole = "".join(parts)
        document = Document(
            str(number), Path(f"{number}.txt"), 0, whole, Metadata(title=f"文件{number}"),
            SourceClass.OFFICIAL, "", tuple(found), Span(str(number), 0, at), None, (), (), (), str(number),
        )  # fmt: skip
        facets = {"issuer": f"机关{number % 40}", "level": "区县", "year": str(2010 + number % 17)}
        made.append(Entry(document, facets))
    return made


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--clauses", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=300)
    asked = parser.parse_args()
    rng = random.Random(20260630)
    entries = documents(asked.clauses, 50, rng)
    texts = [e.document.quote(c.span) for e in entries for c in e.document.clauses]
    with tempfile.TemporaryDirectory() as folder:
        index = ClauseIndex.open(Path(folder) / "index")
        start = time.perf_counter()
        index.update(entries)
        built = time.perf_counter() - start

        runs = []
        for _ in range(asked.queries):
            text = rng.choice(texts).strip()
            size = rng.randint(2, 12)
            at = rng.randrange(max(1, len(text) - size))
            runs.append(text[at : at + size])
        for run in runs[:100]:
            expected = sum(run in text for text in texts)
            total = index.find(Query(run)).total
            assert total == expected, (run, total, expected)
        took = []
        for run in runs:
            start = time.perf_counter()
            index.find(Query(run))
            took.append((time.perf_counter() - start) * 1000)
        took.sort()
        p50, p95 = took[len(took) // 2], took[int(len(took) * 0.95)]
        print(f"{len(texts)} 条，建索引 {built:.1f} s；召回 1.0（{min(100, len(runs))} 个子串）")
        print(f"每次查询（含分面计数、摘录）p50 {p50:.2f} ms，p95 {p95:.2f} ms")


if __name__ == "__main__":
    main()
