from django.apps import AppConfig


class Floor(AppConfig):
    name = "samenhang.weighing"
    label = "weighing"
    default_auto_field = "django.db.models.BigAutoField"
