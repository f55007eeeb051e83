from django.apps import AppConfig


class Floor(AppConfig):
    name = "samenhang.steering"
    label = "steering"
    default_auto_field = "django.db.models.BigAutoField"
