"""The encoder for departments that keep their numbers: right, silent about whom it encodes, and good enough to link."""

from __future__ import annotations

import ast
import csv
import hashlib
import random
import sys
from pathlib import Path

import duckdb
import pytest
from cryptography.hazmat.primitives import hashes, hmac

from yimen.verify import engine
from yimen.verify.contract import TABLES
from yimen.verify.standalone import encode_identities as tool

SAMPLE = Path(__file__).parent / "sample"
PROGRAM = Path(tool.__file__)
RAW = bytes.fromhex("8f1c5be03a97d2640b7ee815c94da3f26137b80cfd5e92a4481f6dc7309ab25e")
PERSON, OTHER, OLD, FIRM = "230522197905182014", "230522195604083216", "230522790518201", "91230522G985LR53YM"
HEAD = "record_no,department_code,item_code,item_name,holder_name,holder_id,applied_on,issued_on,document_no,origin\n"


def key(raw: bytes = RAW, label: str = "230522-2026Q3", new=tool.PureSm3) -> tool.Key:
    return tool.Key(raw, label, new)


def write_key(folder: Path, raw: bytes = RAW, label: str = "230522-2026Q3") -> tuple[Path, str]:
    folder.mkdir(exist_ok=True)
    fingerprint = key(raw, label).fingerprint
    path = folder / "key.txt"
    path.write_text(f"yimen-key 1\nlabel {label}\nkey {raw.hex()}\nfingerprint {fingerprint}\n", "utf-8")
    return path, fingerprint


@pytest.fixture
def register(tmp_path: Path):
    """A function that encodes the rows of a register and returns (exit code, rows written, quarantine rows)."""
    (tmp_path / "out").mkdir()
    path, fingerprint = write_key(tmp_path / "safe")

    def encode(text: str | bytes, name: str = "register.csv") -> tuple[int, list[dict], list[list[str]]]:
        source, target = tmp_path / name, tmp_path / "out" / name
        source.write_bytes(text if isinstance(text, bytes) else (HEAD + text).encode())
        code = tool.main([str(source), str(target), "--table", "register", "--key", str(path),
                          "--expect-fingerprint", fingerprint])  # fmt: skip
        if code == 2:
            return code, [], []
        with target.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        with target.with_suffix(".quarantine.csv").open(encoding="utf-8-sig", newline="") as stream:
            return code, rows, list(csv.reader(stream))[1:]

    return encode


def row(number: str, name: str = "董义", record: str = "R1", item: str = "") -> str:
    return f"{record},D22,,{item},{name},{number},2023-01-03,2023-01-07,,issued\n"


# SM3 and HMAC


@pytest.mark.parametrize("new", [tool.PureSm3, tool.NATIVE_SM3])
def test_sm3_gives_the_vectors_of_the_standard(new) -> None:
    if new is tool.NATIVE_SM3 and "sm3" not in hashlib.algorithms_available:
        pytest.skip("this OpenSSL has no SM3")
    assert tool.passes_vectors(new)


def test_another_hash_does_not_pass_for_sm3() -> None:
    assert not tool.passes_vectors(hashlib.sha256)


def test_sm3_and_hmac_agree_with_another_implementation_at_every_length() -> None:
    draw = random.Random(1)
    for length in range(140):
        message, secret = draw.randbytes(length), draw.randbytes(draw.choice((16, 32, 64, 65, 100)))
        other, mac = hashes.Hash(hashes.SM3()), hmac.HMAC(secret, hashes.SM3())
        other.update(message), mac.update(message)
        in_parts = tool.PureSm3(message[: length // 2])
        in_parts.update(message[length // 2 :])
        assert in_parts.digest() == tool.PureSm3(message).digest() == other.finalize()
        assert tool.keyed(secret, tool.PureSm3)(message) == mac.finalize()


def test_a_damaged_program_refuses_to_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tool, "ROUND", [*tool.ROUND[:-1], 1])
    assert tool.main(["--new-key", str(tmp_path / "key.txt"), "--label", "230522-2026Q3"]) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_token_costs_two_blocks_and_nothing_the_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    ready, calls, compress = key(), [], tool._compress
    monkeypatch.setattr(tool, "_compress", lambda *given: calls.append(1) or compress(*given))
    ready.token("id", PERSON, 27)
    assert len(calls) == 2
    ready.token("id", PERSON, 27)
    assert len(calls) == 2


# Numbers and names


@pytest.fixture(scope="module")
def cleaned():
    """A function: what the engine's macro makes of texts, all in one statement, for planning one takes far longer."""
    connection = duckdb.connect()
    connection.execute(engine.macros())

    def clean(macro, texts):
        rows = connection.execute(
            f"SELECT coalesce({macro}(text), '') FROM (SELECT unnest(?) AS text, unnest(?) AS turn) ORDER BY turn",
            [texts, list(range(len(texts)))],
        )
        return [text for (text,) in rows.fetchall()]

    return clean


def test_numbers_are_read_as_the_engine_reads_them(cleaned) -> None:
    texts = [PERSON, OLD, "２３０５２２１９７９０５１８２０１４", "23052219621106764x",
             " 230522 19790518\u30002014\u200b",
             "2305**********5969", "230522××××××××1929", "2305XXXXXXXXXX01929", "2305221979051820•●", FIRM.lower(),
             "91-230522-G985LR53YM", "E1234567890", "23052219621106764Х", "证件：230522197905182014"]  # fmt: skip
    for table, column in (("register", "holder_id"), ("cases", "applicant_id")):
        with (SAMPLE / f"{table}.csv").open(encoding="utf-8-sig", newline="") as stream:
            texts += sorted({line[column] for line in csv.DictReader(stream)})[::7]
    assert [tool.id_key(text) for text in texts] == cleaned("id_key", texts)


def test_one_number_in_all_spellings_has_one_token(register) -> None:
    spelt = [
        PERSON,
        f" {PERSON} ",
        "２３０５２２１９７９０５１８２０１４",
        "230522 19790518 2014",
        f"{PERSON}\u200b",
        OLD,
    ]
    _, rows, quarantine = register("".join(row(text, record=f"R{i}") for i, text in enumerate(spelt)))
    assert len({line["holder_id"] for line in rows}) == 1
    assert len({line["holder_name"] for line in rows}) == 1
    assert quarantine == []


def test_other_numbers_other_keys_and_other_labels_give_other_tokens() -> None:
    keys = [key(), key(RAW[::-1]), key(label="230522-2026Q4")]
    tokens = [k.mark + k.token(kind, n, 27) for k in keys for kind in ("id", "pair") for n in (PERSON, OTHER, FIRM)]
    assert len(set(tokens)) == 18
    assert len({k.fingerprint for k in keys}) == len({k.mark for k in keys}) == 3


def test_openssl_and_the_program_itself_give_the_same_tokens() -> None:
    native = key(new=tool.NATIVE_SM3)
    assert (native.fingerprint, native.token("id", PERSON, 27)) == (key().fingerprint, key().token("id", PERSON, 27))


def test_a_token_passes_through_the_engine_unchanged(cleaned) -> None:
    ready = key(new=tool.NATIVE_SM3 if tool.passes_vectors(tool.NATIVE_SM3) else tool.PureSm3)
    tokens = [ready.mark + ready.token("id", str(i), 27) for i in range(400)]
    pairs = [ready.token("pair", str(i), 13) for i in range(400)]
    assert cleaned("id_key", tokens) == cleaned("id_tail", tokens) == cleaned("id_head", tokens) == tokens
    assert cleaned("name_key", pairs) == pairs
    assert all(token[0] in tool.LETTERS for token in tokens + pairs)


def test_a_masked_number_is_found_by_name_and_last_four_together(register) -> None:
    _, rows, _ = register(
        row(PERSON, "董 義") + row("230522********2014", "董义（代）") + row("230522********2014", "董仁")
        + row("230522********2015", "董义")
    )  # fmt: skip
    whole, masked, other_name, other_number = rows
    assert whole["holder_name"] == masked["holder_name"]
    assert (masked["holder_id"], other_name["holder_id"]) == ("", "")
    assert len({line["holder_name"] for line in (whole, other_name, other_number)}) == 3


def test_neither_a_name_nor_four_digits_alone_have_a_token(register) -> None:
    """Whoever knows some people's tokens must learn nothing of others: the pair stands for both things at once."""
    _, rows, _ = register(row(PERSON) + row("", "董义") + row("230522********2014", "") + row(OTHER, "董义"))
    assert [bool(line["holder_name"]) for line in rows] == [True, False, False, True]
    assert rows[0]["holder_name"] != rows[3]["holder_name"]


def test_the_variants_of_characters_are_the_engines() -> None:
    assert [*(engine.FOLDER / "data/character_variants.txt").read_text("utf-8").split()] == [
        a + b for a, b in zip(tool.VARIANTS[::2], tool.VARIANTS[1::2], strict=True)
    ]


@pytest.mark.parametrize("table", sorted(tool.TABLES))
def test_the_columns_are_those_of_the_contract(table: str) -> None:
    assert tool.TABLES[table].split() == [w for c in TABLES[table].columns for w in (c.name, c.title)]


# Files


def test_gb18030_utf8_and_chinese_headings_give_the_same_file(register) -> None:
    text = HEAD + row(PERSON, "董㐂", item="排水许可")
    titles = "台账编号,台账部门,事项编码,事项名称,持证人,持证人证件号,申请日期,发证日期,证照文号,来源\n"
    kinds = [
        text.encode(),
        text.encode("utf-8-sig"),
        text.encode("gb18030"),
        (titles + text[len(HEAD) :]).encode("gb18030"),
    ]
    answers = [register(content, f"{i}.csv") for i, content in enumerate(kinds)]
    assert answers[0][1][0]["item_name"] == "排水许可"
    assert all(answer == answers[0] for answer in answers)


def test_what_cannot_be_compared_is_listed_by_line_with_its_reason(register, capsys: pytest.CaptureFixture) -> None:
    code, rows, quarantine = register(
        row(PERSON, record="R1") + row("", record="R2") + 'R3,D22,,"两\n行",董义,230522********2014,,,,\n'
        + row("230522197905182015", record="R4") + "\n" + row("2014", record="R5") + "R6,D22,多,一,格\n"
    )  # fmt: skip
    assert code == 1
    assert [line["record_no"] for line in rows] == ["R1", "R2", "R3", "R4", "R5"]
    assert [(line[0], line[1], line[2], line[3]) for line in quarantine] == [
        ("3", "R2", "holder_id", "隔离：证件号为空"),
        ("4", "R3", "holder_id", "隔离：证件号有掩码"),
        ("6", "R4", "holder_id", "隔离：证件号校验位、日期或位数不对"),
        ("8", "R5", "holder_id", "隔离：证件号位数太少"),
        ("9", "", "", "列数与表头不符"),
    ]
    said = capsys.readouterr().out
    assert "读入 6 行，写出 5 行" in said and "隔离：证件号为空 1 处（16.67%）" in said


def test_nothing_in_clear_is_left_behind(register, tmp_path: Path, capfd: pytest.CaptureFixture) -> None:
    code, rows, _ = register(
        row(PERSON, "董义") + row("230522197905182015", "郭涵建") + row("230522********1929", "侯文", item="侯文的许可")
        + row(FIRM, "友谊县康泰加油站有限公司", item=f"排水（{OTHER}）")
    )  # fmt: skip
    left = (
        b"".join(path.read_bytes() for path in sorted((tmp_path / "out").iterdir()))
        + "".join(capfd.readouterr()).encode()
    )
    assert code == 0 and len(list((tmp_path / "out").iterdir())) == 2
    for secret in (PERSON, OTHER, FIRM, "197905182015", "1929", "2014", "董义", "郭涵建", "侯文", "康泰", RAW.hex()):
        assert secret.encode() not in left, secret
    assert rows[2]["item_name"] == "的许可" and rows[3]["item_name"] == "排水(" + ")"
    assert PERSON.encode() in (tmp_path / "register.csv").read_bytes()  # the department's own file is left alone


def test_a_column_that_the_contract_does_not_know_is_not_handed_on(register) -> None:
    _, rows, _ = register(f"住址,record_no,holder_id,联系电话\n友谊镇,R1,{PERSON},13912345678\n".encode())
    assert list(rows[0]) == ["record_no", "holder_id"]


def test_a_serial_of_region_day_and_number_is_not_taken_for_a_person(register) -> None:
    serials = [f"2305222023010300{i:02}" for i in range(40)]
    assert any(map(tool.is_sound, serials))
    code, rows, quarantine = register("".join(row(PERSON, record=serial) for serial in serials))
    assert (code, [line["record_no"] for line in rows], quarantine) == (0, serials, [])


def test_the_rows_own_number_is_erased_elsewhere_however_young_its_bearer(register) -> None:
    child = next(n for n in (f"23052220150301001{d}" for d in "0123456789X") if tool.is_sound(n))
    text = f"R1,D22,,,董义,{child},2023-01-03,2023-01-07,证{child}号,issued\n"
    _, rows, quarantine = register(text)
    assert rows[0]["document_no"] == "证号"
    assert [line[2:4] for line in quarantine] == [["document_no", "夹带证件号或姓名"]]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (HEAD + row(PERSON) + 'R2,D22,,"开了不关,董义,1,,,,\n', "第 3 行引号没有成对"),
        (HEAD + row(PERSON) + row(OTHER, record=PERSON), "第 3 行 record_no 列里有身份证号"),
        ("record_no,holder_name\nR1,董义\n", "第 1 行没有 holder_id（持证人证件号）列"),
        ("record_no,holder_id,证件,持证人证件号\nR1,1,2,3\n", "第 1 行有两列都是 holder_id"),
        ((HEAD + row(PERSON)).encode() + b"R2,\xff\xff\n", "第 3 行有既不是 UTF-8 也不是 GB18030 的字符"),
        (b"PK\x03\x04 an xlsx file", "Excel 文件"),
        (b"", "空文件"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_nothing(register, tmp_path: Path, capsys, content, sentence: str) -> None:
    assert register(content if isinstance(content, bytes) else content.encode())[0] == 2
    said = capsys.readouterr().err
    assert "register.csv：" in said and sentence in said
    assert PERSON not in said
    assert list((tmp_path / "out").iterdir()) == []


def test_a_file_is_never_written_over(register, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    (tmp_path / "out" / "register.quarantine.csv").write_text("mine", "utf-8")
    assert register(row(PERSON))[0] == 2
    assert "已有这个文件" in capsys.readouterr().err
    assert [path.read_text("utf-8") for path in (tmp_path / "out").iterdir()] == ["mine"]


# Keys


def test_a_new_key_is_strong_private_and_never_shown(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    path = tmp_path / "key.txt"
    assert tool.main(["--new-key", str(path), "--label", "230522-2026Q3"]) == 0
    values = dict(line.split(" ", 1) for line in path.read_text("utf-8").splitlines())
    said = capsys.readouterr().out
    assert values["fingerprint"] in said and values["key"] not in said
    assert tool.weakness(bytes.fromhex(values["key"])) == ""
    assert sys.platform == "win32" or path.stat().st_mode & 0o077 == 0
    assert (
        tool.read_key(path, values["fingerprint"].lower().replace("-", " "), tool.PureSm3).mark
        == key(bytes.fromhex(values["key"])).mark
    )
    assert tool.main(["--new-key", str(path), "--label", "230522-2026Q3"]) == 2  # an old key is not written over


@pytest.mark.parametrize(
    "raw",
    [
        RAW[:16],
        RAW + RAW,
        b"",
        bytes(32),
        bytes(range(32)),
        RAW[:8] * 4,
        b"Kq7-Zx9_vB2+wT5=mJ8/rN4%hL6!cD3*",
        bytes(RAW[b % 10] for b in RAW),
    ],
)
def test_a_weak_or_short_key_is_refused(tmp_path: Path, raw: bytes) -> None:
    path, fingerprint = write_key(tmp_path / "safe", raw)
    with pytest.raises(tool.Refused, match="密钥"):
        tool.read_key(path, fingerprint, tool.PureSm3)


def test_no_random_key_is_taken_for_a_weak_one() -> None:
    draw = random.Random(2)
    assert [raw for raw in (draw.randbytes(32) for _ in range(20_000)) if tool.weakness(raw)] == []


def test_a_key_other_than_the_one_named_is_refused(tmp_path: Path) -> None:
    path, fingerprint = write_key(tmp_path / "safe")
    for expected in (None, "", fingerprint[:-1], key(RAW[::-1]).fingerprint, key(label="230522-2026Q4").fingerprint):
        with pytest.raises(tool.Refused, match="同一密钥"):
            tool.read_key(path, expected, tool.PureSm3)
    text = path.read_text("utf-8")
    for damaged in (
        text.replace("Q3", "Q4"),
        text.replace("key 8f", "key 8e"),
        "nonsense",
        text.replace("label", "labl"),
    ):
        path.write_text(damaged, "utf-8")
        with pytest.raises(tool.Refused, match="重新领取"):
            tool.read_key(path, fingerprint, tool.PureSm3)


def test_tokens_are_not_put_beside_the_key(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    path, fingerprint = write_key(tmp_path / "safe")
    (tmp_path / "in.csv").write_text(HEAD + row(PERSON), "utf-8")
    assert tool.main([str(tmp_path / "in.csv"), str(path.parent / "out.csv"), "--table", "register", "--key", str(path),
                      "--expect-fingerprint", fingerprint]) == 2  # fmt: skip
    assert "同一文件夹" in capsys.readouterr().err


# The program


def test_the_program_needs_nothing_but_the_standard_library_of_python_3_8() -> None:
    tree = ast.parse(PROGRAM.read_text("utf-8"), feature_version=(3, 8))
    imported = {a.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    imported |= {str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names
    assert not imported & {"socket", "urllib", "http", "ssl", "tempfile", "subprocess"}
