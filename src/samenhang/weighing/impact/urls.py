from django.urls import path

from samenhang.weighing.impact import views

app_name = "impact"
urlpatterns = [path("vestigingstoets/", views.firms, name="firms")]
