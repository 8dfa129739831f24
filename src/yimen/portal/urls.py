"""Routes of the public's portal. Each page names its county, so that one installation serves many."""

from django.urls import path

from yimen.portal.views import guides, home

app_name = "portal"
urlpatterns = [
    path("", home.counties, name="counties"),
    path("size/", home.size, name="size"),
    path("<slug:region>/", home.home, name="home"),
    path("<slug:region>/search/", home.search, name="search"),
    path("<slug:region>/themes/<slug:theme>/", home.theme, name="theme"),
    path("<slug:region>/halls/", home.halls, name="halls"),
    path("<slug:region>/items/<int:pk>/", guides.item, name="item"),
    path("<slug:region>/items/<int:pk>/checklist/", guides.checklist, name="checklist"),
    path("<slug:region>/items/<int:pk>/samples/<slug:key>/", guides.sample, name="sample"),
]
