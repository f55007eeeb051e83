from django.urls import path

from samenhang.steering.governance.views import decisions, lists, tracker

app_name = "governance"
urlpatterns = [
    path("tijdlijn/", lists.timeline, name="timeline"),
    path("aanbevelingen/", lists.recommendations, name="recommendations"),
    path("aanbevelingen/eigen-deel/", tracker.own_part, name="own_part"),
    path("aanbevelingen/<str:code>/", tracker.recommendation, name="recommendation"),
    path("andere-opgaven/", tracker.kindred, name="kindred"),
    path("andere-opgaven/<int:pk>/", tracker.kindred_one, name="kindred_one"),
    path("overlegtafels/", lists.tables, name="tables"),
    path("besluiten/", decisions.decisions, name="decisions"),
    path("besluiten/nieuw/", decisions.new, name="new"),
    path("besluiten/<int:pk>/", decisions.decision, name="decision"),
]
