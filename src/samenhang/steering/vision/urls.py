from django.urls import path

from samenhang.steering.vision.views import session, stands, visions

app_name = "vision"
urlpatterns = [
    path("visie/", visions.listed, name="list"),
    path("visie/nieuw/", visions.new, name="new"),
    path("visie/sessie/", session.questions, name="session"),
    path("visie/sessie/<int:pk>/", session.question, name="question"),
    path("visie/<int:pk>/", visions.vision, name="page"),
    path("visie/<int:pk>/versie/<int:number>/", visions.vision, name="version"),
    path("visie/<int:pk>/wijzigen/", visions.change, name="change"),
    path("visie/<int:pk>/ambitie/", visions.aim, name="aim"),
    path("visie/<int:pk>/tekenen/", visions.sign, name="sign"),
    path("visie/<int:pk>/vaststellen/", visions.establish, name="establish"),
    path("visie/<int:pk>/standpunt/", stands.position, name="stand"),
]
