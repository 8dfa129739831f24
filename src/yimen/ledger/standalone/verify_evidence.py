#!/usr/bin/env python3
# mypy: ignore-errors
"""独立核验证据包（不需要本系统，只需要 Python 3.9 以上）。

用法：python3 verify_evidence.py 证据包文件夹 --key 公钥 [--root 纸上登载的根]
python3 verify_evidence.py 存证证明.json --key 公钥 [--receipt 凭证上的 12 位回执]
python3 verify_evidence.py 移交案卷.zip --key 公钥
Exit code: 0 good, 1 tampered, 2 incomplete (without the key only the bundle's agreement with itself is shown, or a
loss was declared), 3 usage. It shows that these events were recorded in this order, not that they are true.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import tempfile
import zipfile
from contextlib import contextmanager
from functools import reduce
from pathlib import Path

HASH = "[A-Za-z0-9+/]{43}="
NOTE = re.compile(
    rf"yimen/(?P<chain>[0-9]{{12}})\n(?P<size>[1-9][0-9]{{0,17}})\n(?P<root>{HASH})\nhead (?P<head>{HASH})\n"
    rf"epoch (?P<epoch>[1-9][0-9]{{0,8}})\ntime (?P<time>[0-9T:.Z-]{{27}})\nprevious (?P<previous>-|{HASH})\n"
    r"code [0-9a-f]{64}\n\n— yimen/(?P<name>[0-9]{12}) (?P<signature>[A-Za-z0-9+/]{91}=)\n"
)
MALFORMED = (LookupError, TypeError, AttributeError, ValueError, ArithmeticError, RecursionError, zipfile.BadZipFile)
FAULTS = {KeyError: "缺少字段，或所指的条目不在", json.JSONDecodeError: "不是 JSON", zipfile.BadZipFile: "压缩包损坏"}
LEDGER_FILES = {"ledger.json", "schemas.jsonl", "disclosed.jsonl", "verify_evidence.py", "contents.json"}
ALGORITHMS = {1: "sha256", 2: "sm3"}


class Tampered(Exception):
    """The bundle contradicts itself or its signatures."""


def need(condition, fault):
    if not condition:
        raise Tampered(fault)


P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


@contextmanager
def reading(where):
    """Nothing; what malformed content leads to becomes a fault that names the place in words."""
    try:
        yield
    except MALFORMED as fault:
        raise Tampered(f"{where}：{FAULTS.get(type(fault), '内容的形式不符')}") from fault


def _decode_point(encoded):
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P  # the other candidate: times the root of -1
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    return (x, y, 1, x * y % P)


def _add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    return ((f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P)


def _multiply(number, point):
    if not number:
        return (0, 1, 1, 0)
    half = _multiply(number >> 1, _add(point, point))
    return _add(half, point) if number & 1 else half


def ed25519_valid(public, message, signature):
    """Return whether the 64-byte signature over the message was made with the key, 32 bytes (RFC 8032, 5.1)."""
    base = _decode_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    key, commit = _decode_point(public), _decode_point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    bad = key is None or commit is None or scalar >= L or len(signature) != 64
    if bad or _multiply(8, key)[0] == 0:  # a key of small order would sign everything
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little")
    left, right = _multiply(scalar, base), _add(commit, _multiply(challenge % L, key))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


def _hash(tag, algorithm, content):
    need(ALGORITHMS.get(algorithm) in hashlib.algorithms_available, f"摘要算法 {algorithm} 不认识，或本机不支持")
    return hashlib.new(ALGORITHMS[algorithm], bytes([tag]) + algorithm.to_bytes(2, "big") + content).digest()


def _prefixed(content):
    return len(content).to_bytes(4, "big") + content


def _node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def _text(note):
    return base64.b64encode(hashlib.sha256(note[0].encode()).digest()).decode()


def _base64(text, where):
    content = base64.b64decode(text)
    need(base64.b64encode(content).decode() == text, f"{where}：编码不符，或不是唯一写法")
    return content


def _hex(text, where):
    need(isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text), f"{where}：应为 64 位十六进制小写")
    return bytes.fromhex(text)


def _json(content, where, keys=None):
    def unique(pairs):
        need(len(dict(pairs)) == len(pairs), f"{where}：同一字段出现两次")
        return dict(pairs)

    with reading(where):
        value = json.loads(content.decode("utf-8"), object_pairs_hook=unique)
    need(keys is None or set(value) == set(keys.split()), f"{where}：字段应恰为 {keys}")
    return value


def _lines(folder, name):
    *lines, rest = (folder / name).read_bytes().split(b"\n")
    need(not rest, f"{name}：末尾不完整")
    return lines


def read_manifest(folder):
    """Return the manifest, after every file was found to be there and as listed."""
    content = (folder / "manifest.json").read_bytes()
    manifest = _json(content, "manifest.json", "format chains files public_key")
    canonical = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    wanted = {"schemas.jsonl", "disclosed.jsonl"}
    wanted |= {name for chain in manifest["chains"] for name in (f"events-{chain}.jsonl", f"seals-{chain}.notes")}
    need(manifest["format"] == "yimen-evidence/1" and content == canonical, "manifest.json：格式不符")
    need(manifest["chains"] and set(manifest["files"]) == wanted, "manifest.json：所列文件不全")
    for name, digest in manifest["files"].items():
        need(hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, f"{name}：内容与清单不符")
    return manifest


def read_notes(folder, chain, public):
    """Return the sealed heads by (epoch, size): the last is signed and names the one before it, and so on."""
    name = f"seals-{chain}.notes"
    content = (folder / name).read_bytes().decode("utf-8")
    notes, place, previous, last, match, where = {}, 0, "-", (0, 0), None, name
    while place < len(content):
        match, where = NOTE.match(content, place), f"{name} 第 {len(notes) + 1} 个封存头"
        need(match and match["chain"] == match["name"] == chain, f"{where}：格式不符")
        at = (int(match["epoch"]), int(match["size"]))
        need(match["previous"] == previous and at > last, f"{where}：与前一封存头不相接")
        _base64(match["root"], where), _base64(match["head"], where)
        notes[at], last, place, previous = match, at, match.end(), _text(match)
    need(notes, f"{name}：没有封存头")
    _check_signature(match, chain, public, where)
    return notes


def _check_signature(note, chain, public, where):
    need(note and note["chain"] == note["name"] == chain, f"{where}：格式不符")
    signature = _base64(note["signature"], where)
    key_id = hashlib.sha256(f"yimen/{chain}\n".encode() + b"\x01" + public).digest()[:4]
    valid = ed25519_valid(public, note[0][: note[0].rindex("\n—")].encode(), signature[4:])
    need(signature[:4] == key_id and valid, f"{where}：签名无效，或由别的密钥签名")
    return note


def walk_chain(folder, chain, notes, said):
    """Return (events, hash of the last, losses declared) after recomputing every link and the root at every seal."""
    link = hashlib.sha256(b"yimen|ledger|" + _prefixed(chain.encode())).digest()
    peaks, epoch, last_at, due, lost, seq = [], 1, "", dict(notes), [], 0
    for seq, line in enumerate(_lines(folder, f"events-{chain}.jsonl"), 1):
        where = f"链 {chain} 第 {seq} 个事件"
        event = _json(line, where, "seq epoch alg meta hash")
        need(all(type(event[name]) is int for name in ("seq", "epoch", "alg")), f"{where}：格式不符")
        need(event["seq"] == seq, f"{where}：序号不连续")
        meta, alg = _base64(event["meta"], where), event["alg"]
        body = _json(meta, where)
        if event["epoch"] != epoch:
            opened = event["epoch"] == epoch + 1 and body["kind"] == "ledger.epoch_opened"
            need(opened, f"{where}：纪元改变而没有开启纪元的事件")
            epoch += 1
            lost.append((epoch, seq, body["facts"]["note"]))
        leaf = _hash(0, alg, _prefixed(meta))
        at = _prefixed(chain.encode()) + seq.to_bytes(8, "big") + epoch.to_bytes(4, "big")
        link = _hash(2, alg, link + at + leaf)
        need(link == _hex(event["hash"], where), f"{where}：与前一事件不相接，或内容被改")
        need(body["at"] > last_at, f"{where}：记录时间早于前一事件")
        last_at, said[chain, seq], size = body["at"], (body, alg), seq
        peaks.append(leaf)
        while size % 2 == 0:
            peaks[-2:], size = [_node(*peaks[-2:])], size // 2
        note = due.pop((epoch, seq), None)
        if note:
            root = reduce(lambda right, left: _node(left, right), reversed(peaks))
            same = (base64.b64decode(note["root"]), base64.b64decode(note["head"])) == (root, link)
            need(same, f"{where}：与签名的封存头不符，封存之后历史被改写")
    for of_epoch, size in sorted(due):
        named = _text(notes[max(at for at in notes if at[0] == of_epoch)])
        declared = any(new > of_epoch and start <= size and digest == named for new, start, digest in lost)
        need(declared, f"链 {chain}：账本短于已封存的账本头（封存过 {size} 个事件）")
    need(max(notes) == (epoch, seq), f"链 {chain}：最后一个封存头没有盖到最后一个事件")
    return seq, link, lost


def check_disclosed(folder, said):
    """Return the disclosed rows as printable lines, after each was found to have the digest that its event names."""
    schemas, shown = {}, []
    for line in _lines(folder, "schemas.jsonl"):
        entry = _json(line, "schemas.jsonl", "digest body alg")
        body = _base64(entry["body"], "schemas.jsonl")
        need(_hash(7, entry["alg"], _prefixed(body)).hex() == entry["digest"], "schemas.jsonl：字段表与其编号不符")
        schemas[entry["digest"]] = _json(body, "schemas.jsonl", "model fields personal")
    for number, line in enumerate(_lines(folder, "disclosed.jsonl"), 1):
        where = f"disclosed.jsonl 第 {number} 行"
        with reading(where):
            row = _json(line, where, "chain seq model key schema fields personal part parts")
            (body, alg), schema = said[row["chain"], row["seq"]], schemas[row["schema"]]
            same = [set(row[name]) == set(schema[name]) for name in ("fields", "personal")]
            need(all(same) and schema["model"] == row["model"], f"{where}：字段与字段表不符")
            values = {name: _base64(row["fields"][name], where) for name in schema["fields"]}
            content = b"".join(values.values())
            for name in schema["personal"]:
                opened = row["personal"][name]
                if set(opened) == {"commitment"}:
                    content += _hex(opened["commitment"], where)
                    continue
                need(set(opened) == {"salt", "value"}, f"{where}：个人信息字段的披露格式不符")
                values[name] = _base64(opened["value"], where)
                content += _hash(3, alg, _prefixed(_hex(opened["salt"], where)) + values[name])
            digest = _hash(4, alg, bytes.fromhex(row["schema"]) + content)
            need(_named(body, alg, row, digest, where), f"{where}：这一行的内容与事件中的摘要不符")
            shown.append(f"  {row['model']} {row['key']}（链 {row['chain']} 第 {row['seq']} 个事件，{body['at']}）")
            shown += [f"    {name} = {_show(value, where)}" for name, value in values.items()]
    return shown


def _named(body, alg, row, digest, where):
    """Return whether the event names this digest for this row, in itself or in the part of its batch."""
    if group := body.get("rows", {}).get(row["model"]):
        plain = (row["part"], row["parts"], row["schema"]) == (None, None, group["schema"])
        return plain and group["digests"].get(row["key"]) == digest.hex()
    batch = body["batches"][row["model"]]
    part, parts, place = _base64(row["part"], where), [_hex(one, where) for one in row["parts"]], 0
    same = batch["schema"] == row["schema"] and batch["digest"] == _hash(6, alg, b"".join(parts)).hex()
    need(same and _hash(8, alg, part) in parts, f"{where}：批量行摘要与事件中的总摘要不符")
    while place < len(part):
        end = place + 2 + int.from_bytes(part[place : place + 2], "big")
        if part[place + 2 : end] == row["key"].encode():
            return part[end : end + 32] == digest
        place = end + 32
    return False


def _show(encoded, where):
    need(len(encoded) >= 5 and int.from_bytes(encoded[1:5], "big") == len(encoded) - 5, f"{where}：字段值的长度不符")
    tag, content = encoded[:1], encoded[5:]
    return "（空）" if tag == b"N" else content.hex() if tag == b"Y" else content.decode("utf-8", "replace")


def check(folder, key, wanted):
    """Return the exit code after printing what was found. Raises Tampered, or what malformed files lead to."""
    manifest, said, roots, losses = read_manifest(folder), {}, set(), []
    need(key in (None, manifest["public_key"]), "证据包的公钥与给定的公钥不同")
    for chain in sorted(manifest["chains"]):
        notes = read_notes(folder, chain, _hex(manifest["public_key"], "公钥"))
        count, head, lost = walk_chain(folder, chain, notes, said)
        need(manifest["chains"][chain] == {"events": count, "head": head.hex()}, f"链 {chain}：事件数或末端与清单不符")
        last, root_of_last = notes[max(notes)], base64.b64decode(notes[max(notes)]["root"]).hex()
        roots |= {base64.b64decode(note["root"]).hex() for note in notes.values()}
        print(f"链 {chain}：{count} 个事件、{len(notes)} 个封存头相符，封存于 {last['time']}，根 {root_of_last}")
        losses += [f"链 {chain} 第 {seq} 个事件声明：此前有一段事件在恢复时丢失" for _, seq, _ in lost]
    need(roots.issuperset(wanted), "纸上登载的根不在证据包里：历史被改写或截断")
    shown = check_disclosed(folder, said)
    print(f"披露的数据行均与账本相符（共 {len(shown)} 行）" if shown else "没有披露数据行", *shown, sep="\n")
    return _told(key, manifest["public_key"], "证据包", losses)


def _told(key, public, what, losses=()):
    if key is None:
        print(f"不完整：未给出 --key，只能说明{what}自身一致；请与公布的公钥比对：{public}")
        return 2
    print("核验通过，但有声明过的缺失" if losses else "核验通过")
    return 2 if losses else 0


def check_proof(path, key, receipt):
    """Return the exit code for the proof of one event: its leaf, linked to all behind it, up to a signed head."""
    proof = _json(path.read_bytes(), path.name, "format chain previous events note public_key")
    need(proof["format"] == "yimen-inclusion/1", "存证证明：格式不符")
    need(key in (None, proof["public_key"]), "存证证明的公钥与给定的公钥不同")
    chain, link, public = proof["chain"], _hex(proof["previous"], "前一事件"), _hex(proof["public_key"], "公钥")
    need(re.fullmatch("[0-9]{12}", chain) and proof["events"], "存证证明：没有事件")
    first = proof["events"][0]
    for seq, event in enumerate(proof["events"], first["seq"]):
        where = f"链 {chain} 第 {event['seq']} 个事件"
        need(set(event) == {"seq", "epoch", "alg", "leaf"} and event["seq"] == seq, f"{where}：序号不连续")
        at = _prefixed(chain.encode()) + event["seq"].to_bytes(8, "big") + event["epoch"].to_bytes(4, "big")
        link = _hash(2, event["alg"], link + at + _hex(event["leaf"], where))
    note = _check_signature(NOTE.fullmatch(proof["note"]), chain, public, "封存头")
    need((int(note["epoch"]), int(note["size"])) == (event["epoch"], event["seq"]), "封存头：没有盖到最后一个事件")
    need(_base64(note["head"], "封存头") == link, "事件与签名的封存头不符：内容被改，或者不在账本里")
    need(receipt in (None, first["leaf"][:12]), "凭证上的回执与这份证明不符")
    print(f"回执 {first['leaf'][:12]}：链 {chain} 第 {first['seq']} 个事件，在 {note['time']} 封存之前已经记录")
    return _told(key, proof["public_key"], "证明")


def check_dossier(folder, key):
    """Return the exit code for a sealed file: events by their paths to a signed root, rows, and every other file."""
    extract = _json((folder / "ledger.json").read_bytes(), "ledger.json", "format chain note events public_key")
    need(extract["format"] == "yimen-extract/1" and extract["events"], "ledger.json：格式不符")
    need(key in (None, extract["public_key"]), "案卷的公钥与给定的公钥不同")
    chain, said = extract["chain"], {}
    note = _check_signature(NOTE.fullmatch(extract["note"]), chain, _hex(extract["public_key"], "公钥"), "封存头")
    for event in extract["events"]:
        where = f"ledger.json 第 {len(said) + 1} 个事件"
        with reading(where):
            meta, alg, seq, path = _base64(event["meta"], where), event["alg"], event["seq"], event["path"]
        root = _root(_hash(0, alg, _prefixed(meta)), seq - 1, int(note["size"]), path, where)
        need(root == _base64(note["root"], "封存头"), f"{where}：内容被改，或者不在签名的账本里")
        said[chain, seq] = (_json(meta, where), alg)
    check_contents(folder, [body.get("facts", {}) for body, _ in said.values()])
    shown = check_disclosed(folder, said)
    print(f"链 {chain}：{len(said)} 个事件在 {note['time']} 封存的账本里，根 {note['root']}", *shown, sep="\n")
    return _told(key, extract["public_key"], "案卷")


def _root(link, place, size, path, where):
    """Return the root to which a path leads (RFC 9162, section 2.1.3.2)."""
    need(0 <= place < size, f"{where}：序号超出封存头")
    last, sides = size - 1, [_hex(each, where) for each in path]
    while last:
        if place % 2 or place < last:
            link = _node(sides.pop(0), link) if place % 2 else _node(link, sides.pop(0))
        place, last = place // 2, last // 2
    need(not sides, f"{where}：路径太长")
    return link


def check_contents(folder, facts):
    """Return nothing, after the list of contents was named by an event and every file was found to be as listed."""
    digest = hashlib.sha256(listed := (folder / "contents.json").read_bytes()).hexdigest()
    need(any(each.get("contents") == digest for each in facts), "contents.json：没有事件登记过这份目录")
    contents = _json(listed, "contents.json", "files rows")
    lines = enumerate(_lines(folder, "disclosed.jsonl"), 1)
    rows = [_json(line, f"disclosed.jsonl 第 {number} 行") for number, line in lines]
    shown = {f"{row['model']}:{row['key']}" for row in rows}
    need(shown == set(contents["rows"]), "披露的数据行与目录不一致")
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - LEDGER_FILES
    need(found == set(contents["files"]), f"文件与目录不一致：{'、'.join(sorted(found ^ set(contents['files'])))}")
    for name, wanted in contents["files"].items():
        need(hashlib.sha256((folder / name).read_bytes()).hexdigest() == wanted, f"{name}：内容被改")
    print(f"案卷目录：{len(contents['files'])} 个文件与登记的目录相符")


def main(arguments=None):
    """Return the exit code: 0 good, 1 tampered, 2 incomplete, 3 usage."""
    parser = argparse.ArgumentParser(description="独立核验证据包")
    parser.add_argument("folder", type=Path, help="证据包文件夹，或者一份存证证明（.json）")
    parser.add_argument("--key", type=str.lower, help="从可信渠道得到的公钥（64 位十六进制）")
    parser.add_argument("--root", type=str.lower, action="append", default=[], help="纸上登载过的根，须在证据包里")
    parser.add_argument("--receipt", type=str.lower, help="凭证上的 12 位回执，只用于存证证明")
    try:
        options = parser.parse_args(arguments)
        if not options.folder.is_file() and not (options.folder / "manifest.json").is_file():
            parser.error(f"{options.folder} 中没有 manifest.json")
    except SystemExit as stop:
        return 3 if stop.code else 0
    try:
        with reading(options.folder.name):
            if options.folder.suffix == ".zip":
                with tempfile.TemporaryDirectory() as unpacked, zipfile.ZipFile(options.folder) as packed:
                    packed.extractall(unpacked)
                    return check_dossier(Path(unpacked), options.key)
            if options.folder.is_file():
                return check_proof(options.folder, options.key, options.receipt)
            return check(options.folder, options.key, options.root)
    except (Tampered, FileNotFoundError) as fault:
        missing = isinstance(fault, FileNotFoundError) and f"缺少文件 {Path(fault.filename).name}"
        print(f"篡改：{missing or fault}。请保留这份文件，另取一份再核验")
    return 1


if __name__ == "__main__":
    sys.exit(main())
