"""Which domain stands for a company."""

import pytest

from stationmaster.kit.domains import company_domain, is_free_mail, registrable


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("Dana.Lind@Mail.Acme.co.uk", "acme.co.uk"),
        ("https://www.acme.de/kontakt?x=a@b.com", "acme.de"),
        ("acme.de:8080", "acme.de"),
        ("www.acme.example", "acme.example"),
        ("shop.xn--mller-kva.de", "müller.de"),
        ("info@MÜLLER.de", "müller.de"),
        ("team.github.io", "team.github.io"),
        ("acme.com.", "acme.com"),
        ("co.uk", None),
        ("localhost", None),
        ("192.168.1.10", None),
        ("me@192.168.1.10", None),
        ("http://[::1]/", None),
        ("http://[bad", None),
        ("not a domain", None),
        ("", None),
        ("a" * 300 + ".com", None),
    ],
)
def test_registrable(text: str, domain: str | None) -> None:
    assert registrable(text) == domain


@pytest.mark.parametrize(
    "address", ["x@gmail.com", "x@GMX.de", "x@yahoo.co.uk", "x@mail.t-online.de"]
)
def test_a_free_mail_provider_is_no_company(address: str) -> None:
    assert is_free_mail(address)
    assert company_domain(address) is None


@pytest.mark.parametrize(
    "address", ["x@gmail.acme.com", "x@notgmail.com", "x@acme.com", "nonsense"]
)
def test_a_company_is_no_free_mail_provider(address: str) -> None:
    assert not is_free_mail(address)


def test_the_domain_of_a_company() -> None:
    assert company_domain("x@sub.acme.com") == "acme.com"
