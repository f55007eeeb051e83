from django.urls import path

from samenhang.steering.governance.views import decisions, lists

app_name = "governance"
urlpatterns = [
    path("tijdlijn/", lists.timeline, name="timeline"),
    path("aanbevelingen/", lists.recommendations, name="recommendations"),
    path("overlegtafels/", lists.tables, name="tables"),
    path("besluiten/", decisions.decisions, name="decisions"),
    path("besluiten/nieuw/", decisions.new, name="new"),
    path("besluiten/<int:pk>/", decisions.decision, name="decision"),
]
