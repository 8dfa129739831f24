"""Routes of the bank."""

from django.urls import path

from yimen.training.bank import views

urlpatterns = [
    path("<int:pk>/bank/", views.bank, name="bank"),
    path("bank/<int:pk>/", views.questions_plan, name="questions_plan"),
]
