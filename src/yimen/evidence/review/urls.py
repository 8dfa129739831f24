"""Routes of the review; they belong to the room's own."""

from django.urls import path

from yimen.evidence.review import views

urlpatterns = [
    path("review/", views.plans, name="review_plans"),
    path("review/reading/", views.reading, name="review_reading"),
    path("review/take/", views.take, name="take_reading"),
    path("review/readings/<int:pk>/answer/", views.answer, name="answer_reading"),
    path("review/readings/<int:pk>/recuse/", views.recuse, name="recuse_reading"),
    path("review/runs/<int:pk>/commit/", views.commit, name="commit_seed"),
    path("review/<int:pk>/", views.plan, name="review_plan"),
    path("review/<int:pk>/draw/", views.draw, name="draw_sample"),
    path("review/<int:pk>/sampled/", views.sampled, name="review_sampled"),
    path("quality/", views.quality, name="quality"),
]
