from django.urls import path

from samenhang.insight.signals.views import desk, requests, sender

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
    path("signalen/nieuw/", desk.enter, name="enter"),
    path("signalen/<int:pk>/", desk.page, name="page"),
    path("signalen/<int:pk>/<slug:deed>/", desk.deed, name="deed"),
]
