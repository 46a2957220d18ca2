import pytest
from tests.conftest import signed_in

@pytest.mark.parametrize("path", ["/katalog/","/katalog/sign/","/katalog/basis/","/katalog/basis/RPL115_2/","/katalog/basis/RPL115_2/ret/","/katalog/link/kontrol/","/katalog/number/","/katalog/number/COORDINATORS/","/katalog/number/COORDINATORS/ret/","/katalog/text/ACUTE_BOX/ret/","/katalog/term/Sign/ret/","/katalog/print/","/katalog/print/FLOW_RECEIVED/ret/","/katalog/retention_class/R5/","/katalog/link/ny/","/katalog/ord/","/katalog/kort/","/ord/","/kort/","/kort/folder.pdf","/k/brondby/kort/"])
def test_pages(world, path):
    r = signed_in(world, "nikolaj").get(path)
    assert r.status_code == 200, r.content[:500]
