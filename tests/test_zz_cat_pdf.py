from pathlib import Path
from tests.conftest import signed_in
import time
def test_pdf(world):
    out = Path("/tmp/w/pdf-cat"); out.mkdir(exist_ok=True)
    from infohus.catalogues.queries import PRINTS
    c = signed_in(world, "mette")
    for n in PRINTS:
        t=time.time(); r = c.get(f"/kort/{n}.pdf"); assert r.status_code == 200, r.content; (out / f"{n}.pdf").write_bytes(r.content); print(n, r.headers, round((time.time()-t)*1000))
        t=time.time(); r = c.get(f"/kort/{n}.pdf"); print("again", round((time.time()-t)*1000))
    t=time.time(); r = c.post("/kort/kode/", {"code": "k7qf 2m9t xw4b 8hdn"}); assert r.status_code == 200, r.content; (out / "kode.pdf").write_bytes(r.content); print(r.headers, round((time.time()-t)*1000))
    r = c.post("/kort/kode/", {"code": "nej"}); print(r.status_code, r.content.decode()[-900:])
    print(c.get("/kort/kode/").status_code, signed_in(world,"pia").post("/kort/kode/", {"code":"K7QF2M9TXW4B8HDN"}).status_code)
