package main

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"testing"
)

func TestCheckedPhotos(t *testing.T) {
	m := newTestMachine("")
	m.env["DOCKETCARD_CACHE"] = filepath.Join(t.TempDir(), "cache")
	sum := func(i int) [sha256.Size]byte { return sha256.Sum256([]byte{byte(i)}) }
	// Each run adds ten, some of them known already.
	for run := range 3 {
		p := openCheckedPhotos(m.machine)
		for i := range 40 {
			if got, want := p.Has(sum(i)), run > 0 && i < 7*(run-1)+10; got != want {
				t.Errorf("run %d: has photo %d: got %t, want %t", run, i, got, want)
			}
		}
		for i := 7 * run; i < 7*run+10; i++ {
			if !p.Has(sum(i)) {
				p.Add(sum(i))
			}
		}
		if err := p.save(t.Context(), m.machine); err != nil {
			t.Fatal(err)
		}
	}
	// What is not whole holds nothing.
	name := filepath.Join(m.env["DOCKETCARD_CACHE"], "checked-photos")
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	head := len(photosHead)
	swapped := append(append([]byte(photosHead), whole[head+32:head+64]...), whole[head:head+32]...)
	for what, data := range map[string][]byte{"cut": whole[:len(whole)-1], "other version": append([]byte("docketcard checked photos 0\n"), whole[head:]...), "not sorted": swapped} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		p := openCheckedPhotos(m.machine)
		for i := range 40 {
			if p.Has(sum(i)) {
				t.Errorf("%s: photo %d is trusted", what, i)
			}
		}
	}
}
