"""The plain guide: what the elements of the list alone let one say of an item of which nobody wrote a guide."""

from yimen.catalog.guides.content import Content, FieldLine, MaterialLine
from yimen.catalog.guides.models import FormField, Material
from yimen.catalog.models import ItemVersion

FIRM_OBJECTS = ("法人", "企业", "组织", "机关")


def for_firms(version: ItemVersion) -> bool:
    """Whether the list names firms or other bodies among those whom the item serves (服务对象)."""
    return any(word in version.service_objects for word in FIRM_OBJECTS)


def for_persons(version: ItemVersion) -> bool:
    """Whether the list names natural persons, or names nobody."""
    return "自然人" in version.service_objects or not for_firms(version)


def default_content(version: ItemVersion) -> Content:
    """An application form, a proof of identity, and whom to reach: no material is made up beyond these."""
    firms = for_firms(version) and not for_persons(version)
    proof = MaterialLine(
        "m2",
        "营业执照或法人登记证书" if firms else "申请人有效身份证件",
        Material.Form.BOTH,
        Material.Source.GOVERNMENT,
        note="窗口核对原件后当场退还。",
    )
    note = "网上申请时由系统按填写内容生成。"
    form = MaterialLine("m1", f"{version.name}申请表", source=Material.Source.FORM, note=note)
    return Content(materials=(form, proof), fields=(*(firm_fields() if firms else ()), *person_fields(), MATTER))


MATTER = FieldLine("matter", "申请内容", FormField.Kind.LONG_TEXT, help="写明申请办理的具体事情。")


def person_fields() -> tuple[FieldLine, ...]:
    """Who applies, or who handles it for the firm."""
    kinds = FormField.Kind
    return (
        FieldLine("name", "姓名", reuse="person.name"),
        FieldLine("person_id", "公民身份号码", kinds.PERSON_ID, reuse="person.id"),
        FieldLine("phone", "手机号码", kinds.PHONE, help="办理进度用短信告知。", reuse="person.phone"),
        FieldLine("address", "联系地址", needed=False, reuse="person.address"),
    )


def firm_fields() -> tuple[FieldLine, ...]:
    """The firm itself."""
    return (
        FieldLine("firm_name", "单位名称", reuse="firm.name"),
        FieldLine("firm_id", "统一社会信用代码", FormField.Kind.FIRM_ID, reuse="firm.id"),
    )
