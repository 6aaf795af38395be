"""The health of the two servers: unreachable, refusing our account, or well."""

import ssl

from imapclient.exceptions import IMAPClientError, LoginError

from bot.core.messages.ports import NotSent
from bot.core.outbound.health import NetworkHealth
from bot.transports.mail.sending import AccountRefused, CertificateRefused

REFUSALS = (LoginError, AccountRefused)
TROUBLE = (IMAPClientError, OSError)


class Health(NetworkHealth):
    """Outcomes of one of the two servers."""

    def failed(self, error: Exception) -> None:
        """Remember a failure; a refused password is one that only a person can mend."""
        if isinstance(error, REFUSALS):
            if self._note_refusal():
                self._log.error("account refused", cause=type(error).__name__)
            return
        untrusted = isinstance(error, ssl.SSLCertVerificationError | CertificateRefused)
        cause = "CertificateError" if untrusted else type(error).__name__
        self._note_failure(cause, silent=isinstance(error, (*TROUBLE, NotSent)))
