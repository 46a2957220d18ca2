import pytest

def test_pages(world, client):
    for path in ("/", "/bekymring/", "/saadan-goer-vi/", "/strategi/", "/tegn/", "/privatliv/", "/tilgaengelighed/", "/spor/", "/farvel/", "/bekymring/gemt/", "/k/albertslund/", "/en/"):
        r = client.get(path)
        print(path, r.status_code, r.cookies)
        assert r.status_code == 200
