package seal

import (
	"fmt"
	"time"
)

// A Result is what Verify found.
type Result struct {
	Verdict Verdict

	// Format is the kind of the code, as a lower-case word: docketcard, claim169,
	// hcert, nzcp, shc, idb, vcb or vds. It is empty for text of no format.
	Format string

	// Reason is the particular reason for the verdict, as an error would put
	// it; it may be empty. It repeats nothing that an unverified seal says.
	Reason string

	// KeyID is the id of the key that signed the seal or, if none verifies it,
	// that the seal names. It is nil if there is neither.
	KeyID []byte

	// Payload is what the seal says. It is nil unless the seal is signed by a
	// key that may sign it, which is so when Verdict is Valid, Specimen,
	// Expired, NotYetValid, Revoked, Suspended or StatusStale.
	Payload *Payload

	// List is the status list that the card was looked up in; nil for none.
	List *StatusList
}

// Verify says what the text of a code, as Parse takes it, is worth at a time.
// It checks in this order: structure, algorithm, key, signature, the key's
// right to sign this, dates, status. What the payload says is not looked at
// before the signature has been verified. A card that is both out of date and
// revoked is Revoked. Without a status list, revocation is not checked; with
// some, a card whose own is not among them, or is out of date, is StatusStale.
func (r *Keyring) Verify(text string, at time.Time) Result {
	name, t, err := r.openText(text)
	if err != nil {
		return refusal(name, err)
	}

	// Algorithm, keys and signature.
	keyID := t.keyID()
	fail := func(v Verdict, reason string) Result {
		return Result{Verdict: v, Format: name, KeyID: keyID, Reason: reason}
	}
	signer, verdict, reason := r.signer(t)
	if verdict != Valid {
		return fail(verdict, reason)
	}
	keyID = signer.ID

	// Claims, and the key's right to make them.
	p, err := t.payload()
	if err != nil {
		res := refusal(name, err)
		res.KeyID = keyID
		return res
	}
	switch specimenSigner := signer.Purpose == SpecimenCards; {
	case signer.Purpose != LiveCards && !specimenSigner:
		return fail(Untrusted, "the key is for "+signer.Purpose.Sentence()+", not for cards")
	case specimenSigner && !p.Specimen:
		return fail(BadSignature, "signed with a specimen key, but not marked as a specimen")
	case !specimenSigner && p.Specimen:
		return fail(BadSignature, "marked as a specimen, but signed with a live key")
	case signer.Issuer != "" && signer.Issuer != p.Issuer:
		return fail(Untrusted, "the key may not sign for the issuer that the seal names")
	}
	if reason := signer.refuses(p.IssuedAt); reason != "" {
		return fail(Untrusted, reason)
	}

	// Dates.
	res := Result{Verdict: Valid, Format: name, KeyID: keyID, Payload: &p}
	res.Verdict, res.Reason = p.judge(at)
	if p.Specimen {
		res.Verdict = Specimen
		return res
	}

	// Status.
	r.lookUp(&res, at)
	if res.Verdict == Valid && !signer.until.IsZero() && !at.Before(signer.until) {
		res.Verdict, res.Reason = StatusStale, "the trust list is out of date since "+signer.until.Format(time.RFC3339)
	}
	return res
}

// lookUp gives res the verdict of the status lists.
func (r *Keyring) lookUp(res *Result, at time.Time) {
	ref := res.Payload.Status
	if ref == nil || len(r.status) == 0 {
		return
	}
	foreign := false
	for _, l := range r.status {
		switch {
		case l.URI != ref.URI:
		case l.Issuer != "" && l.Issuer != res.Payload.Issuer:
			foreign = true
		case res.List == nil || l.IssuedAt.After(res.List.IssuedAt):
			res.List = l
		}
	}
	l := res.List
	if l == nil {
		if res.Verdict == Valid {
			res.Verdict, res.Reason = StatusStale, "none of the status lists is the one that the card names"
			if foreign {
				res.Reason = "the status list of the address that the card names is signed for another issuer"
			}
		}
		return
	}
	status, ok := l.At(ref.Index)
	stale := l.Stale(at)
	switch {
	case !ok:
		// The draft, section 8.3: such a card must be rejected.
		*res = Result{Verdict: Untrusted, Format: res.Format, KeyID: res.KeyID, List: l, Reason: "the card names an entry beyond the end of its status list"}
	case status == StatusInvalid:
		res.Verdict, res.Reason = Revoked, stale
	case status == StatusSuspended:
		res.Verdict, res.Reason = Suspended, stale
	case status != StatusValid:
		res.Verdict, res.Reason = Suspended, fmt.Sprintf("status %d is the issuer's own; ask the issuer what it means", status)
	case res.Verdict != Valid:
	case stale != "":
		res.Verdict, res.Reason = StatusStale, stale
	default:
		res.Reason = ""
	}
}

// judge returns the verdict on the dates of p at a time.
func (p *Payload) judge(at time.Time) (Verdict, string) {
	switch {
	case !p.Expires.IsZero() && !at.Before(p.Expires):
		return Expired, "expired at " + p.Expires.Format(time.RFC3339)
	case !p.NotBefore.IsZero() && at.Before(p.NotBefore):
		return NotYetValid, "not valid before " + p.NotBefore.Format(time.RFC3339)
	case !p.IssuedAt.IsZero() && at.Before(p.IssuedAt):
		return NotYetValid, "issued at " + p.IssuedAt.Format(time.RFC3339) + ", after the time of checking; check the clock"
	case p.Status != nil:
		return Valid, "revocation was not checked"
	}
	return Valid, ""
}
