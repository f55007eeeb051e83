from django.urls import path

from samenhang.ground.people import views

app_name = "people"
urlpatterns = [
    path("aanmelden/", views.sign_in, name="sign_in"),
    path("aanmelden/<str:secret>/", views.sign_in, name="link"),
    path("afmelden/", views.sign_out, name="sign_out"),
    path("volgen/", views.follow, name="follow"),
]
