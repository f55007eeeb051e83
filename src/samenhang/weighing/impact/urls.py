from django.urls import path

from samenhang.weighing.impact import views

app_name = "impact"
urlpatterns = [
    path("vestigingstoets/", views.plans, name="plans"),
    path("vestigingstoets/nieuw/", views.new, name="new"),
    path("vestigingstoets/meer/", views.batch, name="batch"),
    path("vestigingstoets/samen/", views.together, name="together"),
    path("vestigingstoets/uitgangspunten/", views.firms, name="firms"),
    path("vestigingstoets/plannen/<int:pk>/", views.plan, name="plan"),
    path("vestigingstoets/plannen/<int:pk>/stand/", views.move, name="move"),
    path("vestigingstoets/plannen/<int:pk>/opnieuw/", views.again, name="again"),
    path("vestigingstoets/toets/<slug:short>/", views.result, name="result"),
]
