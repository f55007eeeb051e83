from django.urls import path

from samenhang.weighing.futures import views

app_name = "futures"
urlpatterns = [
    path("toekomsten/", views.lab, name="lab"),
    path("toekomsten/scenarios/", views.scenarios, name="scenarios"),
    path("toekomsten/model/", views.model, name="model"),
    path("toekomsten/model/begin/", views.begin, name="begin"),
    path("toekomsten/bewaard/", views.saved, name="list"),
    path("toekomsten/bewaren/", views.save, name="save"),
    path("toekomsten/vergelijken/", views.compare, name="compare"),
    path("toekomsten/bewaard/<int:pk>/", views.future, name="future"),
    path("toekomsten/bewaard/<int:pk>/doorrekenen/", views.run, name="run"),
    path("toekomsten/bewaard/<int:pk>/annuleren/", views.cancel, name="cancel"),
]
