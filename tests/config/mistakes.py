"""Mistakes in a configuration, each with its explanation."""

import pytest

from tests.config.reading import A_COMMUNITY, MAIL, MATRIX, ON_MATRIX

MISTAKES = [
    pytest.param(
        '[instance]\ntimezone = "Europe/Pariss"',
        "instance.timezone: “Europe/Pariss” is not a time zone; write for example Europe/Paris",
        id="time zone",
    ),
    pytest.param(
        '[instance]\nlocale = "de"',
        "instance.locale: “de” is not 'fr' or 'en'; write for example fr",
        id="language",
    ),
    pytest.param(
        '[instance]\ncultivators = ["telegram:@ana"]',
        "instance.cultivators: “telegram:@ana” is not an account; "
        "write for example telegram:42 or matrix:@ana:example.org",
        id="account",
    ),
    pytest.param(
        '[instance]\ndatabase = "mysql://host/db"',
        "instance.database: is neither a SQLite file nor a PostgreSQL address; "
        "write for example sqlite:///terreau.db or postgresql://user@host/terreau",
        id="database",
    ),
    pytest.param(
        "[instance]\nname = 12",
        "instance.name: “12” is not a text between quotes; write for example Terreau",
        id="text",
    ),
    pytest.param(
        "[instance]\ncultivators = 42",
        "instance.cultivators: “42” is not a list: write it between brackets; "
        "write for example telegram:42 or matrix:@ana:example.org",
        id="list",
    ),
    pytest.param(
        'instance = "Terreau"',
        "instance: “Terreau” is not a section: "
        "write its name between brackets, then its keys below",
        id="section",
    ),
    pytest.param(
        "[telegram]",
        "telegram.token: is missing; write for example 123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11",
        id="missing",
    ),
    pytest.param(
        '[telegram]\ntoken = "my bot"',
        "telegram.token: is not a token as @BotFather gives it; "
        "write for example 123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11",
        id="token",
    ),
    pytest.param(
        '[telegram]\ntoken = "1:a"\nmode = "webhook"',
        "telegram.mode: “webhook” can only be “polling” for now: webhooks come later; "
        "write for example polling",
        id="webhook",
    ),
    pytest.param(
        '[http]\nlisten = "127.0.0.1:65536"',
        "http.listen: “127.0.0.1:65536” is not an address and a port; "
        "write for example 127.0.0.1:8080",
        id="no such port",
    ),
    pytest.param(
        '[http]\nlisten = "8080"',
        "http.listen: “8080” is not an address and a port; write for example 127.0.0.1:8080",
        id="port",
    ),
    pytest.param(
        '[http]\npublic_url = "terreau.example"',
        "http.public_url: “terreau.example” is not a web address; "
        "write for example https://terreau.region.example",
        id="web address",
    ),
    pytest.param(
        "[privacy]\nretention_months = -1",
        "privacy.retention_months: “-1” is too small; write for example 24",
        id="number",
    ),
    pytest.param(
        "[privacy]\naudit_months = 0",
        "privacy.audit_months: “0” is too small; write for example 12",
        id="no traces at all",
    ),
    pytest.param(
        "[privacy]\ninbox_days = 1",
        "privacy.inbox_days: “1” is too small; write for example 30",
        id="shorter than Telegram repeats",
    ),
    pytest.param(
        f'{A_COMMUNITY}rooms = ["telegram:square"]',
        "communities[energie].rooms: “telegram:square” is not a room; "
        "write for example telegram:-1001, telegram:-1001/17 "
        "or matrix:!abc:example.org",
        id="room",
    ),
    pytest.param(
        f'{A_COMMUNITY}gardeners_room = "matrix:@ana:example.org"',
        "communities[energie].gardeners_room: “matrix:@ana:example.org” is not a room; "
        "write for example telegram:-1004",
        id="a person for a room",
    ),
    pytest.param(
        f'{A_COMMUNITY}region_room = "matrix:#energie:example.org"',
        "communities[energie].region_room: “matrix:#energie:example.org” is the name of a "
        "room, and not its address, which begins with an exclamation mark: Element shows it "
        "in the room's settings, under Advanced; write for example matrix:!abc:example.org",
        id="a room's alias",
    ),
    pytest.param(
        '[instance]\ncultivators = ["matrix:@ana"]',
        "instance.cultivators: “matrix:@ana” is not an account; "
        "write for example telegram:42 or matrix:@ana:example.org",
        id="an account without its server",
    ),
    pytest.param(
        f'{A_COMMUNITY}digest = "bientôt"',
        "communities[energie].digest: “bientôt” is not a schedule; "
        "write for example 1er mardi du mois 8h",
        id="digest",
    ),
    pytest.param(
        f'{A_COMMUNITY}polls_by = "all"',
        "communities[energie].polls_by: “all” is not 'gardeners' or 'members'; "
        "write for example gardeners",
        id="polls",
    ),
    pytest.param(
        f'{A_COMMUNITY}gardeners = {{ region = "ana" }}',
        "communities[energie].gardeners.region: “ana” is not an account; "
        "write for example telegram:44 or matrix:@agent:example.org",
        id="gardener",
    ),
    pytest.param(
        A_COMMUNITY * 2,
        "communities: have the slug “energie” 2 times; give each its own",
        id="same slug",
    ),
    pytest.param(
        '[[communities]]\nname = "Énergie"',
        "communities[1].slug: is missing; write for example energie",
        id="community without slug",
    ),
    pytest.param(
        'communities = ["energie"]',
        "communities[1]: “energie” is not a section: "
        "write its name between brackets, then its keys below",
        id="community without keys",
    ),
    pytest.param(
        '[telegram]\ntoken = "1:a"\ntokn = "1:a"',
        "telegram.tokn: is not a known key; did you mean telegram.token?",
        id="unknown key",
    ),
    pytest.param(
        f"{A_COMMUNITY}colour = 1",
        "communities[energie].colour: is not a known key; there are slug, name, locale, "
        "timezone, rooms, channels, gardeners_room, region_room, gardeners, digest, "
        "region_letter, polls_by, welcome, public_channel, charter_url, neutral_period, "
        "territories, domains",
        id="unknown key unlike any",
    ),
    pytest.param(
        f'{A_COMMUNITY}territories = ["Jura", "{"é" * 23}"]',
        f"communities[energie].territories: “{'é' * 23}” is too long for a button: write "
        "45 letters at most, on one line; write for example Haut-Doubs, Jura or Occitanie",
        id="a territory too long",
    ),
    pytest.param(
        f'{A_COMMUNITY}neutral_period = "bientôt"',
        "communities[energie].neutral_period: “bientôt” is not a period; "
        "write for example 1er septembre 2025 - 15 mars 2026",
        id="no period",
    ),
    pytest.param(
        "[telegrm]",
        "telegrm: is not a known section; did you mean telegram?",
        id="section typo",
    ),
    pytest.param(
        f'{MAIL}address = "terreau@region.example"\nsmtp = "mail.region.example"',
        "mail.smtp: “mail.region.example” is not a mail server; "
        "write for example smtps://mail.region.example",
        id="mail server",
    ),
    pytest.param(
        f'{MAIL}smtp = "smtps://mail.region.example"\naddress = "bonjour@"',
        "mail.address: “bonjour@” is not an e-mail address; "
        "write for example terreau@region.example",
        id="mail address",
    ),
    pytest.param(
        f'{MAIL}smtp = "smtps://mail.region.example"\n'
        'address = "pionniers-de-l-energie@region.example"',
        "mail.address: “pionniers-de-l-energie@region.example” has more than 20 characters in "
        "front of the @: people answer to addresses that go on behind them; "
        "write for example terreau@region.example",
        id="mail address without room for a tag",
    ),
    pytest.param(
        f'{MATRIX}homeserver = "matrix.example.org"\npassword = "hush"',
        "matrix.homeserver: “matrix.example.org” is not a web address; "
        "write for example https://matrix.example.org",
        id="homeserver",
    ),
    pytest.param(
        '[matrix]\nhomeserver = "https://hs"\nuser = "terreau"\npassword = "hush"',
        "matrix.user: “terreau” is not a Matrix account; write for example @terreau:example.org",
        id="bot's account",
    ),
    pytest.param(
        f'{MATRIX}homeserver = "https://hs"',
        "matrix: has no password, no access_token and no oauth = true; write one of them",
        id="no secret",
    ),
    pytest.param(
        f'{ON_MATRIX}invited_by = ["example.org"]',
        "matrix.invited_by: “example.org” is not a pattern of Matrix accounts; "
        "write for example *:example.org or @ana:example.org",
        id="inviters",
    ),
    pytest.param(
        f'{ON_MATRIX}encryption = "perhaps"',
        "matrix.encryption: “perhaps” is neither true nor false; write for example true",
        id="yes or no",
    ),
    pytest.param(
        f'{MATRIX}homeserver = "https://hs"\npassword_file = "/none/password"',
        "matrix.password_file: “/none/password” cannot be read; name a file that Terreau can read",
        id="password file",
    ),
    pytest.param(
        '[[privacy.purposes]]\nkey = "visits"\nbasis = "yes"\nduration = "a year"',
        "privacy.purposes[visits]: is none of membership, letter, messages, directory, pairs, "
        "email, greeting, relaunch; write what it is called as name",
        id="a purpose that nothing names",
    ),
    pytest.param(
        '[[privacy.purposes]]\nkey = "email"\nduration = "a year"',
        "privacy.purposes[email].basis: is missing; write for example votre accord",
        id="a purpose without its basis",
    ),
    pytest.param(
        '[[privacy.purposes]]\nkey = "email"\nbasis = "yes"\nduration = "a year"\n' * 2,
        "privacy.purposes: have the key “email” 2 times; give each its own",
        id="a purpose twice",
    ),
    pytest.param(
        f'{A_COMMUNITY}domains = ["Vélo", "Vélo"]',
        "communities[energie].domains: says something twice; write for example Vélo, Compost",
        id="a domain twice",
    ),
    pytest.param(
        f'{A_COMMUNITY}domains = ["{"o" * 61}"]',
        f"communities[energie].domains: “{'o' * 61}” is too long; write for example Vélo, Compost",
        id="a long domain",
    ),
    pytest.param(
        A_COMMUNITY.replace("[[", "[").replace("]]", "]"),
        "communities: there may be several; write [[communities]], with two brackets on each side",
        id="a community in single brackets",
    ),
    pytest.param(
        '[telegram]\ntoken_file = "/none/token"',
        "telegram.token_file: “/none/token” cannot be read; name a file that Terreau can read",
        id="secret file",
    ),
    pytest.param(
        '[telegram]\ntoken_file = "/none/token"\ntoken = "1:a"',
        "telegram.token_file: cannot be used together with telegram.token; keep one of the two",
        id="secret twice",
    ),
]
