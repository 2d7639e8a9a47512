package templates

import "testing"

// TestBackground keeps what shows no more than the issuer's texts and the number that keys the artwork.
func TestBackground(t *testing.T) {
	data, _ := BuiltinTemplate("docket-card")
	whole, err := ParseTemplate("docket-card.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	bare, field, err := whole.Background()
	if err != nil || field != "card.document_number" || bare.Seal != nil || len(bare.Fields) != 2 {
		t.Fatalf("got %+v of %q, %v", bare, field, err)
	}
	kept := map[string]bool{}
	for e := range Walk(bare.Front, bare.Back) {
		kept[e.Base().ID] = true
	}
	for id, want := range map[string]bool{"lines of the number": true, "rosette of the number": true, "minitext": true, "issuer": true, "document number": true,
		"surname": false, "portrait": false, "second portrait": false, "portal code": false, "seal code": false, "case number": false} {
		if kept[id] != want {
			t.Errorf("%s: kept %t, want %t", id, kept[id], want)
		}
	}
	if whole.Field("holder.surname") == nil || len(whole.Front) == len(bare.Front) {
		t.Error("the whole template was changed")
	}
}
