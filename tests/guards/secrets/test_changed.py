"""Passwords that a sentence names only by what is done with them, in six languages, and what only sounds like it."""

from __future__ import annotations

import pytest

from guards.secrets.finding import found_in


def found(text: str) -> list[str]:
    return [text[each.start : each.end] for each in found_in(text)]


BOTH = [
    ("I changed the password from Quartz-Lily-61 to Copper-Fern-27.", "Quartz-Lily-61", "Copper-Fern-27"),
    ("we rotated the mongo password for staging from vk81Zzp2 to pR33Kdw9", "vk81Zzp2", "pR33Kdw9"),
    ("please reset my pin from 8314 to 2290", "8314", "2290"),
    ("ich habe das Passwort von Kiefer-Bach-12 auf Linde-Tal-90 geändert", "Kiefer-Bach-12", "Linde-Tal-90"),
    ("mot de passe changé de Seine#4410 à Garonne#7715", "Seine#4410", "Garonne#7715"),
    ("cambié la contraseña de Mesa_Roja3 a Silla_Azul8", "Mesa_Roja3", "Silla_Azul8"),
    ("troquei a senha de vento55q para chuva66w", "vento55q", "chuva66w"),
    ("ho cambiato la password da Lago-18z a Monte-77y", "Lago-18z", "Monte-77y"),
    ("het wachtwoord is gewijzigd van kaas_81 naar brood_42", "kaas_81", "brood_42"),
    ("root password: zX81kk-a -> Qm92tt-b", "zX81kk-a", "Qm92tt-b"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "old", "new"), BOTH, ids=lambda value: value[:40])
def test_the_old_and_the_new_one_are_found(text: str, old: str, new: str) -> None:
    assert {old, new} <= set(found(text))


ONE = [
    ("The password was Ember-19-Lark but the new one is Slate-55-Wren", "Slate-55-Wren"),
    ("Use Basalt#Otter7 to sign in.", "Basalt#Otter7"),
    ("she logged in with Basalt#Otter7 yesterday", "Basalt#Otter7"),
    ("sign in as user mkrause and Basalt#Otter7", "Basalt#Otter7"),
    ("nimm Basalt#Otter7 zum Anmelden", "Basalt#Otter7"),
    ("call it with key w9QpL2xVb7NnR4tYc1Ds6Ph3Gu5Ek0Ao2Bi9XyZaM8e", "w9QpL2xVb7NnR4tYc1Ds6Ph3Gu5Ek0Ao2Bi9XyZaM8e"),
    ("IOS_P12_BASE64: MIIKPAIBAzCCCfYGCSqGSIb3DQEHAaCC", "MIIKPAIBAzCCCfYGCSqGSIb3DQEHAaCC"),
    ("android_keystore_b64=/u3+7QAAAAIAAAABAAAAAQAFYWxpYXMA", "/u3+7QAAAAIAAAABAAAAAQAFYWxpYXMA"),
    ("curl -s -b 'sid=t7v2q9m4x1n8b5k3z6c0; lang=de' https://wiki.example", "t7v2q9m4x1n8b5k3z6c0"),
    ('curl --cookie "JSESSIONID=7D2E66BC81E35F1A8C40A6" https://wiki.example', "7D2E66BC81E35F1A8C40A6"),
    ('I read him the passphrase, "autumn herons never sleep", twice', "autumn herons never sleep"),
    ("my mail app password is qxzv pwtn kdlr mhbs", "qxzv pwtn kdlr mhbs"),
    ("unseal key 2: 3Yq8hT0mJ5bV2cX9zL7kP4nR6wS1dF8gH0jK2lM4nB6=", "3Yq8hT0mJ5bV2cX9zL7kP4nR6wS1dF8gH0jK2lM4nB6="),
    ("Agent: your phone password. Caller: It's heron-harbour, lower case", "heron-harbour"),
    ("session id 7d2e66bc81e35f1a8c40a6d9", "7d2e66bc81e35f1a8c40a6d9"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "secret"), ONE, ids=lambda value: value[:40])
def test_one_is_found(text: str, secret: str) -> None:
    assert secret in found(text)


NONE = [
    "change the password from time to time",
    "we changed the password policy from weekly to monthly",
    "changed the token limit from 4096 to 8192",
    "changed the login page from PHP7 to React18",
    "rotate the key from east-1 to west-2",
    "Session 12345678901234567 opened for user root",
    "I moved the password manager from Chrome to Firefox",
    "password attempts went from 2021 to 2022",
    "the password was wrong, the new one is shorter",
    "use OAuth2 to log in",
    "Use Okta or SAML2 to sign in",
    "log in with your e-mail",
    "called the service with key user_profile_settings_v2_extended",
    "with key 7d2e66bc81e35f1a8c40a6d97d2e66bc81e35f1a",
    "cache key views.decorators.cache.header.2024",
    "image_base64: iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB",
    "curl -b cookies.txt https://wiki.example",
    "curl -b 'theme=dark; lang=de' https://wiki.example",
    "session: 2024-autumn-semester",
]


@pytest.mark.parametrize("text", NONE)
def test_a_near_miss_is_silent(text: str) -> None:
    assert found(text) == []
