package seal_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"docketcard/render/seal"
)

// TestRFC6979 pins what is used of crypto/ecdsa: RFC 6979 appendix A.2.5,
// SHA-256, message "sample".
func TestRFC6979(t *testing.T) {
	digest := sha256.Sum256([]byte("sample"))
	der, err := officeP256.Sign(nil, digest[:], crypto.SHA256)
	want := mustHex("3046 022100 efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716" +
		"022100 f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8")
	if err != nil || !bytes.Equal(der, want) {
		t.Errorf("got %x, %v, want %x", der, err, want)
	}
}

func TestES256(t *testing.T) {
	message := mustSeal(t, officeP256, card())
	if again := mustSeal(t, officeP256, card()); !bytes.Equal(message, again) {
		t.Errorf("two seals of one payload differ")
	}
	// COSE has the signature as two numbers of 32 bytes; the header says ES256.
	if signature := message[len(message)-66:]; signature[0] != 0x58 || signature[1] != 64 {
		t.Errorf("signature: got % x", signature[:2])
	}
	id, err := seal.KeyID(officeP256.Public())
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(officeP256.Public())
	if sum := sha256.Sum256(der); err != nil || !bytes.Equal(id[:], sum[:8]) {
		t.Errorf("key id: got %x, want %x (%v)", id, sum[:8], err)
	}
	if want := slices.Concat(mustHex("d284 4d a20126 0448"), id[:]); !bytes.HasPrefix(message, want) {
		t.Errorf("got % x, want % x", message[:len(want)], want)
	}

	known := seal.Key{Public: officeP256.Public()}
	wrong := seal.Key{Public: otherP256.Public(), ID: id[:]}
	// An Ed25519 key under the id of a P-256 key, as when the algorithm is swapped.
	confused := seal.Key{Public: liveKey.Public(), ID: id[:]}
	eddsa := bytes.Replace(message, []byte{0xa2, 0x01, 0x26}, []byte{0xa2, 0x01, 0x27}, 1)
	for _, tt := range []struct {
		name    string
		message []byte
		keys    []seal.Key
		want    seal.Verdict
	}{
		{"known", message, []seal.Key{known}, seal.Valid},
		{"unknown", message, nil, seal.UnknownKey},
		{"wrong key under the id", message, []seal.Key{wrong}, seal.BadSignature},
		{"several keys under one id", message, []seal.Key{wrong, confused, known}, seal.Valid},
		{"algorithm swapped", eddsa, []seal.Key{known}, seal.BadSignature},
		{"algorithm swapped, key of it", eddsa, []seal.Key{confused}, seal.BadSignature},
		{"key of another algorithm", message, []seal.Key{confused}, seal.BadSignature},
	} {
		t.Run(tt.name, func(t *testing.T) {
			check(t, mustRing(t, tt.keys...).Verify(seal.Digits(tt.message), today), tt.want, "")
		})
	}
}

// TestES256Signature replaces the signature by numbers that none has.
func TestES256Signature(t *testing.T) {
	message := mustSeal(t, officeP256, card())
	ring := mustRing(t, seal.Key{Public: officeP256.Public()})
	order := elliptic.P256().Params().N
	body := message[:len(message)-64]
	r, s := new(big.Int).SetBytes(message[len(body):len(body)+32]), new(big.Int).SetBytes(message[len(body)+32:])
	for i, pair := range [][2]*big.Int{
		{new(big.Int), new(big.Int)}, {new(big.Int), s}, {r, new(big.Int)}, {r, order}, {order, s}, {s, r}, {r, r},
		{big.NewInt(1), big.NewInt(1)},
	} {
		forged := bytes.Clone(body)
		forged = append(forged, pair[0].FillBytes(make([]byte, 32))...)
		forged = append(forged, pair[1].FillBytes(make([]byte, 32))...)
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			check(t, ring.Verify(seal.Digits(forged), today), seal.BadSignature, "")
		})
	}
}

// TestClaim169Signature verifies a seal of another maker with the key that was
// published with it.
func TestClaim169Signature(t *testing.T) {
	pub, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), mustHex("04484d8d125ea6c78af9b7bb16bbbf8ccbd3b5012b8d310f1c47920165666d2572"+
		"367fd92bce5fe5f2508a6ca0bde5013853cb2c8e1dc313efaeb2b9a4ee492f0a"))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range claim169Vectors(t) {
		if v.Name == "ecdsa-p256-signed" {
			check(t, mustRing(t, seal.Key{Public: pub}).Verify(v.Text, day("2026-01-01")), seal.Valid, "")
			check(t, mustRing(t, seal.Key{Public: pub}).Verify(v.Text, today), seal.Expired, "")
			return
		}
	}
	t.Error("no such vector")
}

// TestSpecimenSealer has an issuer seal specimens with a key of its own.
func TestSpecimenSealer(t *testing.T) {
	s, err := seal.NewSealerFor(officeP256, seal.Use{Purpose: seal.SpecimenCards})
	if err != nil || !s.Specimen() {
		t.Fatal(err)
	}
	if _, err := s.Seal(card()); err == nil {
		t.Errorf("live card: got no error")
	}
	message, err := s.Seal(specimen())
	if err != nil {
		t.Fatal(err)
	}
	ring := mustRing(t, seal.Key{Public: officeP256.Public(), Use: seal.Use{Purpose: seal.SpecimenCards}})
	check(t, ring.Verify(seal.Digits(message), today), seal.Specimen, "")
}
