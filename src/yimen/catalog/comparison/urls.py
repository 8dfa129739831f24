"""Routes of comparisons; they belong to the room's own."""

from django.urls import path

from yimen.catalog.comparison.views import doubts, lists, results

urlpatterns = [
    path("comparisons/", results.comparisons, name="comparisons"),
    path("comparisons/new/", results.compare, name="compare"),
    path("comparisons/<int:pk>/", results.comparison, name="comparison"),
    path("comparisons/<int:pk>/doubts/", doubts.doubts, name="doubts"),
    path("comparisons/<int:pk>/lines.xlsx", results.download, {"kind": "xlsx"}, name="comparison_xlsx"),
    path("comparisons/<int:pk>/lines.csv", results.download, {"kind": "csv"}, name="comparison_csv"),
    path("compared-lines/<int:pk>/decide/", doubts.decide, name="decide_pair"),
    path("pair-decisions/", results.decisions, name="pair_decisions"),
    path("pair-decisions/<int:pk>/withdraw/", results.withdraw, name="withdraw_pair"),
    path("province-lists/new/", lists.new_list, name="province_new"),
    path("province-lists/pushed/", lists.pushed, name="province_pushed"),
    path("province-lists/<int:pk>/", lists.plan, name="province_plan"),
    path("province-lists/<int:pk>/columns/", lists.columns, name="province_columns"),
    path("province-lists/<int:pk>/take-in/", lists.take_in, name="take_in_province"),
]
