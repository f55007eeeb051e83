from django.urls import path

from samenhang.weighing.futures import views

app_name = "futures"
urlpatterns = [path("toekomsten/", views.scenarios, name="scenarios")]
