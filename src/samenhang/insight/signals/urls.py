from django.urls import path

from samenhang.insight.signals.views import desk, intake, news, patterns, requests, sender

app_name = "signals"
urlpatterns = [
    path("melden/", sender.choose, name="languages"),
    path("melden/<slug:language>/", sender.start, name="start"),
    path("melden/<slug:language>/nieuw/", sender.send, name="send"),
    path("melden/<slug:language>/antwoord/", sender.look, name="look"),
    path("loket/", requests.listed, name="requests"),
    path("loket/nieuw/", requests.new, name="request_new"),
    path("loket/<int:pk>/", requests.one, name="request"),
    path("signalen/", desk.signals, name="list"),
    path("signalen/bewaakt/", desk.guarded, name="guarded"),
    path("signalen/nieuw/", intake.enter, name="enter"),
    path("signalen/inbrengen/", intake.offer, name="offer"),
    path("signalen/inbrengen/<slug:token>/", intake.look, name="offered"),
    path("signalen/nieuws/", news.listed, name="news"),
    path("signalen/halfjaar/", news.half, name="half"),
    path("signalen/patronen/", patterns.listed, name="patterns"),
    path("signalen/patronen/<str:theme>/", patterns.one, name="pattern"),
    path("signalen/<int:pk>/", desk.page, name="page"),
    path("signalen/<int:pk>/<slug:deed>/", desk.deed, name="deed"),
]
