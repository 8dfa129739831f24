"""次序: what stands inside an element of DOCX has an order by its schema, and Word refuses files that break it."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn

ORDERS = {
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
        "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
        "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
        "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
    ),
    "rPr": (
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
        "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
        "lang eastAsianLayout specVanish oMath"
    ),
    "tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
        "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription"
    ),
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
}
PLACES = {
    qn(f"w:{parent}"): {qn(f"w:{child}"): place for place, child in enumerate(children.split())}
    for parent, children in ORDERS.items()
}


def put_in_order(root: Any) -> None:
    """Sorts what stands inside every such element below `root`; KeyError for a child that the schema does not know."""
    for parent, places in PLACES.items():
        for element in root.iter(parent):
            element[:] = sorted(element, key=lambda child: places[child.tag])
