package seal_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/base64"
	"slices"
	"testing"

	"docketcard/render/seal"
)

// publicP256 returns the public key of the coordinates.
func publicP256(t *testing.T, x, y []byte) *ecdsa.PublicKey {
	t.Helper()
	pub, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), slices.Concat([]byte{4}, x, y))
	if err != nil {
		t.Fatal(err)
	}
	return pub
}

// TestRFC8392 verifies the signed CWT of RFC 8392, appendix A.3, with the key of A.2.3. It has no claim 169: that this is its fault, and not its
// signature, says that the signature is good. The one of A.4 is not signed but has a MAC.
func TestRFC8392(t *testing.T) {
	key := seal.Key{
		Public: publicP256(t, mustHex("143329cce7868e416927599cf65a34f3ce2ffda55a7eca69ed8919a394d42f0f"),
			mustHex("60f7f1a780d8a783bfb7a2dd6b2796e8128dbbcef9d3d168db9529971a36e7b9")),
		ID: []byte("AsymmetricECDSA256"),
	}
	const claims = "a70175636f61703a2f2f61732e6578616d706c652e636f6d02656572696b77037818636f61703a2f2f6c696768742e6578616d706c652e636f6d" +
		"041a5612aeb0051a5610d9f0061a5610d9f007420b71"
	signed := mustHex("d28443a10126a104524173796d6d657472696345434453413235365850" + claims +
		"58405427c1ff28d23fbad1f29c4c7c6a555e601d6fa29f9179bc3d7438bacaca5acd08c8d4d4f96131680c429a01f85951ecee743a52b9b63632c57209120e1c9e30")
	ring := mustRing(t, key)
	check(t, ring.Verify(seal.Digits(signed), today), seal.Malformed, "no identity: claim 169")
	altered := slices.Clone(signed)
	altered[len(altered)-1] ^= 1
	check(t, ring.Verify(seal.Digits(altered), today), seal.BadSignature, "")
	mac := mustHex("d83dd18443a10104a1044c53796d6d65747269633235365850" + claims + "48093101ef6d789200")
	check(t, ring.Verify(seal.Digits(mac), today), seal.Unsupported, "COSE_Mac0")
}

// TestRFC9052 verifies the COSE_Sign1 message of RFC 9052, appendix C.2.1, with the key 11 of C.7.1. Its payload is text, which is its only fault.
func TestRFC9052(t *testing.T) {
	coordinate := func(s string) []byte {
		b, err := base64.RawURLEncoding.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	key := seal.Key{
		Public: publicP256(t, coordinate("usWxHK2PmfnHKwXPS54m0kTcGJ90UiglWiGahtagnv8"), coordinate("IBOL-C3BttVivg-lSreASjpkttcsz-1rb7btKLv8EX4")),
		ID:     []byte("11"),
	}
	signed := mustHex("d28443a10126a10442313154546869732069732074686520636f6e74656e742e5840" +
		"8eb33e4ca31d1c465ab05aac34cc6b23d58fef5c083106c4d25a91aef0b0117e2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345cacb36")
	ring := mustRing(t, key)
	check(t, ring.Verify(seal.Digits(signed), today), seal.Malformed, "not a CBOR map")
	altered := slices.Clone(signed)
	altered[20] ^= 1
	check(t, ring.Verify(seal.Digits(altered), today), seal.BadSignature, "")
}
