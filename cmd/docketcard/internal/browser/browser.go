// Package browser drives a headless Chromium in tests. It is the only importer of github.com/chromedp.
//
//	b := browser.Open(t)                  // skips the test when there is no Chromium to use
//	p := b.Page(1400, 900)
//	p.Go(url)
//	p.Wait(`document.title === "done"`)
//	p.Keys("j")
//	png := p.Screenshot()
//
// A step that fails ends the test.
package browser

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Variable names the environment variable that says which Chromium tests use, such as chromium.
const Variable = "DOCKETCARD_CHROMIUM"

// patience is how long a page may take for what a test waits for. It is for a machine that is busy, and no measure of speed.
const patience = 30 * time.Second

// A Browser is a running Chromium.
type Browser struct {
	t   testing.TB
	ctx context.Context
}

// Open starts the Chromium that the environment names, with a profile of its own, and ends it with the test.
func Open(t testing.TB) *Browser {
	t.Helper()
	return open(t)
}

// OpenWithCamera is Open for a Chromium with a camera that shows a file, in MJPEG, over and over, and lets every page use it.
func OpenWithCamera(t testing.TB, file string) *Browser {
	t.Helper()
	return open(t, chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("use-file-for-fake-video-capture", file))
}

func open(t testing.TB, more ...chromedp.ExecAllocatorOption) *Browser {
	t.Helper()
	name := os.Getenv(Variable)
	if name == "" {
		t.Skipf("set %s to the name of a Chromium to test in it", Variable)
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(name), chromedp.UserDataDir(t.TempDir()),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("hide-scrollbars", false), chromedp.Flag("disable-dev-shm-usage", true),
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), append(options, more...)...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting %s: %v", name, err)
	}
	return &Browser{t, ctx}
}

// A Page is a tab.
type Page struct {
	t   testing.TB
	ctx context.Context

	mu       sync.Mutex
	requests []string
	faults   []string
}

// Page opens a tab whose window has so many CSS pixels.
func (b *Browser) Page(width, height int) *Page {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	b.t.Cleanup(cancel)
	p := &Page{t: b.t, ctx: ctx}
	err := chromedp.Listen(ctx, func(event any) {
		p.mu.Lock()
		defer p.mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			p.requests = append(p.requests, e.Request.URL)
		case *runtime.EventExceptionThrown:
			p.faults = append(p.faults, e.ExceptionDetails.Text+" "+e.ExceptionDetails.Exception.Description)
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.ConsoleAPICalledTypeError {
				p.faults = append(p.faults, string(e.Args[0].Value))
			}
		}
	})
	if err != nil {
		b.t.Fatal(err)
	}
	call(p, network.Enable, network.EnableParams{})
	p.Size(width, height, 1)
	return p
}

// do carries out an action.
func do[T any](p *Page, a chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		p.t.Fatalf("in the browser: %v\nthe page said: %s", err, strings.Join(p.Faults(), "\n"))
	}
	return v
}

func call[P, R any](p *Page, c cdp.Command[P, R], params P) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, c, params); err != nil {
		p.t.Fatalf("in the browser: %v", err)
	}
}

// Dark sets whether the person prefers dark pages.
func (p *Page) Dark(dark bool) {
	p.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
}

// Size sets the size of the window in CSS pixels, each of which is scale pixels of a screenshot wide.
func (p *Page) Size(width, height int, scale float64) {
	p.t.Helper()
	do(p, chromedp.EmulateViewport(int64(width), int64(height), chromedp.EmulateScale(scale)))
}

// Go opens an address.
func (p *Page) Go(url string) {
	p.t.Helper()
	do(p, chromedp.Navigate(url))
}

// Text returns what an expression is in the page, as text.
func (p *Page) Text(expression string) string {
	p.t.Helper()
	value := do(p, chromedp.Evaluate[any](expression))
	if s, ok := value.(string); ok {
		return s
	}
	text, err := json.Marshal(value)
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

// Wait waits until an expression is true in the page.
func (p *Page) Wait(expression string) {
	p.t.Helper()
	do(p, chromedp.Poll[any](expression, chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(patience)))
}

// Keys types keys into whatever has the focus. Names of keys that write nothing are those of the package kb, such as kb.Tab.
func (p *Page) Keys(keys string) {
	p.t.Helper()
	do(p, chromedp.KeyEvent(keys))
}

// Click clicks what a selector finds first.
func (p *Page) Click(selector string) {
	p.t.Helper()
	do(p, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// Drop drops a file with these bytes on the page.
func (p *Page) Drop(name, mediaType string, data []byte) {
	p.t.Helper()
	p.Text(fmt.Sprintf(`(() => {
		const bytes = Uint8Array.from(atob(%q), c => c.charCodeAt(0));
		const transfer = new DataTransfer();
		transfer.items.add(new File([bytes], %q, { type: %q }));
		document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
	})()`, base64.StdEncoding.EncodeToString(data), name, mediaType))
}

// Move moves the pointer to a point of the window.
func (p *Page) Move(x, y float64) {
	p.t.Helper()
	do(p, chromedp.MouseEvent("mouseMoved", x, y))
}

// Screenshot returns the window as PNG.
func (p *Page) Screenshot() []byte {
	p.t.Helper()
	return do(p, chromedp.CaptureScreenshot())
}

// Requests returns the addresses that the page has asked for.
func (p *Page) Requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.requests...)
}

// Faults returns the exceptions and errors that the page reported.
func (p *Page) Faults() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.faults...)
}
