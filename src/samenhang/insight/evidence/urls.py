from django.urls import path

from samenhang.insight.evidence import views

app_name = "evidence"
urlpatterns = [
    path("cijfers/", views.indicators, name="indicators"),
    path("cijfers/<str:code>/", views.indicator, name="indicator"),
    path("cijfers/<str:code>/brug/", views.bridge, name="bridge"),
    path("cijfers/<str:code>/lezing/", views.read, name="read"),
    path("cijfers/<str:code>/tegenspraak/", views.contest, name="contest"),
    path("cijfers/<str:code>/akkoord/", views.approve, name="approve"),
    path("cijfers/<str:code>/opzij/", views.aside, name="aside"),
    path("tegenspraak/", views.contests, name="contests"),
    path("tegenspraak/<int:pk>/", views.talk, name="talk"),
    path("onderzoeksvragen/", views.questions, name="questions"),
    path("onderzoeksvragen/<int:pk>/sluiten/", views.close, name="close"),
    path("herzieningen/", views.revisions, name="revisions"),
    path("cijfers/<str:code>/reeks/", views.series, name="series"),
    path("gebieden/", views.areas, name="areas"),
    path("gebieden/indelingen/", views.divisions, name="divisions"),
    path("gebieden/<str:code>/", views.area, name="area"),
    path("knelpunten/", views.bottlenecks, name="bottlenecks"),
    path("knelpunten/gezien/<int:pk>/intrekken/", views.retract, name="retract"),
    path("bronnen/", views.publications, name="publications"),
    path("bronnen/<str:code>/levering/", views.delivery, name="delivery"),
    path("bronnen/<str:code>/levering/<str:token>/", views.dry_run, name="dry_run"),
    path("definities/", views.definitions, name="definitions"),
]
