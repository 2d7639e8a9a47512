package seal

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"math/big"
	"slices"
	"strings"
)

// vcbFormat is a W3C Verifiable Credential Barcode over a machine-readable zone
// (Verifiable Credential Barcodes 1.0, working draft of 2026): VC1- and Base45 of
// a credential in CBOR-LD, whose proof signs the zone printed beside it.
var vcbFormat = format{
	name: "vcb",
	is:   func(text string) bool { return strings.HasPrefix(text, "VC1-") },
	decode: func(text string) ([]byte, error) {
		body := trimBase45(text)[len("VC1-"):]
		// R is the multibase letter of Base45.
		code, found := strings.CutPrefix(body, "R")
		if !found {
			return nil, unsupported("a barcode that is not in Base45")
		}
		return FromBase45(code)
	},
	open: func(r *Keyring, b []byte) (token, error) { return openVCB(r.mrz, b) },
}

// Leading bytes of a credential in CBOR-LD: the tag 51997 and entry 100 of the
// registry in an array of two, and the tag 1636 of older drafts.
var (
	cborLD    = []byte{0xd9, 0xcb, 0x1d, 0x82, 0x18, 0x64}
	oldCBORLD = []byte{0xd9, 0x06}
)

// Numbers that CBOR-LD gives the terms of a credential over a zone, from the
// contexts credentials/v2 and vc-barcodes/v1 (the draft's appendix A.2). The
// terms that a type brings in come after those of all contexts, so they move on
// when the example's own context, utopia/v2, has brought its five; a term with
// several values has the next odd number.
const (
	termContexts        = 1
	termType            = 156
	termTypes           = termType + 1
	termZone            = 162
	termBarcode         = 164
	termCredential      = 118
	termDataIntegrity   = 108
	utopiaTerms         = 10
	contextCredentials  = 32768
	contextBarcodes     = 32769
	contextUtopia       = 32770
	suiteXI             = 4 // ecdsa-xi-2023
	scopedSubject       = 176
	scopedIssuer        = 180
	scopedProof         = 182
	scopedCryptosuite   = 200
	scopedProofPurpose  = 210
	scopedProofValue    = 212
	scopedMethod        = 214
	scopedAssertion     = 216
	multibaseBase58     = 'z'
	codecDIDKey         = 1025
	termUtopiaFirst     = 170 // a DID, and after each its verification method
	multicodecP256First = 0x80
	multicodecP256Next  = 0x24
)

// utopiaIssuers are those of the draft's example, which its context has terms for.
var utopiaIssuers = []string{
	"did:key:zDnaeWjKfs1ob9QcgasjYSPEMkwq31hmvSAWPVAgnrt1e9GKj",
	"did:key:zDnaeZSD9XcuULaS8qmgDUa6TMg2QjF9xABnZK42awDH3BEzj",
}

// vcb is a credential over a machine-readable zone.
type vcb struct {
	issuer    string // a did:key
	method    string
	signature []byte
	mrz       string
}

func openVCB(mrz string, b []byte) (token, error) {
	if bytes.HasPrefix(b, oldCBORLD) {
		return nil, unsupported("a barcode of an older draft")
	}
	body, found := bytes.CutPrefix(b, cborLD)
	if !found {
		return nil, malformed("not a credential in CBOR-LD")
	}
	m, err := decodeMap(body)
	if err != nil {
		return nil, malformed("credential: %s", cborReason(err))
	}
	number := func(v any) int64 {
		n, ok := v.(int64)
		if !ok {
			return -1
		}
		return n
	}
	var contexts []int64
	if list, ok := m[int64(termContexts)].([]any); ok {
		for _, c := range list {
			contexts = append(contexts, number(c))
		}
	}
	shift := int64(0)
	switch {
	case slices.Equal(contexts, []int64{contextCredentials, contextBarcodes}):
	case slices.Equal(contexts, []int64{contextCredentials, contextBarcodes, contextUtopia}):
		shift = utopiaTerms
	default:
		return nil, unsupported("a credential with contexts that are not known")
	}
	// What the credential says beyond this would be signed too, in ways that are
	// not worked out here; what it says otherwise would not be what is signed.
	subject, _ := at(m, scopedSubject+shift).(map[any]any)
	proof, _ := at(m, scopedProof+shift).(map[any]any)
	types, _ := m[int64(termTypes)].([]any)
	if !slices.Equal(types, []any{int64(termCredential), int64(termBarcode)}) || len(subject) != 1 || subject[int64(termType)] != int64(termZone) || len(m) != 5 || len(proof) != 5 {
		return nil, unsupported("a credential that is not over a machine-readable zone and nothing else")
	}
	if at(proof, int64(termType)) != int64(termDataIntegrity) || at(proof, scopedCryptosuite+shift) != int64(suiteXI) ||
		at(proof, scopedProofPurpose+shift) != scopedAssertion+shift {
		return nil, unsupported("a proof of another kind than ecdsa-xi-2023")
	}
	signature, ok := at(proof, scopedProofValue+shift).([]byte)
	if !ok || len(signature) != 65 || signature[0] != multibaseBase58 {
		return nil, malformed("a proof without its signature")
	}
	c := &vcb{signature: signature[1:]}
	if c.issuer, ok = didOf(at(m, scopedIssuer+shift), shift, 0); !ok {
		return nil, unsupported("an issuer that is no did:key")
	}
	if c.method, ok = didOf(at(proof, scopedMethod+shift), shift, 1); !ok || !strings.HasPrefix(c.method, c.issuer+"#") {
		return nil, unsupported("a proof by another key than the issuer's")
	}
	if c.mrz = zone(mrz); c.mrz == "" {
		return nil, unsupported("the code signs the machine-readable zone that is printed beside it; it takes the zone's lines to verify it")
	}
	return c, nil
}

// didOf reads the issuer or, with method 1, its verification method: text, a
// term of the example's context, or a did:key as CBOR-LD shortens it.
func didOf(v any, shift, method int64) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, strings.HasPrefix(v, "did:key:z")
	case int64:
		n := v - termUtopiaFirst - 2*method
		if shift == 0 || n < 0 || n%4 != 0 || int(n/4) >= len(utopiaIssuers) {
			return "", false
		}
		did := utopiaIssuers[n/4]
		if method == 1 {
			did += "#" + strings.TrimPrefix(did, "did:key:")
		}
		return did, true
	case []any:
		if len(v) != int(2+method) || v[0] != int64(codecDIDKey) {
			return "", false
		}
		var parts []string
		for _, p := range v[1:] {
			b, ok := p.([]byte)
			if !ok || len(b) == 0 || len(b) > 64 || b[0] != multibaseBase58 {
				return "", false
			}
			parts = append(parts, "z"+base58(b[1:]))
		}
		return "did:key:" + strings.Join(parts, "#"), true
	}
	return "", false
}

// zone returns a TD1 zone's three lines, each with its newline; nothing if mrz is not one.
func zone(mrz string) string {
	lines := strings.Fields(mrz)
	if len(lines) != 3 {
		return ""
	}
	for _, l := range lines {
		if len(l) != 30 {
			return ""
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func (c *vcb) unverifiable() string { return "" }

func (c *vcb) keyID() []byte { return []byte(c.issuer) }

func (c *vcb) names(k *Key) bool { return c.issuer == didKey(k) }

func (c *vcb) tries(*Key) bool { return false }

// didKey returns the did:key of an ECDSA key on P-256; nothing for others.
func didKey(k *Key) string {
	if !isP256(k.Public) {
		return ""
	}
	b, err := k.Public.(*ecdsa.PublicKey).Bytes()
	if err != nil {
		return ""
	}
	compressed := append([]byte{multicodecP256First, multicodecP256Next, 2 + b[64]&1}, b[1:33]...)
	return "did:key:z" + base58(compressed)
}

func base58(b []byte) string {
	const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	n, base, digit := new(big.Int).SetBytes(b), big.NewInt(58), new(big.Int)
	var out []byte
	for n.Sign() > 0 {
		n.DivMod(n, base, digit)
		out = append(out, alphabet[digit.Int64()])
	}
	for i := 0; i < len(b) && b[i] == 0; i++ {
		out = append(out, '1')
	}
	slices.Reverse(out)
	return string(out)
}

// signedBy verifies ecdsa-xi-2023 (section 3.4 of the draft): the hashes of the
// proof's and the credential's canonical N-Quads, which differ between
// credentials of this kind in the issuer alone, and of the zone, which is hashed
// twice.
func (c *vcb) signedBy(k *ringKey) bool {
	const (
		rdfType = " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
		vc      = "https://www.w3.org/2018/credentials#"
		sec     = "https://w3id.org/security#"
		codes   = "https://w3id.org/vc-barcodes#"
	)
	proof := hashQuads(
		"_:c14n0"+rdfType+"<"+sec+"DataIntegrityProof>",
		"_:c14n0 <"+sec+"cryptosuite> \"ecdsa-xi-2023\"^^<"+sec+"cryptosuiteString>",
		"_:c14n0 <"+sec+"proofPurpose> <"+sec+"assertionMethod>",
		"_:c14n0 <"+sec+"verificationMethod> <"+c.method+">")
	ofSubject := func(credential, subject string) []string {
		return []string{subject + rdfType + "<" + codes + "MachineReadableZone>", credential + " <" + vc + "credentialSubject> " + subject}
	}
	ofCredential := func(credential, subject string) []string {
		return []string{credential + rdfType + "<" + codes + "OpticalBarcodeCredential>", credential + rdfType + "<" + vc + "VerifiableCredential>",
			credential + " <" + vc + "credentialSubject> " + subject, credential + " <" + vc + "issuer> <" + c.issuer + ">"}
	}
	// RDF Dataset Canonicalization numbers the two blank nodes by the hashes of
	// their own quads (RDFC-1.0 section 4.6).
	credential, subject := "_:c14n0", "_:c14n1"
	ownSubject, ownCredential := hashQuads(ofSubject("_:z", "_:a")...), hashQuads(ofCredential("_:a", "_:z")...)
	if bytes.Compare(ownSubject[:], ownCredential[:]) < 0 {
		credential, subject = subject, credential
	}
	all := append(ofSubject(credential, subject)[:1], ofCredential(credential, subject)...)
	document := hashQuads(all...)
	optical := sha256.Sum256([]byte(c.mrz))
	optical = sha256.Sum256(optical[:])
	return isP256(k.Public) && verifyECDSA(k.Public, slices.Concat(proof[:], document[:], optical[:]), c.signature)
}

// hashQuads returns SHA-256 over N-Quads in their canonical order.
func hashQuads(quads ...string) [32]byte {
	slices.Sort(quads)
	return sha256.Sum256([]byte(strings.Join(quads, " .\n") + " .\n"))
}

func (c *vcb) payload() (Payload, error) {
	lines, until := readMRZ(strings.ReplaceAll(c.mrz, "\n", ""))
	var i items
	i.add("mrz", "Machine-readable zone", strings.Join(lines, ", "))
	return Payload{Issuer: c.issuer, Expires: until, Items: i}, nil
}
