"""Which addresses our own requests may go to: the open internet, by http or https, without a password in them."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from pathlib import Path
from urllib.parse import SplitResult, quote, urlsplit

from rules.i18n import N_

_NAT64 = IPv6Network("64:ff9b::/96")


def sqlite_at(file: Path) -> str:
    """The address of a database file for SQLAlchemy: what means something in an address (``?``, ``%``) is part of its name."""
    return f"sqlite:///{quote(str(file))}"


def is_public(address: str) -> bool:
    """Whether an IP address (as the resolver gives it) lies outside this machine and its own network."""
    ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    while isinstance(ip, IPv6Address) and (inner := _inner(ip)) is not None:
        ip = inner
    return ip.is_global and not (ip.is_multicast or ip.is_unspecified or ip.is_loopback or ip.is_link_local)


def _inner(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for: such packets end up there."""
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def split_url(url: str) -> SplitResult | None:
    """The parts of ``url``, or None when it cannot be read as one."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is none
    except ValueError:
        return None
    return parts if parts.hostname else None


def wrong_with(url: str) -> str | None:
    """What is wrong with ``url`` as an address to fetch (a marked text), or None. Does not look anything up."""
    if not url.isprintable() or any(c.isspace() for c in url):
        return N_("het adres bevat een spatie of een onzichtbaar teken")
    if not url.lower().startswith(("http://", "https://")):
        return N_("het adres begint niet met http:// of https://")
    parts = split_url(url)
    if parts is None:
        return N_("het adres heeft geen geldige naam of poort")
    if parts.username is not None or parts.password is not None:
        return N_("het adres bevat een gebruikersnaam of wachtwoord; geef dat als geheim op")
    return None
