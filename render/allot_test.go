package render

import (
	"fmt"
	"regexp"
	"testing"

	"docketcard/render/record"
	"docketcard/templates"
	"docketcard/templates/source"
)

func TestAllot(t *testing.T) {
	const fields = "schema: docketcard/template/v1\nname: x\nfields:\n  record_id: {type: code}\n  card.document_number: {type: document_number, allot: true}\n" +
		"  other.number: {type: document_number, allot: true}\n  kept.number: {type: document_number}\n  portal.ref: {type: reference, allot: true}\n" +
		"  card.issued_on: {type: date}\n  card.reason: {type: choice, choices: [new, lost]}\n  card.replaces: {type: document_number}\n  name: {type: text}\n" +
		"faces: {t: plex-sans}\nstyles: {t: {face: t}}\nfront: []\n"
	tpl := must[*templates.Template](t)(templates.ParseTemplate("x.yaml", []byte(fields)))
	schema := must[*record.Schema](t)(record.NewSchema(tpl.Fields, nil, record.Options{}))
	allotted := func(secret, id, more string) (numbers [4]string) {
		t.Helper()
		docs := must[[]*source.Node](t)(source.Parse("c.yaml", []byte("schema: docketcard/case/v1\nrecord_id: "+id+"\n"+more), 1))
		r := must[*record.Record](t)(schema.Read(docs[0], nil))
		allot([]byte(secret), tpl, r)
		for i, f := range []string{"card.document_number", "other.number", "kept.number", "portal.ref"} {
			v, ok := r.Value(f)
			if ok && v.Pos.Line == 0 {
				t.Errorf("%s: the value has no place", f)
			}
			numbers[i] = v.Text
		}
		return numbers
	}
	const card = "card: {issued_on: 2026-11-22, reason: new}\n"
	base := allotted("s", "a", card)
	if !record.ValidDocumentNumber(base[0]) || !record.ValidDocumentNumber(base[1]) || base[0] == base[1] {
		t.Errorf("got numbers %q and %q, want two that are valid", base[0], base[1])
	}
	if base[2] != "" {
		t.Errorf("got number %q for a field that is not allotted", base[2])
	}
	if !regexp.MustCompile(`^[A-Z2-7]{26}$`).MatchString(base[3]) {
		t.Errorf("got reference %q", base[3])
	}
	if again := allotted("s", "a", card+"name: other\n"); again != base {
		t.Errorf("the same occasion: got %q, want %q", again, base)
	}
	seen := map[string]string{}
	for _, tt := range []struct{ secret, id, card string }{
		{"s", "a", card}, {"t", "a", card}, {"", "a", card}, {"s", "b", card},
		{"s", "a", "card: {issued_on: 2026-11-23, reason: new}\n"},
		{"s", "a", "card: {issued_on: 2026-11-22, reason: lost}\n"},
		{"s", "a", "card: {issued_on: 2026-11-22, reason: lost, replaces: " + base[0] + "}\n"},
		{"s", "a", "card: {issued_on: 2026-11-22}\n"}, {"s", "a", ""},
	} {
		got := allotted(tt.secret, tt.id, tt.card)
		for i, n := range got {
			key := fmt.Sprint(i, n)
			if other, ok := seen[key]; ok && n != "" {
				t.Errorf("%v: got %s again, which %s has", tt, n, other)
			}
			seen[key] = fmt.Sprint(tt)
		}
	}
	stated := allotted("s", "a", "card: {issued_on: 2026-11-22, reason: new, document_number: 222222222}\nportal: {ref: ABCDEFGHIJKLMNOPQRSTUVWXYZ}\n")
	if stated[0] != "222222222" || stated[3] != "ABCDEFGHIJKLMNOPQRSTUVWXYZ" || stated[1] != base[1] {
		t.Errorf("stated: got %q", stated)
	}
}
