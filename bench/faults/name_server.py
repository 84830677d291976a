"""A name server that says what it is told to say, about every name."""

import asyncio
import socket
import struct

NO_ERROR, SERVER_FAILURE, NO_SUCH_NAME = 0, 2, 3
TYPE_A = 1
TTL = 1  # seconds


class NameServer(asyncio.DatagramProtocol):
    def __init__(self, *addresses):
        self.addresses = addresses
        self.code = NO_ERROR
        self.silent = False
        self.asked = 0
        self._transport = None

    async def start(self):
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=("127.0.0.1", 0)
        )
        self.port = self._transport.get_extra_info("sockname")[1]

    def stop(self):
        if self._transport:
            self._transport.close()

    def datagram_received(self, query, client):
        self.asked += 1
        if not self.silent:
            self._transport.sendto(self._answer(query), client)

    def _answer(self, query):
        end = query.index(b"\0", 12) + 5  # of the question: name, type and class
        kind = struct.unpack("!H", query[end - 4 : end - 2])[0]
        found = self.addresses if kind == TYPE_A and self.code == NO_ERROR else ()
        # A response, recursion desired and available.
        head = query[:2] + struct.pack("!HHHHH", 0x8180 | self.code, 1, len(found), 0, 0)
        records = b"".join(
            struct.pack("!HHHIH", 0xC00C, TYPE_A, 1, TTL, 4) + socket.inet_aton(each)
            for each in found
        )
        return head + query[12:end] + records
