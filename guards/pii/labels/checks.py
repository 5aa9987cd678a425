"""Check digits of the numbers that labels name.

What enters is a number as it is written; what leaves is whether its check digit is right. A labelled number with a
wrong one is somebody's number all the same, mistyped or made up, so that this only weighs.

Sources: ISO 7812 (Luhn), NHS Data Dictionary (modulus 11), Receita Federal (CPF), INSEE (NIR, 97 less the rest), the
Spanish Interior Ministry (DNI and NIE, letter of the rest of 23), GS1 (AHV, EAN-13), Rijksdienst (BSN, eleven test),
ISO 7064 MOD 11,10 (Steuer-ID), UIDAI (Verhoeff left to Presidio), ISO 3779 (VIN), ABA (3-7-1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from guards.check_digits import is_luhn


def digits_of(number: str) -> list[int]:
    """The digits of a number, signs left out."""
    return [int(sign) for sign in number if "0" <= sign <= "9"]


def luhn(number: str) -> bool:
    """ISO 7812, over the digits of a number.

    >>> luhn("79927398713"), luhn("79927398710")
    (True, False)
    """
    digits = "".join(map(str, digits_of(number)))
    return digits != "" and is_luhn(digits)


def nhs(number: str) -> bool:
    """Modulus 11 over ten digits.

    >>> nhs("943 476 5919"), nhs("943 476 5918")
    (True, False)
    """
    digits = digits_of(number)
    return len(digits) == 10 and _weighted(digits, range(10, 0, -1)) % 11 == 0


def cpf(number: str) -> bool:
    """Two check digits modulo 11.

    >>> cpf("529.982.247-25"), cpf("529.982.247-24")
    (True, False)
    """
    digits = digits_of(number)
    return len(digits) == 11 and all(
        _weighted(digits[:size], range(size + 1, 1, -1)) * 10 % 11 % 10 == digits[size] for size in (9, 10)
    )


def bsn(number: str) -> bool:
    """The eleven test, the last digit taken off.

    >>> bsn("111222333"), bsn("111222334")
    (True, False)
    """
    digits = digits_of(number)
    return len(digits) == 9 and _weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def nir(number: str) -> bool:
    """The key is 97 less the rest of the number; Corsica's letters count as 19 and 18.

    >>> nir("2 55 08 14 168 025 38"), nir("2 55 08 14 168 025 39")
    (True, False)
    """
    plain = number.upper().replace("2A", "19").replace("2B", "18")
    digits = "".join(map(str, digits_of(plain)))
    return len(digits) == 15 and 97 - int(digits[:13]) % 97 == int(digits[13:])


def dni(number: str) -> bool:
    """The letter of the rest of 23.

    >>> dni("12345678Z"), dni("X1234567L"), dni("12345678A")
    (True, True, False)
    """
    signs = "".join(filter(str.isalnum, number.upper()))
    if len(signs) != 9 or not signs[1:8].isdigit():
        return False
    first = {"X": "0", "Y": "1", "Z": "2"}.get(signs[0], signs[0])
    return first.isdigit() and "TRWAGMYFPDXBNJZSQVHLCKE"[int(first + signs[1:8]) % 23] == signs[8]


def ean(number: str) -> bool:
    """EAN-13, as Swiss AHV numbers have it.

    >>> ean("756.9217.0769.85"), ean("756.9217.0769.84")
    (True, False)
    """
    digits = digits_of(number)
    return len(digits) == 13 and _weighted(digits, (1, 3) * 7) % 10 == 0


def steuer_id(number: str) -> bool:
    """ISO 7064, MOD 11,10.

    >>> steuer_id("86095742719"), steuer_id("86095742718")
    (True, False)
    """
    digits = digits_of(number)
    if len(digits) != 11:
        return False
    product = 10
    for digit in digits[:10]:
        product = ((digit + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == digits[10]


def pesel(number: str) -> bool:
    """Weights 1, 3, 7, 9.

    >>> pesel("44051401359"), pesel("44051401358")
    (True, False)
    """
    digits = digits_of(number)
    return len(digits) == 11 and _weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def routing(number: str) -> bool:
    """Weights 3, 7, 1.

    >>> routing("111000025"), routing("111000026")
    (True, False)
    """
    digits = digits_of(number)
    return len(digits) == 9 and _weighted(digits, (3, 7, 1) * 3) % 10 == 0


def npi(number: str) -> bool:
    """Luhn behind the issuer's 80840.

    >>> npi("1234567893"), npi("1234567890")
    (True, False)
    """
    return luhn(f"80840{number}")


def _weighted(digits: Sequence[int], weights: Sequence[int]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))


CHECKS: Mapping[str, Callable[[str], bool]] = {
    "UK_NHS": nhs,
    "ES_NIF": dni,
    "ES_NIE": dni,
    "FR_NIR": nir,
    "DE_TAX_ID": steuer_id,
    "BR_CPF": cpf,
    "NL_BSN": bsn,
    "PL_PESEL": pesel,
    "CH_AHV": ean,
    "ABA_ROUTING_NUMBER": routing,
    "US_NPI": npi,
    "IMEI": luhn,
    "CREDIT_CARD": luhn,
    "CA_SIN": luhn,
}
"""What the score of a labelled number rises or falls by."""
