from django.urls import path

from samenhang.insight.evidence import views

app_name = "evidence"
urlpatterns = [
    path("cijfers/", views.indicators, name="indicators"),
    path("cijfers/<str:code>/", views.indicator, name="indicator"),
    path("cijfers/<str:code>/brug/", views.bridge, name="bridge"),
    path("cijfers/<str:code>/lezing/", views.read, name="read"),
    path("gebieden/", views.areas, name="areas"),
    path("gebieden/<str:code>/", views.area, name="area"),
    path("knelpunten/", views.bottlenecks, name="bottlenecks"),
    path("bronnen/", views.publications, name="publications"),
    path("definities/", views.definitions, name="definitions"),
]
