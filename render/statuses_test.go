package render

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"docketcard/render/seal"
)

// TestStatuses enters the cards of a batch, and no others, in a status list, and seals their places into them.
func TestStatuses(t *testing.T) {
	setup := officeSetup(t)
	setup.Sealer = liveSealer(t)
	setup.Limit = 2
	var cases []Case
	for _, n := range []string{"0001", "0002", "0003"} {
		cases = append(cases, live(officeCases(t, n)[0]))
	}
	var asked []string
	setup.Status = &Statuses{URI: "https://status.example/1", Entries: 1 << 20, Entry: func(number string) (uint64, error) {
		asked = append(asked, number)
		return uint64(len(asked)) * 1000, nil
	}}
	b := check(t, setup, cases...)
	if len(asked) != 2 {
		t.Fatalf("entered: got %d cards, want 2", len(asked))
	}
	ring := must[*seal.Keyring](t)(seal.NewKeyring(seal.Key{Public: liveKey.Public()}))
	for i, number := range asked {
		_, back, err := b.compose(i, new(caseReader))
		if err != nil {
			t.Fatal(err)
		}
		res := ring.Verify(of[*Symbol](back)[0].Text, setup.Time)
		want := seal.StatusRef{Index: uint64(i+1) * 1000, URI: "https://status.example/1"}
		if res.Payload == nil || res.Payload.Status == nil || *res.Payload.Status != want || res.Payload.Attributes[attributeID] != number {
			t.Errorf("card %d: got %v, %+v", i, res.Verdict, res.Payload)
		}
	}
	if len(asked) != 2 {
		t.Errorf("asked again when drawn: %d times", len(asked))
	}

	// A faulty record costs no entry, and a list without room is a fault of the record.
	asked = nil
	broken := cases[0]
	broken.Data = append([]byte("x: 1\n"), broken.Data...)
	if _, err := Check(context.Background(), setup, []Case{cases[1], broken}, nil); err == nil || len(asked) > 0 {
		t.Errorf("faulty record: got %v, %d entries", err, len(asked))
	}
	setup.Status.Entry = func(string) (uint64, error) { return 0, errors.New("full") }
	_, err := Check(context.Background(), setup, cases[:1], nil)
	if l := faults(t, err); len(l) != 1 || l[0].Msg != "full" || l[0].Pos.File == "" {
		t.Errorf("full list: got %v", err)
	}
}

// TestStatusesWithoutNumber refuses a template whose cards could not be told apart.
func TestStatusesWithoutNumber(t *testing.T) {
	setup := officeSetup(t)
	setup.Sealer = liveSealer(t)
	setup.Status = &Statuses{URI: "https://status.example/1", Entries: 4, Entry: func(string) (uint64, error) { return 0, nil }}
	sealed := *setup.Template.Seal
	for i, a := range sealed.Attributes {
		if a.Name == "id" {
			sealed.Attributes = append(sealed.Attributes[:i:i], sealed.Attributes[i+1:]...)
			break
		}
	}
	template := *setup.Template
	template.Seal = &sealed
	setup.Template = &template
	_, err := Check(context.Background(), setup, []Case{live(officeCases(t, "0001")[0])}, nil)
	if l := faults(t, err); len(l) != 1 || !strings.Contains(fmt.Sprint(l), "cannot be revoked") {
		t.Errorf("got %v", err)
	}
}
