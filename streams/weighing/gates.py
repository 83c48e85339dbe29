"""Gates: all that is weighed of one generator: whose a manifest is, who took a load over, what the papers say."""

from alerts import quota_exceeded
from streams.weighing.case_ledger import HORIZON_MS
from streams.weighing.claims import take_back_gone
from streams.weighing.docket import Case
from streams.weighing.gate_book import GateBook
from streams.weighing.telling import tell_units
from streams.weighing.weighed import Weighed


def judge_gate(case: Case, book: GateBook, now_ms: int, out: Weighed, *, late: bool, loads: bool) -> None:
    """Brings a gate's case up to a time: rulings and alerts that are new or changed go out.

    Quotas, which count the loads of a year, are judged only where `loads` says that one of them may have changed.
    """
    book.go_on(now_ms)
    changed = [*book.assignments.refresh(), *book.hand_overs.refresh()]
    if book.is_new:
        changed += [name for name in case.told if name not in book.rulings]
    tell_units(case.told, book.rulings, case.judged_ms(now_ms) - HORIZON_MS, out, changed)
    case.due_ms = book.papers.refresh(now_ms)
    if loads:
        book.quotas.refresh()
    claims = [book.papers.claims, book.quotas.claims] if loads else [book.papers.claims]
    _recall(case, book, loads=loads)
    for one in claims:
        one.say_new(case, book.zone_id, now_ms, out, late=late)
    take_back_gone(case, claims, now_ms, out, book.papers.open_keys)


def _recall(case: Case, book: GateBook, *, loads: bool) -> None:
    """Lets a book that is new know what was said before: what does not hold is to be taken back."""
    quotas_are_new, papers_are_new = book.quotas_are_new and loads, book.is_new
    if quotas_are_new or papers_are_new:
        for key, known in case.published.items():
            of_quotas = known.alert is not None and known.alert.rule == quota_exceeded.RULE
            if of_quotas and quotas_are_new:
                book.quotas.claims.recall(key)
            elif not of_quotas and papers_are_new:
                book.papers.claims.recall(key)
    book.is_new = False
    book.quotas_are_new = book.quotas_are_new and not loads
