"""Certificates made for a test by the openssl command, and TLS clients that others wrote."""

import socket
import ssl
import subprocess
from pathlib import Path

from support.client import Client
from support.waiting import PATIENCE
from support.wire import Wire


def openssl(*arguments, text=""):
    """Standard output, as text; fails if openssl does."""
    done = subprocess.run(
        ["openssl", *map(str, arguments)], input=text.encode(), capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode(errors="replace")


class Identity:
    """A certificate and its key, in files."""

    def __init__(self, certificate, key):
        self.certificate = certificate
        self.key = key

    @property
    def files(self):
        return {"certificate": str(self.certificate), "private_key": str(self.key)}

    @property
    def pair(self):
        return str(self.certificate), str(self.key)

    def copy_to(self, other):
        """Into another's files, the certificate first, as a careless renewal does."""
        other.certificate.write_bytes(self.certificate.read_bytes())
        other.key.write_bytes(self.key.read_bytes())


class Authority:
    """A CA in a directory of its own."""

    def __init__(self, directory, name="ca"):
        self.directory = Path(directory) / name
        self.directory.mkdir()
        self.certificate = self.directory / "ca.pem"
        self.key = self.directory / "ca.key"
        _make_key(self.key)
        openssl(
            *("req", "-x509", "-new", "-key", self.key, "-out", self.certificate),
            *("-days", 30, "-subj", f"/CN=test {name}"),
            *("-addext", "basicConstraints=critical,CA:TRUE"),
            *("-addext", "keyUsage=critical,keyCertSign,cRLSign,digitalSignature"),
        )

    def issue(self, name, names=(), addresses=(), days=30, label=None, kind="ec", usage=None):
        """`days` below zero makes one that has expired."""
        label = label or name
        identity = Identity(self.directory / f"{label}.pem", self.directory / f"{label}.key")
        _make_key(identity.key, kind)
        request = self.directory / f"{label}.csr"
        openssl("req", "-new", "-key", identity.key, "-out", request, "-subj", f"/CN={name}")
        alternatives = [f"DNS:{each}" for each in names] + [f"IP:{each}" for each in addresses]
        extensions = self.directory / f"{label}.ext"
        extensions.write_text(
            (f"subjectAltName={','.join(alternatives)}\n" if alternatives else "")
            + "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
            + f"extendedKeyUsage={usage or 'serverAuth,clientAuth'}\n"
        )
        openssl(
            *("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key),
            *("-out", identity.certificate, "-days", days, "-extfile", extensions),
        )
        return identity

    def revoke(self, *identities):
        """A file with the list of those; the same one each time."""
        lists = self.directory / "crl.pem"
        database = self.directory / "revoked.txt"
        database.write_text("")
        config = self.directory / "crl.cnf"
        config.write_text(
            f"[ca]\ndefault_ca=a\n[a]\ndatabase={database}\ndefault_md=sha256\n"
            "default_crl_days=7\nunique_subject=no\n"
        )
        ca = ["ca", "-config", config, "-cert", self.certificate, "-keyfile", self.key]
        for identity in identities:
            openssl(*ca, "-revoke", identity.certificate)
        openssl(*ca, "-gencrl", "-out", lists)
        return lists

    def ocsp_response(self, identity):
        """A file with a good response about it, in DER."""
        serial = openssl("x509", "-in", identity.certificate, "-noout", "-serial").strip()[7:]
        index = self.directory / "index.txt"
        index.write_text(f"V\t401231235959Z\t\t{serial}\tunknown\t/CN=x\n")
        response = identity.certificate.with_suffix(".ocsp")
        query = identity.certificate.with_suffix(".query")
        openssl(
            *("ocsp", "-issuer", self.certificate, "-cert", identity.certificate),
            *("-reqout", query, "-no_nonce"),
        )
        openssl(
            *("ocsp", "-index", index, "-CA", self.certificate, "-rsigner", self.certificate),
            *("-rkey", self.key, "-reqin", query, "-respout", response, "-ndays", 7),
        )
        return response


def _make_key(file, kind="ec"):
    how = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
    if kind == "ec":
        how = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
    openssl("genpkey", *how, "-out", file)
    file.chmod(0o600)


def trusting(authority=None, identity=None, version=None, alpn=None):
    """A client's context; without an authority it believes anybody."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # Else Python takes any end for the end (RFC 8446 section 6.1).
    context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
    if authority:
        context.load_verify_locations(authority.certificate)
    else:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if identity:
        context.load_cert_chain(*identity.pair)
    if version:
        context.minimum_version = context.maximum_version = version
    if alpn:
        context.set_alpn_protocols(alpn)
    return context


class TlsClient(Client):
    """Like Client, over TLS."""

    def __init__(self, port, context=None, server_name=None, session=None, timeout=PATIENCE):
        sock = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # A stream that ends without close_notify has to show.
        self.sock = (context or trusting()).wrap_socket(
            sock, server_hostname=server_name, session=session, suppress_ragged_eofs=False
        )
        self.wire = Wire(self.sock)

    def peer_names(self):
        """The subject alternative names of the server's certificate, read without trust."""
        der = self.sock.getpeercert(binary_form=True)
        text = subprocess.run(
            ["openssl", "x509", "-inform", "DER", "-noout", "-ext", "subjectAltName"],
            input=der,
            capture_output=True,
            check=True,
        ).stdout.decode()
        return sorted(part.strip().split(":", 1)[1] for part in text.split("\n")[1].split(","))


def s_client(port, *arguments, text=""):
    """What the client of openssl says, standard error included."""
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", *map(str, arguments)]
    done = subprocess.run(
        command,
        input=text.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=PATIENCE,
    )
    return done.stdout.decode(errors="replace")


def listening(config, identities, **tls):
    """The configuration, with TLS at its first listener."""
    config["listeners"][0]["tls"] = {"certificates": [each.files for each in identities], **tls}
    return config
