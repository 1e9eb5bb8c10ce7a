import pytest

from gangmu.reading.place import level, region


@pytest.mark.parametrize(
    ("names", "title", "place", "tier"),
    [
        (["国务院"], None, "全国", "国家"),
        (["工业和信息化部"], None, "全国", "国家"),
        (["临江省工业和信息化厅"], None, "临江省", "省"),
        (["临江自治区人民政府"], None, "临江自治区", "省"),
        (["临江市财政局"], None, "临江市", "市"),
        (["临江市市场监督管理局"], None, "临江市", "市"),
        (["临江市临水区人民政府"], None, "临江市临水区", "区县"),
        (["临江市望海市人民政府"], None, "临江市望海市", "区县"),
        (["临水自治县人民政府"], None, "临水自治县", "区县"),
        (["临江高新技术产业开发区管理委员会"], None, "临江高新技术产业开发区", "区县"),
        (["市财政局"], "临江市资金管理办法", "临江市", "市"),
        (["县工信局"], None, None, "区县"),
        ([], "关于进一步推进临江市产业发展的意见", "临江市", "市"),
        ([], "上海优先发展方案", "上海市", "市"),
        ([], "关于产业的思考", None, None),
    ],
)
def test_place_and_level(names, title, place, tier):
    assert region(names, title) == place
    assert level(names, place, "") == tier
