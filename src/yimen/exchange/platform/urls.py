"""Routes of the exchange with the province's platform, below those of exchange."""

from django.urls import path

from yimen.exchange.platform import views

urlpatterns = [
    path("platform/", views.overview, name="platform"),
    path("platform/interface/", views.interface, name="interface"),
    path("platform/messages/", views.outbox, name="platform_messages"),
    path("platform/messages/<int:pk>/", views.message, name="platform_message"),
    path("platform/messages/<int:pk>/correct/", views.correct, name="correct_message"),
    path("platform/messages/<int:pk>/resend/", views.resend, name="resend_message"),
    path("platform/arrivals/", views.arrivals, name="platform_arrivals"),
    path("platform/arrivals/<int:pk>/", views.arrival, name="platform_arrival"),
    path("platform/arrivals/<int:pk>/handle/", views.handle_arrival, name="handle_arrival"),
    path("platform/differences/", views.differences, name="platform_differences"),
    path("platform/differences/<int:pk>/", views.difference, name="platform_difference"),
    path("platform/differences/<int:pk>/resend/", views.send_again, name="resend_difference"),
    path("platform/differences/<int:pk>/tell/", views.tell_difference, name="tell_difference"),
    path("platform/packages/", views.packages, name="platform_packages"),
    path("platform/packages/make/", views.make_package, name="make_package"),
    path("platform/packages/take/", views.take_package, name="take_package"),
    path("platform/packages/<int:pk>/file/", views.fetch_package, name="fetch_package"),
]
