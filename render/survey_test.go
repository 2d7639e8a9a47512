package render

import (
	"bytes"
	"context"
	"testing"

	"docketcard/render/sheet"
)

// A survey goes on where a check stops, and what it finds sound is printed as if the rest were not there.
func TestSurvey(t *testing.T) {
	setup := officeSetup(t)
	cases := officeCases(t, "000[1-3]")
	cases[1].Data = bytes.Replace(cases[1].Data, []byte("birth_date: "), []byte("birth_date: 31-02-"), 1)
	cases = append(cases, Case{Name: "empty.yaml"}, Case{Name: "twice.yaml", Data: cases[0].Data, Files: cases[0].Files})

	b, all, err := Survey(context.Background(), setup, cases)
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		id     string
		card   int
		faults bool
	}{{"", -1, true}, {"c-0001", 0, false}, {"c-0002", -1, true}, {"c-0003", 1, false}, {"c-0001", -1, true}}
	if len(all) != len(want) {
		t.Fatalf("got %d records, want %d", len(all), len(want))
	}
	for i, w := range want {
		if got := all[i]; got.ID != w.id || got.Card != w.card || (len(got.Faults) > 0) != w.faults {
			t.Errorf("record %d: got %q, card %d, %v; want %+v", i, got.ID, got.Card, got.Faults, w)
		}
	}
	sound := must[*Batch](t)(Check(context.Background(), setup, officeCases(t, "0001", "0003"), nil))
	if got, want := written(t, b), written(t, sound); !bytes.Equal(got, want) {
		t.Errorf("got %d bytes, want the %d that the sound records alone make", len(got), len(want))
	}

	if b, all, err := Survey(context.Background(), setup, []Case{{Name: "empty.yaml"}}); b != nil || len(all) != 1 || err != nil {
		t.Errorf("no record: got %v, %v, %v", b, all, err)
	}
	setup.Issuer.PortalHost = ""
	if _, _, err := Survey(context.Background(), setup, cases); err == nil {
		t.Error("a template that lacks something of the issuer: got no error")
	}
}

// The cards of a batch can be laid on another stock.
func TestOn(t *testing.T) {
	setup := officeSetup(t)
	b := must[*Batch](t)(Check(context.Background(), setup, officeCases(t, "*"), nil))
	if got := [3]int{b.SheetOf(7), b.SheetOf(8), b.SheetOf(b.Cards())}; got != [3]int{0, 1, -1} {
		t.Errorf("cards 7, 8 and one too many: got sheets %v, want 0, 1 and none", got)
	}
	one, err := b.On(builtinStock(t, "cr80"), sheet.Options{Flip: sheet.None}, Guides{})
	if err != nil || one.Sheets() != b.Cards() || b.Sheets() != 3 {
		t.Errorf("got %d sheets on cards and %d on letter paper: %v", one.Sheets(), b.Sheets(), err)
	}
}
