"""Django's name for this package."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """配置."""

    name = "yimen.config"
    label = "config"

    def ready(self) -> None:
        """Registers the system checks, and what one room asks of another without either knowing the other."""
        from yimen.cases.archiving.registry import HOLDERS
        from yimen.cases.arriving import receivers  # noqa: F401 - takes what the platform sends
        from yimen.cases.deeds import at_windows
        from yimen.cases.handling.gates import GATES, LESSONS
        from yimen.cases.handling.in_hand import open_cases
        from yimen.cases.reporting import services  # noqa: F401 - hears what the platform confirms
        from yimen.cases.visits.measuring import work_by_tickets
        from yimen.cases.windows import work_of_windows
        from yimen.catalog.comparison import receivers as items  # noqa: F401 - takes the province's items
        from yimen.entry.authorisation.standing import letters_of
        from yimen.entry.gate import may_accept
        from yimen.entry.promised import promises_of
        from yimen.evaluation import receiving  # noqa: F401 registers who takes the province's ratings
        from yimen.evidence.handed_over import files_for
        from yimen.evidence.proven import verdicts_of
        from yimen.halls.planning.measuring import SOURCES
        from yimen.halls.presence import activity
        from yimen.halls.presence.tickets import called
        from yimen.halls.staffing import registry
        from yimen.rectification.chain import SUPPLIERS
        from yimen.rectification.referral import dossier
        from yimen.training.standing import gate as training

        from . import checks  # noqa: F401
        from .holding import open_findings

        GATES.append(may_accept)
        HOLDERS.append(open_findings)
        registry.LETTERS.append(letters_of)
        registry.OPEN_THINGS.append(open_cases)
        activity.SOURCES.append(activity.Source("办件", at_windows))
        activity.SOURCES.append(activity.Source("排队叫号", called))
        SOURCES.extend((work_by_tickets, work_of_windows))  # a window's numbers tell more of its work than its cases
        registry.LESSONS.append(training.lessons_of)
        registry.OPENINGS.append(training.against_opening)
        LESSONS.append(training.against_accepting)
        SUPPLIERS["promise"].append(promises_of)
        SUPPLIERS["proof"].append(verdicts_of)
        dossier.SUPPLIERS.append(files_for)
