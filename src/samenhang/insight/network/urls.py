from django.urls import path

from samenhang.insight.network import views

app_name = "network"
urlpatterns = [
    path("keten/", views.chain, name="chain"),
    path("partijen/", views.parties, name="parties"),
    path("partijen/<str:code>/", views.party, name="party"),
]
