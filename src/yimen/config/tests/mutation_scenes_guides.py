"""Scenes of guides and synonyms; see `mutation_scenes`."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from yimen.catalog import services as catalog
from yimen.catalog.guides import services as guides
from yimen.catalog.guides.content import Content, FieldLine, MaterialLine, OptionLine, SituationLine
from yimen.catalog.models import ItemVersion, Synonym
from yimen.catalog.search import services as search
from yimen.config.tests.mutation_scenes import CODE, Arguments, Cast, given, scene
from yimen.exchange.models import ImportBatch

LIST = f"实施编码,事项名称,实施主体,事项类型\n{CODE},户口迁移审批,公安局,行政确认\n".encode()
GUIDE = f"实施编码,要素,编号,名称或问题\n{CODE},材料,m1,居民户口簿\n{CODE},表单字段,f1,姓名\n".encode()
CONTENT = Content(
    situations=(SituationLine("q1", "谁来办？"),),
    options=(OptionLine("o1", "本人", "q1"), OptionLine("o2", "别人", "q1")),
    materials=(MaterialLine("m1", "居民户口簿"), MaterialLine("m2", "委托书", options=("o2",))),
    fields=(FieldLine("f1", "姓名"),),
)


def listed(the: Cast) -> ItemVersion:
    the.police  # noqa: B018 - a row of the list names it
    batch = catalog.read_list(by=the.officer, name="清单.csv", content=LIST)
    catalog.apply_list(by=the.officer, batch=batch, effective_on=date(2022, 1, 1))
    return ItemVersion.objects.get()


def planned(the: Cast) -> ImportBatch:
    listed(the)
    return guides.read_file(by=the.officer, name="指南.csv", content=GUIDE)


def a_synonym(the: Cast) -> Synonym:
    return search.add_synonym(**said(the))


def said(the: Cast) -> Arguments:
    return given(by=the.officer, region=the.county, said="开饭店", official="食品经营许可")


scene(guides.read_file, lambda the: given(by=the.officer, name="指南.csv", content=GUIDE))
scene(
    guides.settle_columns,
    lambda the: given(by=the.officer, batch=planned(the), choices={"parent": ""}),
)
scene(guides.apply_file, lambda the: given(by=the.officer, batch=planned(the)))
scene(guides.publish, lambda the: given(by=the.officer, version=listed(the), content=CONTENT))
scene(
    guides.keep_sample,
    lambda the: given(by=the.officer, version=listed(the), upload=SimpleUploadedFile("样本.pdf", b"%PDF-1.7")),
)
scene(search.add_synonym, said)
scene(search.retire_synonym, lambda the: given(by=the.officer, synonym=a_synonym(the)))
scene(search.take_usual_synonyms, lambda the: given(by=the.officer, region=the.county))
