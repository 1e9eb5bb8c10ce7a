"""The words that stand between a noun and its number, as data: 产值[力争达到]400亿元.

One word each; the characters behind ^ are those it may not follow, because there it is the end of
another word (发达, 作为, 人均, 首要, 产能).
"""

from __future__ import annotations

_WORDS = """
达到^发表直雷通 达^发表直雷通 为^行作人成 有^国所享占含特专富 共计^公 共^公 合计^产债 总计^产债 累计 由^自理 从 在^存潜所现
的 了 是 约^签集节合预契违 力争 争取 确保 努力 冲刺 奋力 实现 完成 提前 一度 有望 预计 预期 首次 率先 基本 同比 环比
同口径 可比口径 原有 在原有 分别 均^平人亩户地月日年 都^首 已 已经 将 要^主重首 须 应^供效响反 应当^供效响反 需^供内必急
可^许 能^产功性动节储职 能够 稳定 保持 维持 控制 超额 高达 仅 只 只有 还 再 又 不断 持续 逐步 进一步 大幅 明显 显著 稳步
突破 超过 超出 超 不低于 不少于 不高于 不小于 不大于 不超过 不超于 低于 高于 不足 不到 近 接近 进入 年均 平均增速 平均增长 年均增速
年均增幅 复合增长 年平均 名义 可比价格 可比价 按可比价格 按可比价 较快 增长 增加 增至 净增 新增 增 提高 提升 上升 升 扩大 扩展
翻番 下降 降低 降 减少 减 缩短 缩小 压缩 压减 削减 上调 下调 上浮 下浮 到位 回升 回落 提速 递增 递减 原 至 到 达成 占 按 按照 大约
只需^供内必急 用^费应利使作信占 末 底 初 每年 全年 当年 当月 年内 一个 原则上 一般 通常 普遍 平均 仍 目前 现在 上年 上年末
上年同期 同期 现状 为其 仅为 相当于其 其^由因与 左右 以上 以下 多 幅度 还差 相差 快于 慢于 优于 好于 领先 落后
去年 今年 前年 明年 去年底 今年底 逆势 下滑 收窄 攀升 又 却 差 离考核目标还差 涨 跌 还是 仍然 发放 连续发放 连续补助 连续奖励
"""
_MARKS = frozenset('\0 \t\n\r\u3000"“”（()）、')


_Word = tuple[str, int, str]


def _by_end() -> dict[str, list[_Word]]:
    """Sort the words by their last character, the longest first, each with what it may not follow."""
    found: dict[str, list[_Word]] = {}
    for entry in sorted(dict.fromkeys(_WORDS.split()), key=lambda e: -len(e.partition("^")[0])):
        word, _, not_after = entry.partition("^")
        found.setdefault(word[-1], []).append((word, len(word), not_after))
    return found


_ENDING_IN = _by_end()


def before_words(text: str, start: int, end: int) -> int:
    """Give where the words that stand before a number begin, longest first; ``end`` if none do.

    >>> before_words("规上产值力争达到", 0, 8), before_words("战略性新兴产能", 0, 7)
    (4, 7)
    """
    while end > start:
        if text[end - 1] in _MARKS:
            end -= 1
            continue
        for word, length, not_after in _ENDING_IN.get(text[end - 1], ()):
            at = end - length
            if at < start or not text.endswith(word, at, end):
                continue
            if at == start or not not_after or text[at - 1] not in not_after:
                end = at
                break
        else:
            return end
    return end
