#!/usr/bin/python3
"""A mail server (aiosmtpd: SMTP over TLS, STARTTLS, AUTH) and a webhook on loopback, for the tests of opt-alert.

alert_server.py DIR: needs DIR/server.pem and DIR/server.key. Writes the ports (smtps, starttls, clear, http) to DIR/ports, each
mail that it accepts to DIR/mail.N and each request to DIR/hook.N. The user is trader, the password "open sesame". DIR/fault says
what goes wrong: a code of SMTP for each text, `http CODE`, `kill` (the process whose id is in DIR/pid is killed when its message
has arrived, before it knows), `down` (each connection is closed at once).
"""
import asyncio
import os
import signal
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

folder = sys.argv[1]


def fault():
    try:
        with open(folder + "/fault", encoding="ascii") as file:
            return file.read().strip()
    except FileNotFoundError:
        return ""


def kill_sender():
    with open(folder + "/pid", encoding="ascii") as file:
        os.kill(int(file.read()), signal.SIGKILL)


def keep(kind, data):
    number = 1
    while os.path.exists(f"{folder}/{kind}.{number}"):
        number += 1
    with open(f"{folder}/{kind}.new", "wb") as file:
        file.write(data)
    os.rename(f"{folder}/{kind}.new", f"{folder}/{kind}.{number}")


class Handler:
    async def handle_DATA(self, server, session, envelope):
        what = fault()
        if what.isdigit():
            return what + " not today"
        head = f"envelope {envelope.mail_from} {','.join(envelope.rcpt_tos)} tls={server.transport.get_extra_info('ssl_object') is not None}" \
            f" user={session.auth_data}\r\n"
        keep("mail", head.encode() + envelope.original_content)
        if what == "kill":
            kill_sender()
            await asyncio.sleep(3600)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and data.login == b"trader" and data.password == b"open sesame"
    return AuthResult(success=good, auth_data="trader" if good else None, handled=False)


class Mail(SMTP):
    def connection_made(self, transport):
        if fault() == "down" and not self.session:
            transport.abort()
            return
        super().connection_made(transport)


async def web(reader, writer):
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    body = await reader.readexactly(length)
    what = fault()
    code = what.split()[1] if what.startswith("http ") else "200"
    if code == "200":
        keep("hook", head + body)
    if what == "kill":
        kill_sender()
    writer.write(f"HTTP/1.1 {code} X\r\nRetry-After: 300\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}".encode())
    await writer.drain()
    writer.close()


async def main():
    loop = asyncio.get_running_loop()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(folder + "/server.pem", folder + "/server.key")

    def mail(**options):
        return lambda: Mail(Handler(), loop=loop, hostname="mail.example.org", **options)

    auth = {"authenticator": authenticate, "auth_required": True}
    servers = [
        await loop.create_server(mail(auth_require_tls=False, **auth), "127.0.0.1", 0, ssl=tls),
        await loop.create_server(mail(require_starttls=True, tls_context=tls, **auth), "127.0.0.1", 0),
        await loop.create_server(mail(), "127.0.0.1", 0),
        await asyncio.start_server(web, "127.0.0.1", 0),
    ]
    with open(folder + "/ports.new", "w", encoding="ascii") as file:
        file.write(" ".join(str(s.sockets[0].getsockname()[1]) for s in servers) + "\n")
    os.rename(folder + "/ports.new", folder + "/ports")
    await asyncio.gather(*(s.serve_forever() for s in servers))


asyncio.run(main())
