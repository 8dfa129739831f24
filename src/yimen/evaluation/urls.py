"""Routes of ratings, bad ratings and what could not be done."""

from django.urls import include, path

from yimen.evaluation import views
from yimen.evaluation.earlier import views as earlier
from yimen.evaluation.followups import views as followups

app_name = "evaluation"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("ratings/", views.ratings, name="ratings"),
    path("ratings/<int:pk>/", views.rating, name="rating"),
    path("ratings/<int:pk>/reveal/", views.reveal, name="reveal_rating"),
    path("released/", views.released, name="released"),
    path("suspicions/", views.suspicions, name="suspicions"),
    path("staff/", views.staff_marks, name="staff_marks"),
    path("terms/", views.terms, name="terms"),
    path("import/", earlier.import_ratings, name="import_ratings"),
    path("import/<int:pk>/", earlier.ratings_plan, name="ratings_plan"),
    path("surveys/", followups.surveys, name="surveys"),
    path("surveys/<int:pk>/", followups.survey, name="survey"),
    path("codes/<int:pk>/", views.code, name="code"),
    path("bad/", include("yimen.evaluation.curing.urls")),
    path("hindrances/", include("yimen.evaluation.hindrances.urls")),
]
