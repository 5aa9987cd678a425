"""Passwords on command lines, in SQL and in pairs of user and password, where no name of theirs stands before them.

Sources: the manuals of mysql, curl, sshpass, redis-cli, smbclient, openssl, htpasswd, net, docker; netrc in curl's.
"""

# ruff: noqa: E501 - a pattern is a line

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from guards.secrets.assigned import trimmed
from guards.secrets.candidate import Candidate, Finder
from guards.secrets.never import is_variable
from guards.secrets.values import is_password

_FLAGS: Final = re.IGNORECASE | re.ASCII
_ARGS: Final = r"[^\n|;&]{0,160}?\s"
_VALUE: Final = r"(?:\"(?P<double>[^\"\n]{3,200})\"|'(?P<single>[^'\n]{3,200})'|(?P<bare>[^\s\"'`|;&<>]{3,200}))"

_PATTERNS: Final = tuple(
    re.compile(pattern, _FLAGS)
    for pattern in (
        rf"\b(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump){_ARGS}-p(?=[^\s]){_VALUE}",
        rf"\b(?:sshpass|mongo|mongosh|mongodump|docker login|podman login|helm registry login|az login|cf login|vncviewer|rabbitmqadmin|cqlsh|nodetool|7z|7za|influx|couchbase-cli|neo4j-admin|cypher-shell){_ARGS}(?:-p\s{{1,2}}|-pw\s|-p(?!a|o)(?=[^\s]{{0,60}}\d)|--?password[= ]){_VALUE}",
        rf"\bx?freerdp[^\n]{{0,160}}?\s/p:{_VALUE}",
        rf"\b(?:zip |unzip )(?:[^\n|;&]{{0,160}}?\s)?-P\s{{0,2}}{_VALUE}",
        rf"\bssh-keygen{_ARGS}-[NP]\s{{1,2}}{_VALUE}",
        rf"\bopenssl\senc{_ARGS}-(?:k|pass)\s{{1,2}}(?:pass:)?{_VALUE}",
        rf"\b(?:pscp|plink|psftp){_ARGS}-pw\s{{1,2}}{_VALUE}",
        rf"\s-{{1,2}}(?:src|dest)?(?:store|key|key-)pass(?:word)?[ =]{_VALUE}",
        r"\bgetConnection\([^()\n]{1,100},\s{0,3}[\"'][^\"'\n]{1,80}[\"'],\s{0,3}[\"'](?P<single>[^\"'\n]{3,200})[\"']",
        r"\b(?:curl |wget |http |https |xh )[^\n|;&]{0,160}?(?<=\s)(?:-u\s{0,2}|-a\s{1,2}|--user[= ]|--proxy-user[= ])[\"']?[^\s:\"']{1,80}:(?P<bare>[^\s\"'@]{3,200})",
        rf"\b(?:redis-cli|keydb-cli|valkey-cli){_ARGS}(?:-a|--pass)\s{{1,2}}{_VALUE}",
        rf"\b(?:ldapsearch|ldapmodify|ldapadd|ldapwhoami){_ARGS}-w\s{{1,2}}{_VALUE}",
        rf"\b(?:sqlcmd|bcp|isql|db2){_ARGS}-P\s{{0,2}}{_VALUE}",
        r"\b(?:smbclient|rpcclient|wmic|net ads|winexe|pth-\w{2,10})[^\n|;&]{0,160}?(?:-U|--user[= ])\s{0,2}[\"']?[^\s%\"']{1,80}%(?P<bare>[^\s\"']{3,200})",
        rf"\bnet (?:user|use)\s{{1,3}}[^\s]{{1,80}}(?:\s{{1,3}}\\\\[^\s]{{1,80}})?\s{{1,3}}(?!/){_VALUE}\s{{1,3}}/",
        rf"\bhtpasswd\s[^\n|;&]{{0,80}}?-[a-zB]{{0,4}}b[a-zB]{{0,4}}\s[^\s]{{1,100}}\s{{1,3}}[^\s]{{1,60}}\s{{1,3}}{_VALUE}",
        r"-pass(?:in|out)?\s{1,3}[\"']?pass:(?P<bare>[^\s\"']{3,200})",
        rf"\becho {{1,3}}(?:-n\s)?{_VALUE}\s{{0,3}}\|\s{{0,3}}(?:sudo\s[^\n]{{0,20}}-S|[^\n]{{0,60}}--(?:password|passphrase)-(?:stdin|fd))",
        r"\becho\s{1,3}[\"']?[a-z_][\w-]{0,30}:(?P<bare>[^\s\"'|]{3,200})[\"']?\s{0,3}\|\s{0,3}(?:sudo\s)?chpasswd",
        r"\bmachine\s{1,3}[^\s]{1,100}\s{1,6}login\s{1,3}[^\s]{1,100}\s{1,6}password\s{1,3}(?P<bare>[^\s]{3,200})",
        rf"\b(?:identified\s{{1,3}}(?:with\s[^\s]{{1,40}}\s)?by|(?:with|encrypted|unencrypted)\s{{1,3}}password)\s{{1,3}}(?=[\"']|[^\s]{{0,60}}\d){_VALUE}",
        r"\b(?:auth|basic_?auth|httpBasicAuth|HTTPBasicAuth|credentials?|login|connect|authenticate|UsernamePasswordCredentials|NetworkCredential|PlainAuth|basic)\s{0,2}[=:]?\s{0,2}(?:new\s)?[\[(]\s{0,2}(?:\"\",\s?)?[\"'][^\"'\n]{1,80}[\"']\s{0,2},\s{0,2}(?:\"(?P<double>[^\"\n]{3,200})\"|'(?P<single>[^'\n]{3,200})')",
        rf"\b(?:mosquitto_(?:pub|sub)|mqttx?){_ARGS}-P\s{{1,2}}{_VALUE}",
        r"\bConvertTo-SecureString\s{1,3}(?:-String\s)?[\"'](?P<single>[^\"'\n]{3,200})[\"']",
        # A line of `.pgpass`; the code of a wireless network; a login before a host.
        r"(?:^|\n)[\w.*-]{1,100}:\d{2,5}:[\w.*-]{1,60}:[\w.-]{1,60}:(?P<bare>[^\s:]{4,100})(?=\s|$)",
        r"\bWIFI:(?:[A-OQ-Z]:[^;\n]{0,80};){0,4}P:(?P<bare>[^;\s]{6,80});",
        r"\bU(?:ser)?:\s{0,2}[\w.@-]{2,60}[,;\s]\s{0,3}P(?:W|ass)?:\s{0,2}(?P<bare>[^\s\"'`]{4,100})",
        # Network gear: `enable secret 5 …`, `username ada privilege 15 secret 0 …`.
        rf"(?:\benable\s(?:secret|password)|\busername\s[^\s]{{1,40}}(?:\sprivilege\s\d{{1,2}})?\s(?:secret|password)|\b(?:chap|pap)\spassword|\bsnmp-server\scommunity)\s(?:\d\s)?(?=[^\s]{{0,60}}\d){_VALUE}",
        # `creds: admin / hunter2`, `login: root:toor99`, `username/password: admin/S3cret`.
        r"(?<![/\w])(?:creds?|credentials?|log-?in|account|user(?:name)?\s?[/:&,+-]\s?pass(?:word)?|user(?:name)?\s(?:and|und|et|y|e)\spass(?:word)?|zugangsdaten|identifiants|acceso|accesso)\b[^\n:=]{0,40}?"
        r"(?:\s(?:is|are|ist|sind|sont|son)\s|\s{0,2}[:=]\s{0,2}|\s{1,2}->\s)\s{0,3}[\"'`(]?[a-z][\w.@+-]{1,60}\s{0,2}(?:/|:|\||,|\sand\s)\s{0,2}(?P<bare>[^\s\"'`=()]{4,100})",
        # `log in with user ada and pass hunter2`, `user: ada, pw hunter2`.
        r"\b(?:user(?:name)?|login|benutzer|usuario|utente|account)\b\s{0,2}[:=]?\s{0,2}[\"'`]?[\w.@+-]{2,60}[\"'`]?\s{0,2}(?:,|;|/|\||and|und|et|y|e|with|mit|&|-)?\s{1,3}"
        r"(?:the\s)?(?:password|passwort|pass|pw|pwd|pin)\b\s{0,2}(?:is\s|:|=|ist\s)?\s{0,2}[\"'`]?(?P<bare>[^\s\"'`]{4,100})",
    )
)  # fmt: skip


def _finder(pattern: re.Pattern[str]) -> Finder:
    def find(text: str) -> Iterator[Candidate]:
        for found in pattern.finditer(text):
            group = next(name for name, value in found.groupdict().items() if value is not None)
            start, end = found.span(group)
            if group == "bare":
                start, end = trimmed(text, start, end)
            value = text[start:end]
            in_pair = pattern in _PATTERNS[-2:]
            if value[:1] in "$-<" or (group == "bare" and in_pair and is_variable(value)):
                continue
            if is_password(value, "prose" if in_pair else "sure"):
                yield Candidate("PASSWORD", start, end, 0.87)

    return Finder(pattern, find)


COMMANDS: Final = tuple(map(_finder, _PATTERNS))
