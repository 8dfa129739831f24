"""What must hold of the style sheets, the templates and the vendored files, without a browser."""

import hashlib
import re
from itertools import product
from pathlib import Path

import pytest

from yimen.common.templatetags import yimen as tags

STATIC = Path(__file__).parents[1] / "static"
ROOMS = Path(__file__).parents[2]
ROOT = Path(__file__).parents[4]
TEMPLATES = sorted(ROOMS.glob("*/templates/**/*.html"))

TEXTS = ["text", "text-soft", "text-faint", "link", "wrong", "warn", "good"]
SURFACES = ["ground", "surface", "surface-quiet", "surface-hover", "surface-chosen"]
TONES = [(tone, f"{tone}-soft") for tone in ("wrong", "warn", "good", "calm", "plain")]
PAIRS = [
    *product(TEXTS, SURFACES),
    *TONES,
    *[(f"verdict-{code}-ink", surface) for code in tags.VERDICTS for surface in SURFACES],
    ("on-primary", "primary"),
    ("on-primary", "primary-hover"),
    ("bar-text", "bar"),
    ("bar-soft", "bar"),
    ("bar-soft", "bar-field"),
    ("text", "wrong-soft"),
    ("wrong", "wrong-soft"),
    ("text", "calm-soft"),
]


def tokens(theme: str) -> dict[str, str]:
    """The values that hold in a theme: dark.css over tokens.css."""
    css = STATIC / "yimen" / "css"
    names = ["tokens.css"] if theme == "light" else ["tokens.css", "dark.css"]
    found: dict[str, str] = {}
    for name in names:
        found.update(re.findall(r"--([\w-]+):\s*([^;]+);", (css / name).read_text("utf-8")))
    return found


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 to 1 (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_no_two_sheets_of_a_page_style_the_same_thing() -> None:
    """A rule left behind in one sheet goes on working against its successor in another."""
    head = (ROOMS / "common/templates/common/parts/head.html").read_text("utf-8")
    named = re.findall(r"yimen/css/([\w-]+\.css)' %}\">", head)
    assert "plans.css" in named and "print.css" not in named
    owners: dict[str, set[str]] = {}
    for name in named:
        sheet = re.sub(r"/\*.*?\*/", "", (STATIC / "yimen/css" / name).read_text("utf-8"), flags=re.DOTALL)
        for selector in re.findall(r"^([^@\s{}][^{}]*)\{", sheet, re.MULTILINE):
            owners.setdefault(" ".join(selector.split()), set()).add(name)
    assert not {selector: sheets for selector, sheets in owners.items() if len(sheets) > 1}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_word_can_be_read_on_every_surface(theme: str) -> None:
    values = tokens(theme)
    poor = {pair: round(contrast(values[pair[0]], values[pair[1]]), 2) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_edges_of_fields_and_the_focus_ring_can_be_seen(theme: str) -> None:
    values = tokens(theme)
    for name in ("line-strong", "focus"):
        assert contrast(values[name], values["surface"]) >= 3


def test_the_dark_theme_has_a_value_for_every_colour() -> None:
    css = STATIC / "yimen" / "css"
    light, dark = (
        set(re.findall(r"--([\w-]+):\s*#", (css / name).read_text("utf-8"))) for name in ("tokens.css", "dark.css")
    )
    assert light == dark


def test_no_style_sheet_uses_a_token_that_nobody_defined() -> None:
    known = set(tokens("light"))
    for sheet in (STATIC / "yimen" / "css").glob("*.css"):
        assert set(re.findall(r"var\(--([\w-]+)", sheet.read_text("utf-8"))) <= known, sheet.name


def test_every_icon_that_a_template_or_tag_names_is_in_the_sheet() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "yimen/img/icons.svg").read_text("utf-8")))
    named = {
        name
        for template in TEMPLATES
        for name in re.findall(r'(?:icon|firstof shape) "([\w-]+)"', template.read_text("utf-8"))
    }
    named |= set(tags.SHAPES.values()) | {shape for _, shape in tags.LEVELS.values()}
    named |= {f"verdict-{code}" for code in tags.VERDICTS}
    assert named - drawn == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: str(template.relative_to(ROOMS)))
def test_no_template_holds_what_the_content_policy_refuses(template: Path) -> None:
    source = template.read_text("utf-8")
    assert not re.search(r"<style|\sstyle=|javascript:|\son[a-z]+=", source)
    for opening in re.findall(r"<script[^>]*>", source):
        assert "src=" in opening
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", source)


@pytest.mark.parametrize("folder", [STATIC / "vendor", ROOT / "tests" / "vendor"], ids=["served", "tested"])
def test_vendored_files_are_those_that_were_listed(folder: Path) -> None:
    listed = dict(line.split()[::-1] for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines())
    present = {path.name for path in folder.iterdir()} - {"SHA256SUMS"}
    assert set(listed) == present
    for name, digest in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name


def test_vendored_scripts_ask_for_no_source_maps() -> None:
    for script in (STATIC / "vendor").glob("*.js"):
        assert b"sourceMappingURL" not in script.read_bytes()
