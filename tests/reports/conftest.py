"""One document of our own, read and extracted, for the reports on it."""

import pytest

from gangmu.extraction import extract
from gangmu.reading import read

TEXT = """临江区人民政府关于印发《临江区轻工业三年行动计划（2024—2026年）》的通知
临政发〔2024〕3号

各街镇：
现印发给你们，请认真执行。
临江区人民政府
2024年2月1日

临江区轻工业三年行动计划（2024—2026年）

一、主要目标
到2026年，规上轻工产值由210亿元提升至300亿元，力争培育<链主>企业5家。
二、重点任务
1．推进改造。建设智能工厂6家。
牵头单位：区工信局；配合单位：区财政局
"""


@pytest.fixture(name="source")
def _source(tmp_path):
    path = tmp_path / "01.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture(name="found")
def _found(source):
    return [(document, extract(document)) for document in read(source)]
