package main

import (
	"bufio"
	"context"
	"io"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"

	"docketcard/cmd/docketcard/internal/browser"

	"github.com/chromedp/chromedp/kb"
)

// serveStudio runs preview --watch and returns its address.
func serveStudio(t *testing.T, args ...string) string {
	t.Helper()
	m := newTestMachine("")
	m.env["DOCKETCARD_CACHE"] = os.Getenv("DOCKETCARD_CACHE")
	out, in := io.Pipe()
	m.machine.stdout = in
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, append([]string{"preview", "--watch", "--listen", "127.0.0.1:0"}, args...), m.machine)
		in.Close()
	}()
	t.Cleanup(func() {
		stop()
		if code := <-done; code != exitDone {
			t.Errorf("the studio ended with exit code %d: %s", code, m.stderr.String())
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the studio did not start: %s", m.stderr.String())
	}
	return strings.TrimSpace(line)
}

// The studio as a person at a browser meets it.
func TestStudioInBrowser(t *testing.T) {
	b := browser.Open(t)
	s := newTestStudio(t)
	page := b.Page(1400, 900)
	page.Go(serveStudio(t, "-t", s.template(), s.dir))

	const front = `document.querySelector('#front img')`
	shows := func(key string) {
		t.Helper()
		page.Wait(`document.querySelector('.row[aria-selected=true] small')?.textContent === '` + key + `' && document.body.dataset.shown === '` + key + `'`)
	}
	picture := func() string { t.Helper(); return page.Text(front + `.getAttribute('src')`) }
	changed := func(was string) {
		t.Helper()
		page.Wait(front + `.getAttribute('src') !== '` + was + `' && ` + front + `.naturalWidth > 0`)
	}

	// The page loads: the worst record first, both sides, both codes read.
	shows("c-0023")
	page.Wait(front + `.naturalWidth === 1011 && document.querySelector('#back img').naturalWidth === 1011`)
	page.Wait(`document.querySelectorAll('#codes .item').length === 2`)
	if got := page.Text(`document.querySelector('#codes').textContent`); !strings.Contains(got, "SPECIMEN") || !strings.Contains(got, "Holder's code") {
		t.Errorf("got codes %q", got)
	}

	// Records are stepped through and found.
	was := picture()
	page.Keys(kb.ArrowDown)
	changed(was)
	page.Keys("k")
	shows("c-0023")
	page.Keys("/")
	page.Wait(`document.activeElement.id === 'search'`)
	page.Keys("nguy" + kb.Enter)
	shows("c-0001")
	if got := page.Text(`document.querySelector('#count').textContent`); got != "1 of 6 records" {
		t.Errorf("got %q", got)
	}
	page.Keys(kb.Escape)

	// Guides, and back to the same picture.
	page.Wait(front + `.naturalWidth === 1011`)
	was = picture()
	page.Keys("g")
	page.Wait(front + `.naturalWidth === 1082`) // with 3 mm of bleed around
	page.Keys("g")
	page.Wait(front + `.getAttribute('src') === '` + was + `'`)

	// What is under the pointer, in millimetres.
	x, y := page.Text(`String(document.querySelector('#front .paper').getBoundingClientRect().left)`), page.Text(`String(document.querySelector('#front .paper').getBoundingClientRect().top)`)
	scale := page.Text(`String(document.querySelector('#front .paper').getBoundingClientRect().width / 85.6)`)
	page.Move(number(t, x)+10*number(t, scale), number(t, y)+20*number(t, scale))
	page.Wait(`document.querySelector('#place').textContent.startsWith('10.0, 20.0 mm') && document.querySelector('#place').textContent.includes('portrait')`)

	// Saving the template changes the picture; zoom and place stay.
	page.Keys("+")
	zoom := page.Text(`document.querySelector('#zoom').textContent`)
	was = picture()
	s.edit("cards/card.yaml", "at: [33, 13.4]", "at: [33, 13.9]")
	changed(was)
	shows("c-0001")
	if got := page.Text(`document.querySelector('#zoom').textContent`); got != zoom {
		t.Errorf("got zoom %s, was %s", got, zoom)
	}
	page.Wait(`document.body.dataset.latency > 0`)
	t.Logf("from save to picture: %s ms", page.Text(`document.body.dataset.latency`))

	// A fault is shown over the last good picture, and goes again.
	was = picture()
	s.edit("cards/card.yaml", "at: [33, 13.9]", "at: [33, 13.9")
	page.Wait(`!document.querySelector('#failure').hidden && /card.yaml:\d+:\d+/.test(document.querySelector('#failure').textContent)`)
	if got := picture(); got != was {
		t.Errorf("the last good picture is gone: got %s", got)
	}
	s.edit("cards/card.yaml", "at: [33, 13.9", "at: [33, 13.4]")
	page.Wait(`document.querySelector('#failure').hidden`)

	// All of it by keyboard: every stop is visible and says what it is.
	page.Text(`document.activeElement.blur(), 0`)
	seen := map[string]bool{}
	for range 40 {
		page.Keys(kb.Tab)
		stop := page.Text(`(e => [e.id || e.name || e.className, e.matches(':focus-visible'),
			Boolean(e.ariaLabel || e.textContent.trim() || e.closest('label') || e.labels?.length)].join(' '))(document.activeElement)`)
		name, rest, _ := strings.Cut(stop, " ")
		if seen[name] = true; name != "" && rest != "true true" {
			t.Errorf("stop %q: visible focus and a name are %s", name, rest)
		}
	}
	for _, name := range []string{"what", "side", "guides", "larger", "search", "list", "stage", "tab-findings"} {
		if !seen[name] {
			t.Errorf("the Tab key does not lead to %s", name)
		}
	}

	// A narrow window has no scroll bar of its own, and the records in a tab.
	page.Size(420, 800, 1)
	page.Click("#tab-records")
	page.Wait(`document.querySelector('#list').offsetHeight > 60 && document.documentElement.scrollWidth <= 420`)

	for _, r := range page.Requests() {
		if u, err := url.Parse(r); err != nil || u.Hostname() != "127.0.0.1" {
			t.Errorf("the page asked for %q", r)
		}
	}
	for _, f := range page.Faults() {
		t.Errorf("the page reported %s", f)
	}
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
