from django.apps import AppConfig


class Floor(AppConfig):
    name = "samenhang.reporting"
    label = "reporting"
    default_auto_field = "django.db.models.BigAutoField"
