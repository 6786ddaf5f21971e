"""The address of a scene for the phones of a class: as a QR code, and what to do where no phone could reach it."""

import ipaddress
from urllib.parse import urlencode, urlsplit

import segno

from ui.settings.parameters import IsDataclass, write
from ui.words import QUERY_LANGUAGE, chosen_language

QUIET_ZONE = 4  # modules of white around the code, as its standard asks


def address_of(page_url: str, scene: str, settings: IsDataclass, told: tuple[str, ...]) -> str:
    """The shortest link to what is presented, in the normal view: to the scene by its name, else to the settings.

    Args:
        page_url: the page's address in the presenter's browser.
        scene: the scene's name; empty for settings that are nobody's scene.
        settings: those that are shown.
        told: the settings that say how it is told, which is everybody's own affair.
    """
    query = {"scene": scene} if scene else {name: is_ for name, is_ in write(settings).items() if name not in told}
    language = chosen_language()
    query |= {QUERY_LANGUAGE: language} if language else {}
    return page_url.split("?")[0] + (f"?{urlencode(query)}" if query else "")


def is_loopback(url: str) -> bool:
    """Whether only this very machine can open the address."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def qr_code(address: str) -> str:
    """The QR code of an address as the data URI of an SVG: dark on white whatever the theme, for cameras want that."""
    code = segno.make(address, error="m", micro=False)
    uri: str = code.svg_data_uri(border=QUIET_ZONE, dark="#101722", light="#ffffff", omitsize=True)
    return uri
