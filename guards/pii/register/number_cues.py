"""Words and signs that say what a number is, or what it is not.

What stands before a number ends its pattern there (`\\Z`). All are bounded or of one pass.
"""

from __future__ import annotations

import re

OWN_WORDS: dict[str, re.Pattern[str]] = {
    kind: re.compile(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])", re.IGNORECASE)
    for kind, words in {
        "PHONE_NUMBER": r"ll[aá]m\w{0,6}|dzwoni\w{0,3}|telefon\w{0,4}|appel\w{0,4}|(?:an)?ruf\w{0,4}|chiam\w{0,4}|lig(?:ar|ue)|bel(?:len)?|ring\w{0,4}|soit\w{0,4}|手机|电话|電話|携帯|連絡先|전화|연락처|телефон|тел|هاتف|טלפון|फोन|(?:tele)?(?:phone|fon|fone)s?(?:number)?|tel|téléphone|teléfono|telephone|telefonnummer|mobiles?|mob|móvil|mobil|cell"
        r"(?:phone|ular)?|celular|handy|fax|landline|hotline|whatsapp|signal|sms|msisdn|text(?:ed)?|calls?|called|calling|caller|dial(?:ed)?"
        r"|ring|rang|reach(?:ed|able)?|contact|rufnummer|numéro|tlf|gsm|pager|ph|ext|número|voicemail|on-?call",
        "UK_NHS": r"nhs|national health|health (?:number|no|service)|patient|nhs (?:number|no)",
        "US_ITIN": r"itin|individual taxpayer|taxpayer|tax id|tin",
        "MEDICAL_LICENSE": r"dea|medical licen[sc]e|prescriber|physician|prescription|licen[sc]e|certificate|doctor|dr",
        "US_DRIVER_LICENSE": r"driver'?s?|driving|licen[sc]es?|dl|dls|lic|permit|id card|identification|dmv",
        "US_BANK_NUMBER": r"bank|account|acct|checking|savings|debit|routing|aba|deposit|iban|konto(?:nummer)?",
        "US_PASSPORT": r"passports?|travel document|passport#|pass|reisepass|pasaporte",
        "IN_PAN": r"pan|permanent account|income tax",
        "IN_AADHAAR": r"aadhaar|aadhar|uidai|uid",
        "IN_VOTER": r"voter|epic|election",
        "IN_PASSPORT": r"passport",
        "IN_VEHICLE_REGISTRATION": r"vehicle|plate|registration|rto|car|bike|driver",
        "AU_ABN": r"abn|business number",
        "AU_ACN": r"acn|company number",
        "AU_TFN": r"tfn|tax file",
        "AU_MEDICARE": r"medicare",
        "SG_NRIC_FIN": r"nric|fin|identity card",
        "IP_ADDRESS": r"ip|ipv[46]|address|addr|host|client|login|from|remote|peer|server|dns|gateway|subnet",
    }.items()
}
"""Words that say what a number is, by type; the types that are weighed here."""

OTHER = re.compile(
    r"(?<![^\W\d_])(?:orders?|bestellung|commande|pedido|invoices?|rechnung|facture|factura|ref(?:erence)?|tickets?|issues?|jobs?|builds?"
    r"|commits?|sha|hash|rev(?:ision)?|trace|span|request|req|version|ver|release|run|pipeline|task|work\s?items?|page|pages|wiki|isbn|issn"
    r"|sku|serial|soa|seq|offset|partition|port|pid|uid|gid|size|bytes|length|limit|max|min|count|total|amount|price|budget|seed"
    r"|timestamp|ts|time|epoch|since|until|created|updated|started|expires?|expiry|iat|nbf|date|id|ids|key|row|line|port|block"
    r"|chunk|shard|node|pod|image|tag|branch|backup|snapshot|batch|shipment|tracking|parcel|package|item|product|policy|claim|case"
    r"|record|event|message|msg|session|token|transaction|txn|number|population|section|rfc|chapter|figure|doi|pmid|patent|sum"
    r"|checksum|crc|addr(?:ess)?|offset|ttl|duration|elapsed|schedule[d]?|post-at|last_?seen|example_number)(?![^\W\d_])",
    re.IGNORECASE,
)
OTHER_NEXT = re.compile(
    rf"{OTHER.pattern}(?:\s?(?:number|numbers|no|nr|id|ids|code|key))?\.?[\s\"':=#(\[-]{{0,6}}(?:is\s|was\s)?\Z",
    re.IGNORECASE,
)
DIGITS = re.compile(r"\d+")
SIGNS = re.compile(r"[^\w\s]|\s")
DATE = re.compile(r"(?:19|20)\d\d[-_/.]?(?:0[1-9]|1[0-2])[-_/.]?(?:0[1-9]|[12]\d|3[01])")
HEX_BEFORE = re.compile(r"(?<![^\W_])[0-9a-f]*[a-f][0-9a-f]*[-:]?\Z|0[xX][0-9a-fA-F]*\Z|#[0-9a-fA-F]*\Z", re.IGNORECASE)
HEX_AFTER = re.compile(r"[-:]?[0-9a-f]*[a-f][0-9a-f]*(?![^\W_])", re.IGNORECASE)
LINK = re.compile(r"(?:https?://|www\.|/[\w.-]+/)\S*\Z|[?&][\w.-]+=\Z")
UNIT = re.compile(
    r"\s?(?:bytes|[kKMGT]i?B\b|ms\b|ns\b|us\b|px\b|won\b|yen\b|%|€|\$|usd\b|eur\b|seconds|rows|items|people|users|times)"
)
PAIR = re.compile(r"(?<!\w)[0-9a-f]{2}(?= |$)")
MANY, PAIRS = 4, 7
NUMBER = re.compile(r"(?<![\w.])[-+]?\d[\d.,]*\b")
EPOCH_S, EPOCH_MS = (946_684_800, 2_208_988_800), (946_684_800_000, 2_208_988_800_000)
"""2000 to 2040, in seconds and in milliseconds."""
AMERICAN = 3, 3, 4
SPACED = 0x0E00


FOR = frozenset(
    [
        "own word",
        "own word behind",
        "own word before other",
        "own word in line",
        "own word above",
        "plus",
        "brackets",
        "hyphens",
        "groups",
        "three, three, four",
        "spaces",
        "letters",
        "in prose",
    ]
)
"""Features that may only speak for a number, however the data fall, and those that may only speak against one."""
AGAINST = frozenset(
    [
        "other word",
        "nobody's address",
        "in code",
        "in config",
        "in json",
        "in log",
        "in table",
        "many numbers",
        "pairs",
        "unit",
        "bare digits",
        "points",
        "single digits",
        "epoch",
        "date inside",
        "few digits",
        "glued before",
        "behind _",
        "behind -",
        "behind /",
        "behind #",
        "behind .",
        "behind $",
        "behind a letter",
        "glued after",
        "goes on",
        "decimal",
        "in brackets",
        "hexadecimal",
        "in a link",
    ]
)

NOBODYS = re.compile(r"(?:127|0|22[4-9]|23\d|255)\.|::1?(?:/|\Z)|ff0[0-9a-f]:|::ffff:0:0|f[ce][08]0::(?:/|\Z)|.*::/\d")
"""Loopback, multicast, masks and whole networks."""
