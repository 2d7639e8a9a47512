package seal

import (
	"crypto/elliptic"
	"encoding/asn1"

	"github.com/ProtonMail/go-crypto/brainpool"
)

// curves are those that keys of other issuers lie on, by their object
// identifiers: RFC 5480 section 2.1.1.1 and RFC 5639 section 4.1.
var curves = []struct {
	oid   asn1.ObjectIdentifier
	curve elliptic.Curve
}{
	{asn1.ObjectIdentifier{1, 3, 132, 0, 33}, elliptic.P224()},
	{asn1.ObjectIdentifier{1, 2, 840, 10045, 3, 1, 7}, elliptic.P256()},
	{asn1.ObjectIdentifier{1, 3, 132, 0, 34}, elliptic.P384()},
	{asn1.ObjectIdentifier{1, 3, 132, 0, 35}, elliptic.P521()},
	{asn1.ObjectIdentifier{1, 3, 36, 3, 3, 2, 8, 1, 1, 7}, brainpool.P256r1()},
	{asn1.ObjectIdentifier{1, 3, 36, 3, 3, 2, 8, 1, 1, 11}, brainpool.P384r1()},
	{asn1.ObjectIdentifier{1, 3, 36, 3, 3, 2, 8, 1, 1, 13}, brainpool.P512r1()},
}

// curveNamed returns the curve with an object identifier, or nil.
func curveNamed(oid asn1.ObjectIdentifier) elliptic.Curve {
	for _, c := range curves {
		if c.oid.Equal(oid) {
			return c.curve
		}
	}
	return nil
}
