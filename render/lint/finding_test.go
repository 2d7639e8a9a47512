package lint

import "testing"

// TestTally counts each card once, however often a rule finds the same on it, and keeps what is worst.
func TestTally(t *testing.T) {
	all := tally{}
	for _, f := range []struct {
		record, text, other string
		amount              int64
	}{{"a", "bad", "x", 1}, {"a", "worse", "x", 2}, {"b", "worst", "x", 3}, {"b", "bad", "x", 1}, {"c", "bad", "x", 1}, {"a", "another", "y", 1}} {
		all.add("overlap", Finding{Record: f.record, Cards: 1, Text: f.text}, f.other, f.amount)
	}
	// A worker's findings of the cards that come after.
	after := tally{}
	after.add("overlap", Finding{Record: "d", Cards: 1, Text: "bad"}, "x", 1)
	after.add("overlap", Finding{Record: "e", Cards: 1, Text: "bad"}, "x", 1)
	for key, f := range after {
		all.merge(key, f)
	}
	got := all.sorted()
	if len(got) != 2 || got[1].Text != "worst" || got[1].Record != "b" || got[1].Cards != 5 || got[0].Text != "another" || got[0].Cards != 1 {
		t.Errorf("got %+v", got)
	}
}
