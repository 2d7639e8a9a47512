"""Reads and verifies the texts of codes with cbor2 and cryptography, and nothing of docketcard's.

verify.py PUBLIC.pem TEXTS, where TEXTS has a name, a tab and the text of a code in each line. What it finds goes to standard output as JSON, with
the COSE message in hexadecimal for verify.js.
"""

import hashlib
import json
import sys
import zlib

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def from_digits(digits):
    """Blocks of 53 digits are 22 bytes; the last is as long as its bytes need."""
    out = b""
    while digits:
        block, digits = digits[:53], digits[53:]
        size = next(n for n in range(1, 23) if len(str(256**n - 1)) == len(block))
        out += int(block).to_bytes(size, "big")
    return out


def from_base45(text):
    """RFC 9285."""
    out = b""
    for i in range(0, len(text), 3):
        group = [ALPHABET.index(c) for c in text[i : i + 3]]
        value = sum(v * 45**k for k, v in enumerate(group))
        out += value.to_bytes(len(group) - 1, "big")
    return out


def verified(message, key):
    """The claims of a COSE_Sign1 message (RFC 9052), once its signature is verified."""
    tags = []
    while isinstance(message, cbor2.CBORTag):
        tags.append(message.tag)
        message = message.value
    protected, _, payload, signature = message
    header = cbor2.loads(protected)
    assert header[1] == -7, header
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    assert header[4] == hashlib.sha256(der).digest()[:8], "key id"
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    key.verify(utils.encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    try:
        key.verify(utils.encode_dss_signature(r, s), signed[:-1] + bytes([signed[-1] ^ 1]), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return tags, cbor2.loads(payload)
    raise AssertionError("an altered message verifies")


def main():
    with open(sys.argv[1], "rb") as f:
        key = serialization.load_pem_public_key(f.read())
    found = []
    for line in open(sys.argv[2], encoding="utf-8"):
        name, text = line.rstrip("\n").split("\t")
        if text.startswith("HTTPS://"):
            data = from_digits(text.split("#")[1])
        else:
            data = zlib.decompress(from_base45(text))
        tags, claims = verified(cbor2.loads(data), key)
        identity = claims[169]
        if isinstance(identity, bytes):
            identity = cbor2.loads(identity)
        photo = identity.get(16, b"")
        assert not photo or photo[:2] == b"\xff\xd8" and photo[-2:] == b"\xff\xd9" and identity[17] == 1
        found.append(
            {
                "name": name,
                "tags": tags,
                "issuer": claims[1],
                "expires": claims[4],
                "wrapped": isinstance(claims[169], bytes),
                "surname": identity[7],
                "photo": len(photo),
                "cose": data.hex(),
                "text": text,
            }
        )
    json.dump(found, sys.stdout, ensure_ascii=False, indent=1)


main()
