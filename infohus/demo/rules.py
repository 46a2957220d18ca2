"""The cast of the demo and the tests: who signs in, by first name."""

CAST = {
    "mette": "mette.holm@", "soeren": "soeren.kaya@", "birgit": "birgit.lund@", "hanne": "hanne.vind@", "tove": "tove.friis@",
    "nikolaj": "nikolaj.dam@", "pia": "pia.rask@", "erik": "erik.skov@", "karen": "karen.beck@",
}  # fmt: skip
