"""The proxies of docs/administrator.md in processes of their own, as they stand there but for ports and files."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse, HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode

from websockets import Origin
from websockets.sync.client import connect

from tests.browser.serving import free_port
from tests.docs.pages import blocks

NAME = "monday.example.com"
PUBLIC = f"https://{NAME}"
PROGRAM = "127.0.0.1:8501"
ELSEWHERE = "127.0.0.2"
"""From where a proxy connects that stands for one on another machine."""
Line = tuple[str, str]


def missing(name: str) -> str:
    """Why this proxy cannot be tried here; empty where it can."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    for program in (name, "openssl"):
        if shutil.which(program, path=path) is None:
            return f"{program} is not installed here (Debian: apt-get install {program})"
    return ""


@dataclass(frozen=True)
class Proxy:
    """Listens on 127.0.0.1. Whoever asks may come from any address of this machine."""

    port: int
    plain_port: int

    def ask(
        self, method: str, path: str, *headers: Line, source: str = "127.0.0.1", body: str = ""
    ) -> HTTPResponse:
        """By the public name; lines of one name stay lines of their own."""
        way = HTTPSConnection(
            "127.0.0.1", self.port, context=_unlooked(), source_address=(source, 0), timeout=60
        )
        way.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in (("Host", NAME), ("Origin", PUBLIC), *headers):
            way.putheader(name, value)
        if body:
            way.putheader("Content-Type", "application/x-www-form-urlencoded")
            way.putheader("Content-Length", str(len(body)))
        way.endheaders(body.encode())
        answer = way.getresponse()
        answer.read()
        way.close()
        return answer

    def sign_in(self, email: str, password: str, *headers: Line, source: str = "127.0.0.1") -> str:
        """Where that leads."""
        body = urlencode({"email": email, "password": password})
        return self.ask("POST", "/login", *headers, source=source, body=body).headers["location"] or ""

    def first_word(self, path: str, cookie: Line) -> str:
        """What a socket says first."""
        with (
            socket.create_connection(("127.0.0.1", self.port)) as way,
            connect(
                f"wss://{NAME}{path}",
                sock=way,
                ssl=_unlooked(),
                server_hostname=NAME,
                additional_headers=[cookie],
                origin=Origin(PUBLIC),
            ) as found,
        ):
            return str(found.recv(timeout=20))


@contextmanager
def standing_before(name: str, program: str, folder: Path, *, source: str = "") -> Iterator[Proxy]:
    """`haproxy` or `nginx` before the program at an address such as 127.0.0.1:40000, connecting from `source`."""
    port, plain = free_port(), free_port()
    certificate, key = _certificate(folder)
    (block,) = blocks(name)
    files = {
        "/etc/ssl/monday/fullchain.pem": str(certificate),
        "/etc/ssl/monday/privkey.pem": str(key),
        "/etc/ssl/monday/both.pem": str(_both(folder, certificate, key)),
        PROGRAM: program,
    }
    text = block.text
    for there, here in files.items():
        text = text.replace(there, here)
    command, text = _FOR[name](text, folder, port, plain, source)
    place = folder / f"{name}.conf"
    place.write_text(text)
    path = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin") or name
    said = folder / f"{name}.log"
    with said.open("wb") as output:
        process = subprocess.Popen(
            [path, *command, str(place)], stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd=folder
        )
    try:
        _wait_until_it_listens(process, port, said)
        yield Proxy(port, plain)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=10)


def _haproxy(text: str, folder: Path, port: int, plain: int, source: str) -> tuple[list[str], str]:
    text = text.replace("bind :443 ", f"bind 127.0.0.1:{port} ").replace(
        "bind :80\n", f"bind 127.0.0.1:{plain}\n"
    )
    if source:
        text = re.sub(r"(server monday \S+)", rf"\1 source {source}", text)
    return ["-db", "-f"], text


def _nginx(text: str, folder: Path, port: int, plain: int, source: str) -> tuple[list[str], str]:
    text = text.replace("listen 443 ", f"listen 127.0.0.1:{port} ").replace(
        "listen 80;", f"listen 127.0.0.1:{plain};"
    )
    if source:
        text = re.sub(r"(proxy_pass [^;]+;)", rf"\1 proxy_bind {source};", text)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "\n".join(f"{kind}_temp_path {folder / kind};" for kind in kinds)
    user = "user root;\n" if os.geteuid() == 0 else ""
    return (
        ["-e", "stderr", "-c"],
        f"{user}daemon off;\npid {folder / 'nginx.pid'};\nerror_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{places}\n{text}\n}}\n",
    )


_FOR = {"haproxy": _haproxy, "nginx": _nginx}


def _certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "fullchain.pem", folder / "privkey.pem"
    if not certificate.exists():
        made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        named = ["-subj", f"/CN={NAME}", "-keyout", str(key), "-out", str(certificate)]
        subprocess.run(
            ["openssl", "req", "-x509", *made, *named], check=True, capture_output=True, timeout=60
        )
    return certificate, key


def _both(folder: Path, certificate: Path, key: Path) -> Path:
    both = folder / "both.pem"
    both.write_bytes(certificate.read_bytes() + key.read_bytes())
    return both


def _unlooked() -> ssl.SSLContext:
    """Takes the certificate of the moment: here it is not what is tried."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int, said: Path) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(
                f"The proxy ended with {process.returncode}:\n{said.read_text(errors='replace')}"
            )
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError(f"The proxy does not listen:\n{said.read_text(errors='replace')}")
