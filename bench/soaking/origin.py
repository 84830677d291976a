"""An endpoint of the soak: writes "METHOD id" to its ledger before it answers, checks the body that
it got, and answers what the id and the query ask for; a websocket is echoed. What is no request is
written down as MALFORMED.

    origin.py HOST:PORT LEDGER [fine | differs | never-answers [EVERY]]

`differs` answers every EVERYth request with something else, as a shadow with a defect does.
"""

import asyncio
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from faults.connection import read_head  # noqa: E402  # found from here on
from faults.origin import Server, listen  # noqa: E402
from soaking.content import answer_body, request_body  # noqa: E402

SLOW_ONE_IN = 16
SLOW = 0.05  # seconds
PIECE = 16 * 1024  # bytes of a chunk


async def read_body(reader, fields):
    if fields.get(b"transfer-encoding", b"").lower() != b"chunked":
        return await reader.readexactly(int(fields.get(b"content-length", b"0")))
    body = bytearray()
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    while await reader.readuntil(b"\r\n") != b"\r\n":
        pass
    return bytes(body)


def framed(method, body, chunked):
    """Fields and body."""
    if not chunked:
        fields = b"Content-Length: %d\r\n\r\n" % len(body)
        return fields if method == "HEAD" else fields + body
    fields = b"Transfer-Encoding: chunked\r\n\r\n"
    if method == "HEAD":
        return fields
    pieces = (body[at : at + PIECE] for at in range(0, len(body), PIECE))
    return fields + b"".join(b"%x\r\n%b\r\n" % (len(each), each) for each in pieces) + b"0\r\n\r\n"


async def echo(reader, writer):
    fields = b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
    writer.write(b"HTTP/1.1 101 Switching Protocols\r\n" + fields + b"\r\n")
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


async def answer(server, reader, writer):
    """False where nothing more can be asked on this connection."""
    head = await reader.readuntil(b"\r\n\r\n")
    method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
    fields = read_head(b"X 0\r\n" + head[:-4].split(b"\r\n", 1)[1])[1]
    path = urlsplit(target)
    if path.path == "/health":
        writer.write(b"HTTP/1.1 200 Well\r\nContent-Length: 0\r\n\r\n")
        return True
    if fields.get(b"upgrade") == b"websocket":
        await echo(reader, writer)
        return False
    body = await read_body(reader, fields)
    name = path.path.rsplit("/", 1)[1]
    query = {key: int(values[0]) for key, values in parse_qs(path.query).items()}
    server.execute(method.encode(), name.encode())
    if server.behaviour == "never-answers":
        await reader.read()
        return False
    if int(name) % SLOW_ONE_IN == 0:
        await asyncio.sleep(SLOW)
    right = body == request_body(name, query["up"])
    text = answer_body(method, name, query["down"])
    if server.behaviour == "differs" and server.misbehaves(name):
        text = answer_body("DIFFERENT", name, query["down"])
    writer.write(
        b"HTTP/1.1 %d Said\r\nContent-Type: application/json\r\nX-Id: %b\r\n"
        % (200 if right else 422, name.encode())
        + framed(method, text, query["chunked"])
    )
    await writer.drain()
    return True


async def serve(address, ledger, behaviour="fine", every="1"):
    server = Server(ledger, behaviour, int(every))

    async def converse(reader, writer):
        try:
            while await answer(server, reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError):
            pass  # the peer left
        except Exception as problem:  # noqa: BLE001  # nobody may send what leads here
            server.execute(b"MALFORMED", repr(problem).replace(" ", "_").encode())
        finally:
            writer.close()

    listening = await asyncio.start_server(converse, sock=listen(address))
    await listening.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
