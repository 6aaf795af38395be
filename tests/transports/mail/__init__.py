"""Letters over real servers: aiosmtpd takes what is sent, pymap has the mailbox."""
