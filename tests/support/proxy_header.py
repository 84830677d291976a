"""PROXY headers as proxies send them, versions 1 and 2."""

import ipaddress
import struct

SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"


def version_1(source, source_port=4711, destination="10.0.0.1", destination_port=80):
    family = "TCP6" if ":" in source else "TCP4"
    return f"PROXY {family} {source} {destination} {source_port} {destination_port}\r\n".encode()


def version_2(source, source_port=4711, tlvs=b"", command=0x21):
    address = ipaddress.ip_address(source)
    rest = address.packed * 2 + struct.pack("!HH", source_port, 80) + tlvs
    return raw_version_2(command, 0x21 if address.version == 6 else 0x11, rest)


def raw_version_2(command, family, rest=b"", length=None):
    size = len(rest) if length is None else length
    return SIGNATURE + struct.pack("!BBH", command, family, size) + rest


def tlv(kind, value):
    return struct.pack("!BH", kind, len(value)) + value
