"""Routes of bad ratings, below those of ratings."""

from django.urls import path

from yimen.evaluation.curing import views

urlpatterns = [
    path("", views.bad_ratings, name="bad_ratings"),
    path("<int:pk>/", views.bad_rating, name="bad_rating"),
    path("<int:pk>/take/", views.take, name="take_bad"),
    *[path(f"<int:pk>/{name}/", view, name=f"bad_{name}") for name, view in views.ACTS.items()],
]
