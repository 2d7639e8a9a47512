package render

import (
	"math"
	"testing"
)

func TestPDFText(t *testing.T) {
	tests := []struct {
		v    pdfValue
		want string
	}{
		{nil, "null"},
		{true, "true"},
		{pdfNumber(math.Copysign(0, -1)), "0"},
		{pdfNumber(595.28), "595.28"},
		{pdfNumber(1e-7), "0.0000001"},
		{pdfName("A B#/\x00é"), "/A#20B#23#2F#00#C3#A9"},
		{pdfString(`a(b)\`), `(a\(b\)\\)`},
		{pdfString("\xfe\xff"), "<FEFF>"},
		{pdfArray{pdfNumber(1), pdfArray{}, pdfName("x")}, "[1 [] /x]"},
		{pdfDict{{"Z", pdfNumber(1)}, {"Subtype", pdfName("S")}, {"A", pdfDict{}}, {"Type", pdfName("T")}},
			"<</Type /T /Subtype /S /A <<>> /Z 1>>"},
		{pdfRect{0, 1.0 / 3, 85.6 * 72 / 25.4, 2}.array(), "[0 0.3333 242.6457 2]"},
	}
	for _, tt := range tests {
		var text pdfText
		text.write(tt.v)
		if got := string(text.bytes); got != tt.want {
			t.Errorf("write(%#v): got %s, want %s", tt.v, got, tt.want)
			continue
		}
		p := pdfParser{src: text.bytes}
		v, err := p.value(0)
		if err != nil {
			t.Errorf("reading %s back: %v", tt.want, err)
			continue
		}
		var again pdfText
		again.write(v)
		if got := string(again.bytes); got != tt.want {
			t.Errorf("read back and written: got %s, want %s", got, tt.want)
		}
	}
}
