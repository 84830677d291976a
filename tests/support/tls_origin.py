"""A scripted backend that speaks TLS."""

import ssl

from support.origin import Origin


class TlsOrigin(Origin):
    def __init__(self, default, identity, clients=None, version=None):
        """`clients`: the authority whose clients alone are let in."""
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*identity.pair)
        if version:
            self.context.minimum_version = self.context.maximum_version = version
        if clients:
            self.context.load_verify_locations(clients.certificate)
            self.context.verify_mode = ssl.CERT_REQUIRED
        self.context.sni_callback = self._note_name
        self.names = []  # that were asked for, None where none was
        self.resumed = []  # whether each handshake took up a session
        self.failures = []  # of handshakes
        super().__init__(default)

    def _note_name(self, _sock, name, _context):
        self.names.append(name)

    def _serve(self, sock, number):
        try:
            secured = self.context.wrap_socket(
                sock, server_side=True, suppress_ragged_eofs=False
            )
        except OSError as problem:
            self.failures.append(str(problem))
            with self._lock:
                self._open.discard(sock)
            sock.close()
            return
        self.resumed.append(secured.session_reused)
        with self._lock:
            self._open.discard(sock)
            self._open.add(secured)
        super()._serve(secured, number)
