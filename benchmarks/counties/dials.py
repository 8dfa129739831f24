"""The dials: how dirty, crowded and guilty a county is; each is a share between 0 and 1 unless it says otherwise."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace


@dataclass(slots=True, frozen=True)
class Dials:
    """Every dial at 0 gives two tables that agree cell by cell; the defaults are all 0 but for what the world is."""

    # Identity numbers in the ledger.
    id_mask_6_4: float = 0.0
    id_mask_4_4: float = 0.0
    id_mask_3_4: float = 0.0
    id_last_4: float = 0.0
    id_end_hidden: float = 0.0
    id_empty: float = 0.0
    id_digit_wrong: float = 0.0
    id_swapped: float = 0.0
    id_spaced: float = 0.0
    id_full_width: float = 0.0
    id_lower: float = 0.0
    id_old_15: float = 0.0
    id_short: float = 0.0
    # Names in the ledger.
    name_space: float = 0.0
    name_wide_space: float = 0.0
    name_zero_width: float = 0.0
    name_traditional: float = 0.0
    name_star: float = 0.0
    name_wrong: float = 0.0
    name_dropped: float = 0.0
    name_place: float = 0.0
    name_form: float = 0.0
    name_brackets: float = 0.0
    name_suffix: float = 0.0
    # The item in the ledger.
    code_empty: float = 0.0
    code_wrong: float = 0.0
    item_name_empty: float = 0.0
    item_name_short: float = 0.0
    item_name_cut: float = 0.0
    item_name_old: float = 0.0
    item_name_department: float = 0.0
    item_unknown: float = 0.0
    # Document numbers.
    document_absent: float = 0.0
    document_brackets: float = 0.0
    document_bare: float = 0.0
    document_full_width: float = 0.0
    document_wrong: float = 0.0
    shared_books: float = 0.0
    # Dates in the ledger.
    applied_absent: float = 0.0
    applied_off: float = 0.0
    issued_late: float = 0.0
    issued_much_later: float = 0.0
    issued_early: float = 0.0
    date_spelling: float = 0.0
    # Rows of the ledger.
    register_gap: float = 0.0
    duplicate_rows: float = 0.0
    origin_empty: float = 0.0
    uneven: float = 0.0
    # The hall's own register.
    hall_id_masked: float = 0.0
    hall_id_empty: float = 0.0
    hall_id_wrong: float = 0.0
    hall_id_spelt: float = 0.0
    hall_name_spelt: float = 0.0
    hall_document_absent: float = 0.0
    typed_late: float = 0.0
    # Who applies.
    repeats: float = 0.3
    reapplied: float = 0.0
    bursts: float = 0.0
    agents: float = 0.0
    twins: float = 0.0
    near_firms: float = 0.0
    giants: float = 0.0
    confusers: float = 0.0
    # What honest items suffer.
    stray_off: float = 0.0
    stray_late: float = 0.0
    no_clock_in: float = 0.03
    stand_in: float = 0.03
    carried_over: float = 0.01
    carried_unseen: float = 0.0
    migrated: float = 0.01
    seat_unknown: float = 0.0
    office_goes_on: float = 0.0
    outages: float = 3.0
    """Days on which the whole hall was down."""
    tickets: float = 0.0
    """Share of the windows' cases that have a queue's ticket, and half of that share an evaluation."""
    # How guilty the county is.
    planted: float = 1.0
    """Times the usual count of planted items; 0 is a county in which nobody cheats."""
    faint: float = 0.0
    """How far the schemes hide: 0 as in the textbook, 1 close to what honest items show."""


_SAMPLE = Dials(
    repeats=0.45,
    id_mask_6_4=0.19,
    id_mask_4_4=0.145,
    id_empty=0.007,
    id_digit_wrong=0.003,
    id_spaced=0.004,
    id_full_width=0.005,
    id_lower=0.004,
    name_space=0.01,
    name_wide_space=0.007,
    name_zero_width=0.008,
    name_traditional=0.003,
    name_star=0.008,
    name_wrong=0.008,
    name_dropped=0.005,
    name_place=0.006,
    name_form=0.005,
    name_brackets=0.0,
    name_suffix=0.008,
    code_empty=0.2,
    item_name_empty=0.23,
    item_name_short=0.27,
    document_absent=0.5,
    document_brackets=0.15,
    applied_absent=0.5,
    issued_late=0.15,
    register_gap=0.14,
    origin_empty=0.18,
    hall_id_masked=0.024,
    hall_id_empty=0.004,
    hall_id_spelt=0.003,
    hall_name_spelt=0.025,
    hall_document_absent=0.75,
    stray_off=0.005,
    carried_over=0.012,
    migrated=0.01,
)
_MESSY = replace(
    _SAMPLE,
    id_mask_6_4=0.2,
    id_mask_4_4=0.12,
    id_mask_3_4=0.03,
    id_last_4=0.03,
    id_end_hidden=0.01,
    id_empty=0.03,
    id_digit_wrong=0.008,
    id_swapped=0.004,
    id_old_15=0.002,
    id_short=0.003,
    name_space=0.015,
    name_zero_width=0.01,
    name_star=0.02,
    name_wrong=0.012,
    name_place=0.04,
    name_form=0.03,
    name_brackets=0.03,
    name_suffix=0.02,
    code_wrong=0.002,
    item_name_cut=0.02,
    item_name_old=0.05,
    item_name_department=0.05,
    document_bare=0.05,
    document_full_width=0.02,
    document_wrong=0.004,
    applied_off=0.01,
    issued_late=0.2,
    issued_much_later=0.02,
    date_spelling=0.01,
    duplicate_rows=0.004,
    uneven=1.0,
    hall_id_masked=0.03,
    hall_id_empty=0.01,
    hall_id_wrong=0.002,
    hall_name_spelt=0.03,
    hall_document_absent=0.6,
    typed_late=0.004,
    bursts=0.01,
    agents=0.002,
    twins=0.003,
    near_firms=0.05,
    giants=0.004,
    confusers=0.01,
    stray_late=0.002,
    carried_unseen=0.1,
    reapplied=0.01,
    tickets=0.85,
    faint=0.25,
)
_HARD = replace(
    _MESSY,
    id_mask_6_4=0.22,
    id_mask_4_4=0.14,
    id_mask_3_4=0.06,
    id_last_4=0.08,
    id_end_hidden=0.02,
    id_empty=0.08,
    id_digit_wrong=0.012,
    id_swapped=0.006,
    id_old_15=0.006,
    name_star=0.06,
    name_wrong=0.02,
    name_dropped=0.015,
    name_place=0.08,
    name_form=0.05,
    name_suffix=0.03,
    code_empty=0.35,
    code_wrong=0.004,
    item_name_short=0.3,
    item_name_cut=0.05,
    item_name_old=0.1,
    item_name_department=0.08,
    item_unknown=0.003,
    document_absent=0.6,
    document_bare=0.1,
    document_wrong=0.008,
    shared_books=0.2,
    applied_absent=0.55,
    applied_off=0.03,
    issued_late=0.25,
    issued_much_later=0.06,
    issued_early=0.005,
    date_spelling=0.02,
    duplicate_rows=0.008,
    hall_id_masked=0.05,
    hall_id_empty=0.03,
    hall_id_wrong=0.004,
    hall_name_spelt=0.04,
    hall_document_absent=0.7,
    typed_late=0.008,
    bursts=0.03,
    agents=0.006,
    twins=0.006,
    near_firms=0.1,
    giants=0.01,
    confusers=0.04,
    stray_late=0.004,
    carried_unseen=0.25,
    reapplied=0.02,
    seat_unknown=0.002,
    office_goes_on=1.0,
    no_clock_in=0.05,
    outages=5.0,
    faint=0.55,
)
_VICIOUS = replace(
    _HARD,
    id_mask_6_4=0.24,
    id_mask_4_4=0.16,
    id_mask_3_4=0.08,
    id_last_4=0.13,
    id_empty=0.15,
    id_digit_wrong=0.02,
    id_swapped=0.01,
    name_star=0.12,
    name_wrong=0.035,
    name_zero_width=0.02,
    name_place=0.12,
    code_empty=0.5,
    code_wrong=0.008,
    item_name_short=0.33,
    item_name_old=0.15,
    item_unknown=0.01,
    document_absent=0.75,
    document_wrong=0.015,
    shared_books=0.4,
    applied_absent=0.7,
    applied_off=0.06,
    issued_late=0.3,
    issued_much_later=0.12,
    issued_early=0.01,
    date_spelling=0.04,
    register_gap=0.2,
    duplicate_rows=0.015,
    hall_id_masked=0.1,
    hall_id_empty=0.06,
    hall_id_wrong=0.008,
    hall_name_spelt=0.06,
    reapplied=0.03,
    seat_unknown=0.005,
    hall_document_absent=0.85,
    typed_late=0.015,
    bursts=0.06,
    agents=0.015,
    giants=0.02,
    confusers=0.08,
    stray_off=0.01,
    stray_late=0.008,
    carried_unseen=0.4,
    no_clock_in=0.08,
    faint=0.85,
)
PRESETS = {"clean": Dials(), "plain": _SAMPLE, "messy": _MESSY, "hard": _HARD, "vicious": _VICIOUS}
"""`plain` has the shares of the sample set; each further one is worse in every respect."""


def dials(preset: str, changes: dict[str, float]) -> Dials:
    """The preset's dials with some of them turned; ValueError names an unknown one."""
    known = {one.name for one in fields(Dials)}
    unknown = set(changes) - known
    if preset not in PRESETS or unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown)) or preset}; dials are {', '.join(sorted(known))}")
    return replace(PRESETS[preset], **changes)
