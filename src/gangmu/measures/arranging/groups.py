"""组合, 梯队, 次序: how the measures of one file stand to each other."""

from __future__ import annotations

from gangmu.measures.arrangement import STEP_ORDER, Group, GroupRule, Ladder, Rung
from gangmu.measures.arranging.clauses import ALL, KEYS, ClauseReader
from gangmu.measures.expressions import Scope
from gangmu.measures.keys import Broken
from gangmu.measures.yamltext import Entries, Node, did_you_mean


def read_group(reader: ClauseReader, node: Node) -> Group:
    """Read one item of 组合, in its long form or as ``择高: [甲, 乙]``."""
    entries = reader.forms.entries(node, "「组合」的一项", "- 择高: [措施甲, 措施乙]")
    short = [rule for rule in GroupRule if rule in entries]
    if short:  # - 择高: [甲, 乙]
        rule = short[0]
        reader.forms.known(entries, (str(rule), *KEYS["组合（短）"]), "组合")
        texts = reader.texts(entries, str(rule))
        if texts and [text.value for text in texts] != [ALL]:
            pairs = [(text.value, text.place) for text in texts]
        else:
            pairs = [(name, entries.place) for name in reader.names]
        if len(pairs) < 2 and rule is not GroupRule.TOP_UP:
            raise reader.wrong(
                entries.place,
                f"「{rule}」下面应有两个以上措施",
                f"写成「{rule}: [措施甲, 措施乙]」",
            )
        names, places = tuple(n for n, _ in pairs), tuple(p for _, p in pairs)
    else:
        reader.forms.known(entries, KEYS["组合"], "组合")
        rule = reader.stated(entries, "方式", GroupRule, "几项同时符合时怎样算")
        names, places = reader.members(entries, 1 if rule is GroupRule.TOP_UP else 2)
    most = None
    if rule is GroupRule.AT_MOST:
        most = reader.count(entries, "几项", "项")
        if not 0 < most < len(names):
            raise reader.wrong(
                entries.key_place("几项"),
                f"{len(names)} 项里至多取 {most} 项没有意义",
                "核对项数",
            )
    elif "几项" in entries:
        raise reader.wrong(
            entries.key_place("几项"), "「几项」只与「至多」同用", "删去，或方式写「至多」"
        )
    return Group(
        rule,
        names,
        reader.per(entries, required=False),
        most,
        reader.forms.text(entries, "依据"),
        reader.forms.text(entries, "名称"),
        places,
        entries.place,
    )


def read_ladder(reader: ClauseReader, node: Node, scope: Scope) -> Ladder:
    """Read one item of 梯队: rungs, lowest first."""
    entries = reader.forms.entries(
        node, "「梯队」的一项", "- {由低到高: […], 晋级补差: 否, 依据: …}"
    )
    reader.forms.known(entries, KEYS["梯队"], "梯队")
    rungs = []
    for item in reader.forms.items(entries, "由低到高", required=True):
        rung = reader.forms.entries(
            item, "「由低到高」的一项", "{措施: 骨干奖励, 在册: 名录 包含 骨干企业}"
        )
        reader.forms.known(rung, KEYS["由低到高"], "「由低到高」的一项")
        on = reader.condition(rung, "在册", scope)
        if on is None:
            raise reader.wrong(rung.place, "没有写明「在册」：怎样算在这一级", "写一个条件")
        rungs.append(Rung(reader.forms.text(rung, "措施", required=True), on))
    if len(rungs) < 2:
        raise reader.wrong(entries.place, "「由低到高」应有两级以上", "从低到高逐级写")
    top_up = reader.either(
        entries,
        "晋级补差",
        "当年已按低一级得过的，晋级后是补差还是全额",
        "写「是」或「否」",
    )
    return Ladder(
        tuple(rungs),
        top_up,
        reader.cited(entries),
        reader.forms.text(entries, "名称"),
        entries.place,
    )


def read_order(reader: ClauseReader, root: Entries) -> tuple[tuple[str, ...], str]:
    """Read 次序: the steps in the file's own order, and its clause; empty where there is none."""
    node = root.get("次序")
    if node is None:
        return (), ""
    try:
        entries = reader.forms.entries(
            node, "「次序」", "次序: {步骤: [组合, 上限, 预算], 依据: …}"
        )
        reader.forms.known(entries, KEYS["次序"], "次序")
        texts = reader.texts(entries, "步骤")
        for text in texts:
            if text.value not in STEP_ORDER:
                raise reader.wrong(
                    text.place,
                    f"没有步骤「{text.value}」",
                    did_you_mean(text.value, STEP_ORDER),
                )
        names = tuple(text.value for text in texts)
        if len(set(names)) < len(names) or not names:
            raise reader.wrong(
                entries.place, "「步骤」应是不重复的几步", f"可以写：{'、'.join(STEP_ORDER)}"
            )
        return names, reader.cited(entries)
    except Broken:
        return (), ""
