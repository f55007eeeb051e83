"""Accounts and seats. A seat acts, an account only signs in; what a seat may do stands in the workspace's roles."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from samenhang.ground.ledger.acts import Permission
from samenhang.ground.ledger.models import Numbered
from samenhang.ground.lexicon.models import Declared, declares
from samenhang.ground.places.models import Area


@declares("roles")
class Role(Declared):
    """A role with its permissions, as the workspace declares it."""

    class Meta:
        ordering = ["order"]

    def grants(self, permission: Permission) -> bool:
        return permission.name in self.permissions.split(";")


class Account(AbstractBaseUser):
    """Whoever signs in. It has no name, no address and no password: those are not needed to work here."""

    key = models.CharField(max_length=40, unique=True)
    USERNAME_FIELD = "key"
    objects = BaseUserManager()


class Seat(Numbered):
    """A role on behalf of a party, for an area; this is the `by` of every act."""

    role = models.ForeignKey(Role, models.PROTECT)
    # a ref (`parties:…`), because parties live on a higher floor
    party = models.CharField(max_length=120, blank=True, default="")
    area = models.ForeignKey(Area, models.PROTECT, null=True)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="seats")
    ended_on = models.DateField(null=True)

    def may(self, permission: Permission) -> bool:
        return self.ended_on is None and self.role.grants(permission)

    def __str__(self) -> str:
        return f"{self.role.label} ({self.area})" if self.area_id else str(self.role.label)


@dataclass(frozen=True)
class Installer:
    """Whoever runs the program on its own machine, before there is any seat."""

    ref: str = "seat:0"

    def may(self, permission: Permission) -> bool:
        return permission in {Permission.LOAD, Permission.RECEIVE, Permission.ERASE}


class SignInLink(models.Model):
    """A link that signs a seat in once; only its hash is kept."""

    digest = models.CharField(max_length=64, primary_key=True)
    seat = models.ForeignKey(Seat, models.CASCADE)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Follow(models.Model):
    """A page that a seat follows, to see on its home page when something changes there."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="follows")
    ref = models.CharField(max_length=120)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "ref"], name="follow_once")]
