import pytest
from django.urls import reverse
from samenhang.steering.programme.models import *
pytestmark = pytest.mark.django_db
EXAMPLE=True
def test_pages(signed_in):
    c=signed_in
    m=Measure.objects.first()
    for name,args in (("capacity",[]),("teams",[]),("team",["tn-kern"]),("not_now",[]),("effort",[m.pk]),("scores",[m.pk]),("below",[m.pk]),("measure",[m.pk]),("goals",[])):
        r=c.get(reverse(f"programme:{name}",args=args))
        print(name,r.status_code)
        assert r.status_code==200
        if name=="capacity":
            import re
            print(re.sub(r'\s+',' ',re.sub(r'<[^>]+>',' ',r.content.decode().split('<main')[1]))[:6000])
    ms=list(Measure.objects.all())
    r=c.get(reverse("programme:capacity"),{f"m{ms[-1].pk}":"2031-Q1", f"m{ms[1].pk}":"out"})
    print(re.sub(r'\s+',' ',re.sub(r'<[^>]+>',' ',r.content.decode().split('<main')[1]))[:3000])
    r=c.get(reverse("programme:capacity")+"?format=csv"); print(r.content.decode())
    assert 0
