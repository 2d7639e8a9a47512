package fonts

import (
	"slices"
	"testing"
	"unicode"
)

func TestFamily(t *testing.T) {
	l := &Library{found: map[string]Found{}}
	for _, name := range []string{"NotoSansTamil-Regular", "NotoSansTamil-Bold", "NotoSansLao-Regular", "NotoSansCJKtc-Regular", "Other-Regular"} {
		l.found[name] = Found{Name: name}
	}
	for name, more := range map[string][]string{
		"world":      {"NotoSansCJKtc-Regular", "NotoSansLao-Regular", "NotoSansTamil-Regular"},
		"world-bold": {"NotoSansCJKtc-Regular", "NotoSansLao-Regular", "NotoSansTamil-Bold"},
	} {
		embedded := (*Library)(nil).Family(name)
		for _, face := range embedded {
			if _, ok := Lookup(face); !ok {
				t.Errorf("%s: %s is not a face", name, face)
			}
		}
		if got := l.Family(name); !slices.Equal(got, append(embedded, more...)) {
			t.Errorf("%s: got %q, want those embedded and %q", name, got, more)
		}
	}
	if got := l.Family("plex-sans"); !slices.Equal(got, []string{"plex-sans"}) {
		t.Errorf("plex-sans: got %q", got)
	}
}

// Every script that can be told by its letters but is not embedded has a face to install.
func TestInstallables(t *testing.T) {
	var embedded []*Face
	for _, name := range (*Library)(nil).Family("world") {
		embedded = append(embedded, face(t, name))
	}
	for _, s := range scripts {
		for _, r := range s.letters {
			here := slices.ContainsFunc(embedded, func(f *Face) bool { return f.Has(r) })
			if !here && unicode.IsLetter(r) && !slices.ContainsFunc(Installables(), func(i Installable) bool { return i.For(r) }) {
				t.Errorf("%s: no face to install for %c", s.name, r)
			}
		}
	}
}
