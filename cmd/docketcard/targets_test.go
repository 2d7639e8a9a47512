package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"docketcard/cmd/docketcard/internal/finding"
)

// Pictures of a sheet are read like the sheet, from files, a folder and standard input, and a file that cannot be read keeps no other from
// being read.
func TestVerifyPictures(t *testing.T) {
	if testing.Short() {
		t.Skip("drawing whole sheets takes long under the race detector")
	}
	dir := t.TempDir()
	sheets, picture := filepath.Join(dir, "sheets"), filepath.Join(dir, "backs.png")
	docketcard(t, exitDone, "preview", "../../examples/field-office/c-0001.yaml", "../../examples/field-office/c-0002.yaml", "--sheet", "--dpi", "150", "-o", sheets)
	files, err := filepath.Glob(filepath.Join(sheets, "*.png"))
	if err != nil || len(files) != 2 {
		t.Fatalf("got %q, want two pictures", files)
	}
	front, back := files[0], files[1]
	if strings.Contains(front, "back") {
		front, back = back, front
	}
	data, err := os.ReadFile(back)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, img, &jpeg.Options{Quality: 70}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(picture, data, 0o600); err != nil {
		t.Fatal(err)
	}
	read := func(m *testMachine) (found []finding.Finding) {
		for d := json.NewDecoder(&m.stdout); d.More(); {
			var f struct {
				finding.Finding
				Verdict string `json:"verdict"`
			}
			if err := d.Decode(&f); err != nil || f.Verdict != "specimen" || f.Number == "" || f.Fields["surname"] == "" || f.Box == nil {
				t.Fatalf("got %+v, %v, want a specimen with its place and fields", f, err)
			}
			found = append(found, f.Finding)
		}
		return found
	}
	if got := read(docketcard(t, exitFailed, "verify", "--json", picture)); len(got) != 2 || got[0].Target != filepath.ToSlash(picture) {
		t.Errorf("a picture: got %v, want two seals", got)
	}
	m := newTestMachine(photo.String())
	if code := run(t.Context(), []string{"verify", "--json", "-"}, m.machine); code != exitFailed || len(read(m)) != 2 {
		t.Errorf("standard input: got exit code %d, %s", code, m.stderr.String())
	}
	m = docketcard(t, exitFailed, "verify", sheets)
	for _, want := range []string{"code 1  SPECIMEN", "code 2  SPECIMEN"} {
		if !strings.Contains(m.stdout.String(), want) {
			t.Errorf("a folder: got %s, want %s", m.stdout.String(), want)
		}
	}
	// The folder has the fronts too, which have no seals.
	if want := "found 2 portal codes and no seal"; !strings.Contains(m.stderr.String(), want) {
		t.Errorf("a folder: got %s, want %s", m.stderr.String(), want)
	}
	docketcard(t, exitFailed, "verify", front)
}

// Whatever is in a picture file, it is read or refused with a reason.
func TestBadPictures(t *testing.T) {
	var whole, photo bytes.Buffer
	img := image.NewGray(image.Rect(0, 0, 40, 30))
	if err := png.Encode(&whole, img); err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(&photo, img, nil); err != nil {
		t.Fatal(err)
	}
	vast := bytes.Clone(whole.Bytes())
	binary.BigEndian.PutUint32(vast[16:], 60_000)
	binary.BigEndian.PutUint32(vast[20:], 60_000)
	binary.BigEndian.PutUint32(vast[29:], crc32.ChecksumIEEE(vast[12:29]))
	dir := t.TempDir()
	for name, test := range map[string]struct {
		data []byte
		want string
	}{
		"short.png":  {whole.Bytes()[:50], "found a damaged PNG"},
		"head.png":   {whole.Bytes()[:8], "found a damaged PNG"},
		"short.jpg":  {photo.Bytes()[:100], "found a damaged JPEG"},
		"vast.png":   {vast, "found 60000 x 60000 pixels; want at most 100 million"},
		"blank.png":  {whole.Bytes(), "found no code on the picture"},
		"named.jpeg": {whole.Bytes(), "found no code on the picture"},
	} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, test.data, 0o600); err != nil {
			t.Fatal(err)
		}
		if m := docketcard(t, exitFailed, "verify", file); !strings.Contains(m.stderr.String(), test.want) || !strings.Contains(m.stderr.String(), name) {
			t.Errorf("%s: got %q, want %q", name, m.stderr.String(), test.want)
		}
	}
	m := docketcard(t, exitFailed, "verify", dir)
	if got := strings.Count(m.stderr.String(), "error: reading "); got != 6 {
		t.Errorf("a folder of bad pictures: got %d errors, want 6\n%s", got, m.stderr.String())
	}
}
