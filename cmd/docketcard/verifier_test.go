package main

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"docketcard/cmd/docketcard/internal/browser"
	"docketcard/render/seal"

	"github.com/skip2/go-qrcode"
)

// The page for officers, opened from a disk, gives each dropped picture of a code and each pasted text its verdict, and asks for nothing.
func TestVerifierInBrowser(t *testing.T) {
	b := browser.Open(t)
	o := newOffice(t)
	good, lost, strange := o.card("card.key", "A1"), o.card("card.key", "A2"), o.card("stranger.key", "A4")
	o.must("2026-11-23", "trust", "sign", "trust.json", "-k", "root.key", "-o", "trust.cwt")
	o.must("2026-11-24", "status", "revoke", "statuses.json", "A2")
	o.must("2026-11-24", "status", "sign", "statuses.json", "-k", "status.key", "-o", "list.cwt", "--ttl", "3d")
	file := filepath.Join(o.dir, "verifier.html")
	o.must("2026-11-24", "verifier", "--trust", "trust.cwt", "-k", "root.key", "--status", "list.cwt", "-o", file)

	p := b.Page(412, 900)
	address := (&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}).String()
	p.Go(address)
	p.Wait(`document.body.dataset.state === "ready"`)
	day := func(day string) {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		p.Text(fmt.Sprintf("void (Date.now = () => %d)", at.UnixMilli()))
	}
	// look waits for the answer to what was asked, and checks the verdicts that the page shows.
	look := func(what string, want ...string) {
		t.Helper()
		p.Wait(`document.body.dataset.state === "done"`)
		p.Text(`document.body.dataset.state = "seen"`)
		got := p.Text(`[...document.querySelectorAll('.card')].map(c => c.dataset.verdict + ' ' + c.querySelector('h2').textContent).join(', ')`)
		if got != strings.Join(want, ", ") {
			t.Errorf("%s: got %q, want %q\n%s", what, got, want, p.Text(`document.getElementById('results').innerText`))
		}
	}
	says := func(what, want string) {
		t.Helper()
		if text := p.Text(`document.getElementById('results').innerText`); !strings.Contains(text, want) {
			t.Errorf("%s: got %q, want %q", what, text, want)
		}
	}
	shoot := func(name string) {
		if dir := os.Getenv("DOCKETCARD_SCREENSHOTS"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, name+".png"), p.Screenshot(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	shoot("ready")

	day("2026-11-25")
	p.Drop("valid.png", "image/png", codePNG(t, good))
	look("a valid card", "valid VALID")
	says("a valid card", "A1")
	says("a valid card", "Compare the face")
	says("a valid card", "24 hours old")
	shoot("valid")
	p.Drop("revoked.jpg", "image/jpeg", codeJPEG(t, lost))
	look("a revoked card", "revoked REVOKED")
	shoot("revoked")
	p.Drop("strange.png", "image/png", codePNG(t, strange))
	look("a card with an unknown key", "unknown-key UNKNOWN KEY")
	shoot("unknown")
	changed := good[:len(good)-2] + string('0'+(good[len(good)-2]-'0'+1)%10) + good[len(good)-1:]
	p.Drop("tampered.png", "image/png", codePNG(t, changed))
	look("a card that was changed", "bad-signature BAD SIGNATURE")
	shoot("tampered")
	p.Drop("specimen.png", "image/png", codePNG(t, specimen(t)))
	look("a specimen", "specimen SPECIMEN")
	p.Wait(`document.querySelector('.face img').naturalWidth === 24`)
	says("a specimen with a portrait", "the picture here")
	shoot("specimen")
	p.Drop("holder.png", "image/png", codePNG(t, "HTTPS://PORTAL.UTOPIA.EXAMPLE/C/ABCDEFGHJKMNPQRSTVWXYZ2345"))
	look("the holder's code")
	says("the holder's code", "holder’s code")
	p.Drop("nothing.png", "image/png", codePNG(t, ""))
	look("no code")
	says("no code", "No code was found on nothing.png")
	p.Drop("broken.png", "image/png", []byte("no picture"))
	look("no picture")
	says("no picture", "not a picture")

	paste := func(text string) {
		p.Text(fmt.Sprintf(`void (document.getElementById('text').value = %q)`, text))
		p.Click("#typed button")
	}
	paste(good)
	look("pasted text", "valid VALID")
	paste("Hello")
	look("pasted nonsense", "malformed MALFORMED")
	day("2026-11-28")
	paste(good)
	look("with an old list", "status-stale STATUS STALE")
	shoot("stale")
	day("2099-01-01")
	p.Drop("expired.png", "image/png", codePNG(t, good))
	look("an expired card", "expired EXPIRED")
	shoot("expired")
	p.Click("#clear")
	if got := p.Text(`document.getElementById('results').innerText`); got != "Nothing has been read yet." {
		t.Errorf("cleared: got %q", got)
	}

	for _, asked := range p.Requests() {
		// Blobs are the page's own: its worker. Data are the symbols and faces in it.
		if asked != address && !strings.HasPrefix(asked, "blob:") && !strings.HasPrefix(asked, "data:") {
			t.Errorf("the page asked for %s", asked)
		}
	}
	// What tries to leave it is kept from it by its policy.
	p.Text(`void fetch('https://example.com/').then(() => document.title = 'got through', () => document.title = 'refused')`)
	p.Wait(`document.title !== "Check a card"`)
	if got := p.Text(`document.title`); got != "refused" {
		t.Errorf("a request: %s", got)
	}
	if faults := p.Faults(); len(faults) > 0 {
		t.Errorf("the page reported %q", faults)
	}
	p.Dark(true)
	p.Size(1280, 900, 1)
	day("2026-11-25")
	p.Drop("valid.png", "image/png", codePNG(t, good))
	look("a valid card", "valid VALID")
	shoot("valid-dark-wide")
}

// The page is the same bytes for the same lists and clock, holds no private key, and is not made with lists that verify would refuse.
func TestVerifierPage(t *testing.T) {
	o := newOffice(t)
	o.must("2026-11-23", "trust", "sign", "trust.json", "-k", "root.key", "-o", "trust.cwt")
	var pages [2][]byte
	for i := range pages {
		file := filepath.Join(o.dir, fmt.Sprintf("%d.html", i))
		o.must("2026-11-24", "verifier", "--trust", "trust.cwt", "-k", "root.key", "-o", file)
		var err error
		if pages[i], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(pages[0], pages[1]) {
		t.Error("two pages of the same lists and time differ")
	}
	key, err := os.ReadFile(filepath.Join(o.dir, "root.key"))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(key)
	for _, hidden := range [][]byte{[]byte("PRIVATE"), []byte(base64.StdEncoding.EncodeToString(block.Bytes))} {
		if bytes.Contains(pages[0], hidden) {
			t.Error("the page holds a private key")
		}
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"verifier"}, "flag --output is missing"},
		{[]string{"verifier", "-o", filepath.Join(o.dir, "no.html"), "--trust", "trust.cwt"}, "found no key that it should be signed with"},
		{[]string{"verifier", "-o", filepath.Join(o.dir, "no.html"), "--trust", "trust.json", "-k", "root.key"}, "malformed"},
		{[]string{"verifier", "-o", "root.key"}, "is not a verifier page"},
	} {
		if code, _, stderr := o.run("2026-11-24", test.args...); code == exitDone || !strings.Contains(stderr, test.want) {
			t.Errorf("%s: got exit code %d, %s; want %s", test.args, code, stderr, test.want)
		}
	}
	if _, err := os.Stat(filepath.Join(o.dir, "no.html")); err == nil {
		t.Error("a page was written that was refused")
	}
}

// The camera looks until it sees a seal.
func TestVerifierCameraInBrowser(t *testing.T) {
	dir := t.TempDir()
	film, file := filepath.Join(dir, "film.mjpeg"), filepath.Join(dir, "verifier.html")
	if err := os.WriteFile(film, codeJPEG(t, specimen(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	b := browser.OpenWithCamera(t, film)
	docketcard(t, exitDone, "verifier", "-o", file)
	p := b.Page(412, 900)
	p.Go((&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}).String())
	p.Wait(`document.body.dataset.state === "ready"`)
	p.Click("#camera")
	p.Wait(`document.body.dataset.state === "done"`)
	if got := p.Text(`document.querySelector('.card').dataset.verdict`); got != "specimen" {
		t.Errorf("got %q, want specimen", got)
	}
	// It is off again.
	if got := p.Text(`document.getElementById('video').srcObject`); got != "null" {
		t.Errorf("the camera after the verdict: got %s, want none", got)
	}
	if faults := p.Faults(); len(faults) > 0 {
		t.Errorf("the page reported %q", faults)
	}
}

// specimen returns the text of a specimen's code.
func specimen(t *testing.T) string {
	t.Helper()
	s, err := seal.NewSealer(seal.SpecimenKey())
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	var face bytes.Buffer
	if err := jpeg.Encode(&face, image.NewGray(image.Rect(0, 0, 24, 30)), nil); err != nil {
		t.Fatal(err)
	}
	message, err := s.Seal(seal.Payload{
		Issuer: "UTO", Expires: day.AddDate(1, 0, 0), IssuedAt: day, Specimen: true,
		Attributes: map[int]any{1: "S1", 7: "Nguyễn", 16: face.Bytes(), 17: int64(1)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return seal.URL("verify.example", message)
}

// codePicture draws a code on grey paper, or no code for no text.
func codePicture(t *testing.T, text string) image.Image {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 640, 640))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.Gray{Y: 225}), image.Point{}, draw.Src)
	if text == "" {
		return img
	}
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	for y, row := range q.Bitmap() {
		for x, dark := range row {
			if dark {
				draw.Draw(img, image.Rect(60+4*x, 30+4*y, 64+4*x, 34+4*y), image.NewUniform(color.Gray{Y: 30}), image.Point{}, draw.Src)
			}
		}
	}
	return img
}

func codePNG(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, codePicture(t, text)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func codeJPEG(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, codePicture(t, text), &jpeg.Options{Quality: 70}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
