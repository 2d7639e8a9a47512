// Package proof reads finished print back: the pages of a PDF as rasters and as words with their places. It is
// how the product checks its own sheets, and how previews and diffs are made from the very file that goes to
// the printer. Package scan reads the codes on a raster.
//
//	r, err := proof.Open(ctx, cacheDir)
//	defer r.Close()
//	doc, err := r.Document(file, size)
//	defer doc.Close()
//	for page := range doc.Pages() {
//		img, err := doc.Gray(page, 300)
//		words, err := doc.Words(page)
//		for _, code := range scan.Codes(img) { … code.Text, code.Box … }
//	}
//
// Pages are drawn by pdfium, which runs as WebAssembly inside the process: nothing has to be installed, and a
// hostile PDF stays in a sandbox that has no files, no network, and no more memory than it is allowed.
//
// The package prints nothing and opens no file of its own accord.
package proof

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"sync"

	"github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// Reasons for which a PDF is not read. They are wrapped; test with errors.Is.
var (
	ErrNotPDF    = errors.New("not a PDF, or too damaged to read")
	ErrEncrypted = errors.New("the PDF is encrypted")
	ErrTooLarge  = errors.New("too large")
)

const (
	// maxFile bounds a document: pdfium's WebAssembly build counts file offsets in 32 bits.
	maxFile = math.MaxInt32
	// memoryPages bounds the memory of one open document, in WebAssembly pages of 64 KiB: 1 GiB.
	memoryPages = 1 << 14
)

// A Reader opens PDFs. It may be used by several goroutines at once.
type Reader struct {
	ctx   context.Context
	pool  pdfium.Pool
	cache wazero.CompilationCache
}

// Open starts a Reader. Translating pdfium to machine code takes seconds of every core; when cacheDir is not
// empty the result is kept there, and later starts read it back in a fraction of a second. The directory is
// made when it does not exist. It holds code that will be run, so it must be writable by its user only. A
// cache made by another version of this program is not used and does no harm.
//
// The Reader lives under ctx: when ctx is done, work in flight stops soon, and every later call fails. The
// Reader must be closed all the same.
func Open(ctx context.Context, cacheDir string) (*Reader, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	// pdfium's build unwinds errors with WebAssembly exceptions, an extension that must be asked for.
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(memoryPages).
		WithCloseOnContextDone(true)

	var cache wazero.CompilationCache
	if cacheDir != "" {
		var err error
		if cache, err = wazero.NewCompilationCacheWithDir(cacheDir); err != nil {
			return nil, fmt.Errorf("opening the cache directory: %w", err)
		}
		config = config.WithCompilationCache(cache)
	}

	pool, err := webassembly.Init(webassembly.Config{
		Context: experimental.WithCompilationWorkers(ctx, runtime.GOMAXPROCS(0)),
		// Instances are made when a document is opened and thrown away when it is closed, so that a
		// document's memory is given back whole and nothing of it can reach the next one. The number is
		// not limited here: who opens documents closes them.
		MaxTotal:      -1,
		RuntimeConfig: config,
		// Without this go-pdfium shows the guest the whole file system.
		FSConfig: wazero.NewFSConfig(),
		// pdfium seeds hash tables with it; rasters and text do not depend on it.
		RandomSource: zeros{},
		Stdout:       io.Discard,
		Stderr:       io.Discard,
	})
	if err != nil {
		if cache != nil {
			cache.Close(context.WithoutCancel(ctx))
		}
		return nil, fmt.Errorf("starting pdfium: %w", err)
	}
	return &Reader{ctx: ctx, pool: pool, cache: cache}, nil
}

// zeros is an endless stream of zero bytes.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// Close ends the Reader and frees its memory. Documents must be closed first.
func (r *Reader) Close() error {
	err := r.pool.Close()
	if r.cache != nil {
		err = errors.Join(err, r.cache.Close(context.WithoutCancel(r.ctx)))
	}
	return err
}

// A Document is an open PDF. Its methods may be called from several goroutines, but run one at a time: for
// more, open the file more than once. Pages are numbered from 0. Only the page last asked for is kept parsed,
// so a caller wastes least by doing all it wants with one page before the next.
type Document struct {
	mu     sync.Mutex
	ctx    context.Context
	file   *io.SectionReader
	pdf    pdfium.Pdfium
	doc    references.FPDF_DOCUMENT
	pages  int
	last   int // the page last asked for
	turned int // how often that was another one since the file was parsed
	closed bool
}

// turnsPerParse is how many pages are read before the file is parsed anew: pdfium keeps every object it has
// met, so that going through a long document would end with all of it in memory. Parsing takes milliseconds.
const turnsPerParse = 64

// Document opens the PDF of size bytes in src. Only what a page needs is read, when it is needed, so src must
// stay readable until the Document is closed. The reason for a refusal is ErrNotPDF, ErrEncrypted or
// ErrTooLarge.
func (r *Reader) Document(src io.ReaderAt, size int64) (*Document, error) {
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	if size > maxFile {
		return nil, fmt.Errorf("%w: the file has %d bytes; want at most %d", ErrTooLarge, size, int64(maxFile))
	}
	if size <= 0 {
		return nil, fmt.Errorf("%w: the file is empty", ErrNotPDF)
	}
	pdf, err := r.pool.GetInstanceWithContext(r.ctx)
	if err != nil {
		return nil, fmt.Errorf("starting pdfium: %w", err)
	}
	d := &Document{ctx: r.ctx, file: io.NewSectionReader(src, 0, size), pdf: pdf}
	if err := d.parse(); err != nil {
		pdf.Close()
		return nil, err
	}
	return d, nil
}

// parse gives the file to pdfium.
func (d *Document) parse() error {
	opened, err := d.pdf.OpenDocument(&requests.OpenDocument{
		FileReader:     d.file,
		FileReaderSize: d.file.Size(),
	})
	if err != nil {
		switch {
		case d.ctx.Err() != nil:
			return d.ctx.Err()
		case errors.Is(err, pdfiumerrors.ErrPassword), errors.Is(err, pdfiumerrors.ErrSecurity):
			return ErrEncrypted
		case errors.Is(err, pdfiumerrors.ErrFormat), errors.Is(err, pdfiumerrors.ErrFile):
			return ErrNotPDF
		}
		return fmt.Errorf("%w: %w", ErrNotPDF, err)
	}
	count, err := d.pdf.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	if err != nil {
		return d.fail("counting pages", err)
	}
	d.doc, d.pages, d.turned = opened.Document, count.PageCount, 0
	return nil
}

// Pages returns the number of pages.
func (d *Document) Pages() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.pages
}

// Close frees the document and all its memory. A closed Document fails every call; closing it again does nothing.
func (d *Document) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil
	}
	d.closed = true
	// The instance goes with all it holds; what it says on its way out matters to no one.
	d.pdf.Close()
	return nil
}

// page turns to a page and returns its name for pdfium, or why there is none. d.mu must be held.
func (d *Document) page(n int) (requests.Page, error) {
	if d.closed {
		return requests.Page{}, errors.New("the document is closed")
	}
	if err := d.ctx.Err(); err != nil {
		return requests.Page{}, err
	}
	if n < 0 || n >= d.pages {
		return requests.Page{}, fmt.Errorf("page %d does not exist; want 0 to %d", n, d.pages-1)
	}
	if n != d.last {
		d.last = n
		d.turned++
	}
	if d.turned > turnsPerParse {
		if _, err := d.pdf.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: d.doc}); err != nil {
			return requests.Page{}, d.fail("parsing anew", err)
		}
		if err := d.parse(); err != nil {
			return requests.Page{}, err
		}
	}
	return requests.Page{ByIndex: &requests.PageByIndex{Document: d.doc, Index: n}}, nil
}

// fail says what was being done when pdfium failed, and prefers the reason of the context where that is why.
func (d *Document) fail(doing string, err error) error {
	if ctxErr := d.ctx.Err(); ctxErr != nil {
		return ctxErr
	}
	return fmt.Errorf("%s: %w", doing, err)
}
