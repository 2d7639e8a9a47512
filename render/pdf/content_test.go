package pdf

import (
	"strings"
	"testing"
)

func TestUsesOf(t *testing.T) {
	tests := []struct{ content, want string }{
		{"", ""},
		{"BT /F0 9.96 Tf ET", "Font F0"},
		{"q 1 0 0 1 0 0 cm /Iab12 Do Q /Iab12 Do", "XObject Iab12"},
		{"/GS1 gs /CS2 cs 1 scn /CS3 CS 1 SCN", "ExtGState GS1, ColorSpace CS2, ColorSpace CS3"},
		{"/DeviceGray cs /Pattern CS /P1 SCN 0.5 /P2 scn /Sh1 sh", "Pattern P1, Pattern P2, Shading Sh1"},
		{"/OC /OC1 BDC EMC", "Properties OC1"},
		{"/Span <</Lang (hi) /ActualText <FEFF>>> BDC EMC", ""},
		{"/Artifact BMC EMC /Perceptual ri", ""},
		{"(/X1 Do) Tj <2F58> Tj % /X2 Do\n/X3 Do", "XObject X3"},
		{"(a\\)/X1 Do(b)/X2 Do) Tj", ""},
		{"BI /W 16 /H 2 /IM true /D [1 0] ID /X1 EI /X2 Do", "XObject X2"},
		{"BI /W 8 /H 8 /CS /G /BPC 8 ID " + strings.Repeat("(", 64) + "\nEI /X1 Do", "XObject X1"},
		{"BI /W 8 /H 8 /F /Fl ID (EIEI( x EI Q /X1 Do", "XObject X1"},
		{"/F#30 1 Tf", "Font F0"},
	}
	for _, tt := range tests {
		uses, err := usesOf([]byte(tt.content), nil)
		var got []string
		for _, u := range uses {
			got = append(got, string(u.category+" "+u.name))
		}
		if got := strings.Join(got, ", "); got != tt.want || err != nil && tt.want != "" {
			t.Errorf("usesOf(%q): got %q, %v, want %q", tt.content, got, err, tt.want)
		}
	}
}

func FuzzUsesOf(f *testing.F) {
	f.Add([]byte("BT /F0 9 Tf (a) Tj ET BI /W 8 /H 1 /IM true ID \x00 EI q /X0 Do Q /Span <</A [1 2]>> BDC"))
	f.Fuzz(func(t *testing.T, content []byte) { usesOf(content, nil) })
}
