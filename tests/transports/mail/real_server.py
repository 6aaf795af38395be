"""A real Postfix and a real Dovecot of Debian, with files and ports of their own.

Postfix takes letters of ours on one port, and letters from outside on another, where it states what
a relay would have checked. It hands them to Dovecot's LMTP, which has the mailboxes.
"""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiosmtplib

from bot.transports.mail import MailAccount, Server
from tests.patience import patient
from tests.transports.mail.ground import KEY, OURS, PASSWORD, RELAY

POSTFIX, DOVECOT = shutil.which("postfix"), shutil.which("dovecot")
PEOPLE = ("jeanne@example.org", "luc@region.example", OURS)


@dataclass(frozen=True, slots=True)
class RealServer:
    """Ports of the servers."""

    ours: int
    outside: int
    imap: int
    folder: Path

    def account(self, address: str = OURS) -> MailAccount:
        """The mailbox of an address."""
        return MailAccount(
            address=address,
            name="Terreau",
            smtp=Server("127.0.0.1", self.ours, tls=False),
            imap=Server("127.0.0.1", self.imap, tls=False, user=address, password=PASSWORD),
            authserv_id=RELAY,
            key=KEY,
        )

    async def delivers(self, raw: bytes, sender: str, recipient: str) -> None:
        """Bring a letter from outside."""
        async with aiosmtplib.SMTP(
            hostname="127.0.0.1", port=self.outside, start_tls=False
        ) as client:
            await client.sendmail(sender, [recipient], raw)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


@asynccontextmanager
async def real_server(folder: Path) -> AsyncIterator[RealServer]:
    """Both servers, as long as the block lasts."""
    ours, outside, imap, lmtp = _free_ports(4)
    dovecot = _dovecot_config(folder / "dovecot", imap, lmtp)
    postfix = _postfix_config(folder / "postfix", ours, outside, lmtp)
    for each in (folder, *folder.parents):
        if each != Path("/") and each.owner() == "root":
            each.chmod(each.stat().st_mode | 0o055)  # both have accounts of their own
    async with (
        _running(["dovecot", "-F", "-c", str(dovecot)]),
        _running(
            ["postfix", "-c", str(postfix), "start-fg"], ["postfix", "-c", str(postfix), "stop"]
        ),
    ):
        async with patient():
            for port in (ours, outside, imap, lmtp):
                await _listens(port)
        yield RealServer(ours, outside, imap, folder)


@asynccontextmanager
async def _running(words: Sequence[str], stop: Sequence[str] = ()) -> AsyncIterator[None]:
    """A server in the foreground until the block ends; some outlive the command that began them."""
    process = await _started(words)
    try:
        yield
    finally:
        if stop:
            await (await _started(stop)).wait()
        else:
            process.terminate()
        await process.wait()


async def _started(words: Sequence[str]) -> asyncio.subprocess.Process:
    nowhere = asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(
        *words, stdin=nowhere, stdout=nowhere, stderr=nowhere
    )


async def _listens(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return


def _dovecot_config(folder: Path, imap: int, lmtp: int) -> Path:
    mail = folder / "mail"
    for each in (folder / "run", folder / "state", mail):
        each.mkdir(parents=True)
    shutil.chown(mail, "mail", "mail")
    users = "".join(f"{each}:{{PLAIN}}{PASSWORD}::::::\n" for each in PEOPLE)
    (folder / "users").write_text(users, encoding="ascii")
    config = folder / "dovecot.conf"
    config.write_text(
        f"""\
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = {mail}/%{{user}}
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
recipient_delimiter = +
passdb passwd-file {{
  passwd_file_path = {folder}/users
}}
userdb passwd-file {{
  passwd_file_path = {folder}/users
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
""",
        encoding="ascii",
    )
    return config


def _postfix_config(folder: Path, ours: int, outside: int, lmtp: int) -> Path:
    config, queue, data = folder / "etc", folder / "spool", folder / "data"
    for each in (config, queue, data):
        each.mkdir(parents=True)
    shutil.chown(data, "postfix")
    (config / "main.cf").write_text(
        f"""\
compatibility_level = 3.9
queue_directory = {queue}
data_directory = {data}
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = {RELAY}
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
recipient_delimiter = +
virtual_mailbox_domains = region.example, example.org
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
append_dot_mydomain = no
alias_maps =
alias_database =
local_recipient_maps =
""",
        encoding="ascii",
    )
    checked = config / "checked"
    checked.write_text(
        "/@example\\.org$/ PREPEND Authentication-Results: "
        f"{RELAY}; dmarc=pass header.from=example.org\n",
        encoding="ascii",
    )
    (config / "master.cf").write_text(
        f"""\
127.0.0.1:{ours} inet n - n - - smtpd
127.0.0.1:{outside} inet n - n - - smtpd
  -o smtpd_sender_restrictions=regexp:{checked}
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
""",
        encoding="ascii",
    )
    return config


def can_run() -> bool:
    """True where both servers are installed and can be started with accounts of their own."""
    return os.geteuid() == 0 and None not in (POSTFIX, DOVECOT)
