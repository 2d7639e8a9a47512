package pdf

import (
	"math"
	"testing"
)

func TestText(t *testing.T) {
	tests := []struct {
		v    Value
		want string
	}{
		{nil, "null"},
		{true, "true"},
		{Number(math.Copysign(0, -1)), "0"},
		{Number(595.28), "595.28"},
		{Number(1e-7), "0.0000001"},
		{Name("A B#/\x00é"), "/A#20B#23#2F#00#C3#A9"},
		{String(`a(b)\`), `(a\(b\)\\)`},
		{String("\xfe\xff"), "<FEFF>"},
		{Array{Number(1), Array{}, Name("x")}, "[1 [] /x]"},
		{Dict{{"Z", Number(1)}, {"Subtype", Name("S")}, {"A", Dict{}}, {"Type", Name("T")}},
			"<</Type /T /Subtype /S /A <<>> /Z 1>>"},
		{Rect{0, 1.0 / 3, 85.6 * 72 / 25.4, 2}.array(), "[0 0.3333 242.6457 2]"},
	}
	for _, tt := range tests {
		var text spelling
		text.write(tt.v)
		if got := string(text.bytes); got != tt.want {
			t.Errorf("write(%#v): got %s, want %s", tt.v, got, tt.want)
			continue
		}
		p := Parser{Src: text.bytes}
		v, err := p.Value()
		if err != nil {
			t.Errorf("reading %s back: %v", tt.want, err)
			continue
		}
		var again spelling
		again.write(v)
		if got := string(again.bytes); got != tt.want {
			t.Errorf("read back and written: got %s, want %s", got, tt.want)
		}
	}
}
