from django.urls import path

from samenhang.insight.voices.views import desk, public, rounds

app_name = "voices"
urlpatterns = [
    path("stemmen/<int:pk>/", public.choose, name="languages"),
    path("stemmen/<int:pk>/<slug:language>/", public.start, name="start"),
    path("stemmen/<int:pk>/<slug:language>/zin/", public.step, name="step"),
    path("stemmen/<int:pk>/<slug:language>/toevoegen/", public.add, name="add"),
    path("stemmen/<int:pk>/<slug:language>/over-u/", public.about, name="about"),
    path("stemmen/<int:pk>/<slug:language>/bewijs/", public.receipt, name="receipt"),
    path("stemmen/<int:pk>/<slug:language>/antwoord/", public.look, name="look"),
    path("stemmen/<int:pk>/<slug:language>/uitkomst/", public.result, name="result"),
    path("stemmen/", rounds.listed, name="list"),
    path("rondes/nieuw/", rounds.new, name="new"),
    path("rondes/<int:pk>/", rounds.page, name="page"),
    path("rondes/<int:pk>/aantallen.csv", rounds.counts, name="counts"),
    path("rondes/<int:pk>/doe/<slug:deed>/", rounds.deed, name="deed"),
    path("rondes/<int:pk>/ingebracht/", desk.sift, name="sift"),
    path("rondes/<int:pk>/antwoorden/", desk.answers, name="answers"),
    path("rondes/<int:pk>/invoeren/", desk.enter, name="enter"),
]
