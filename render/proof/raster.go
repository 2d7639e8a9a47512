package proof

import (
	"fmt"
	"image"
	"math"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/structs"
)

// maxPixels bounds a raster: 100 megapixels hold an SRA3 sheet at 600 dpi, 80 megapixels.
const maxPixels = 100_000_000

// pointsPerInch is the PDF unit of default user space, ISO 32000-1, 8.3.2.3.
const pointsPerInch = 72

// Size returns the width and height of a page as it is shown, in points of 1/72 inch.
func (d *Document) Size(page int) (width, height float64, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.size(page)
}

func (d *Document) size(page int) (width, height float64, err error) {
	p, err := d.page(page)
	if err != nil {
		return 0, 0, err
	}
	size, err := d.pdf.GetPageSize(&requests.GetPageSize{Page: p})
	if err != nil {
		return 0, 0, d.fail(fmt.Sprintf("loading page %d", page), err)
	}
	return size.Width, size.Height, nil
}

// Gray draws a page in shades of grey on white paper at dpi pixels per inch, as it would be printed. The
// pixel (x, y) shows the point (x, y)*72/dpi of the page, measured from its top left corner; a last column or
// row that the page covers in part is there too. A raster of more than 100 megapixels is ErrTooLarge.
func (d *Document) Gray(page int, dpi float64) (*image.Gray, error) {
	var img *image.Gray
	err := d.draw(page, dpi, enums.FPDF_BITMAP_FORMAT_GRAY, func(buf []byte, bounds image.Rectangle) {
		img = image.NewGray(bounds)
		stride := len(buf) / bounds.Dy()
		for y := range bounds.Dy() {
			copy(img.Pix[y*img.Stride:][:img.Stride], buf[y*stride:])
		}
	})
	return img, err
}

// RGBA draws a page in colour on white paper, as Gray does in grey. Every pixel is opaque.
func (d *Document) RGBA(page int, dpi float64) (*image.RGBA, error) {
	var img *image.RGBA
	err := d.draw(page, dpi, enums.FPDF_BITMAP_FORMAT_BGRX, func(buf []byte, bounds image.Rectangle) {
		img = image.NewRGBA(bounds)
		copy(img.Pix, buf)
		for i := 3; i < len(img.Pix); i += 4 {
			img.Pix[i] = 0xff
		}
	})
	return img, err
}

// draw renders a page and hands the pixels to take, whose buffer is pdfium's own memory and gone afterwards.
func (d *Document) draw(page int, dpi float64, format enums.FPDF_BITMAP_FORMAT, take func([]byte, image.Rectangle)) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	width, height, err := d.size(page)
	if err != nil {
		return err
	}
	bounds, err := rasterBounds(width, height, dpi)
	if err != nil {
		return fmt.Errorf("page %d: %w", page, err)
	}
	doing := fmt.Sprintf("drawing page %d", page)

	bitmap, err := d.pdf.FPDFBitmap_CreateEx(&requests.FPDFBitmap_CreateEx{
		Width: bounds.Dx(), Height: bounds.Dy(), Format: format, Pointer: uint64(0),
	})
	if err != nil {
		return d.fail(doing, err)
	}
	defer d.pdf.FPDFBitmap_Destroy(&requests.FPDFBitmap_Destroy{Bitmap: bitmap.Bitmap})

	if _, err := d.pdf.FPDFBitmap_FillRect(&requests.FPDFBitmap_FillRect{
		Bitmap: bitmap.Bitmap, Width: bounds.Dx(), Height: bounds.Dy(), Color: 0xffffffff,
	}); err != nil {
		return d.fail(doing, err)
	}

	p, err := d.page(page)
	if err != nil {
		return err
	}
	flags := enums.FPDF_RENDER_FLAG_PRINTING
	if format == enums.FPDF_BITMAP_FORMAT_GRAY {
		flags |= enums.FPDF_RENDER_FLAG_GRAYSCALE
	} else {
		flags |= enums.FPDF_RENDER_FLAG_REVERSE_BYTE_ORDER
	}
	// With a matrix the scale is exact; fitting the page to a whole number of pixels would stretch it.
	scale := float32(dpi / pointsPerInch)
	if _, err := d.pdf.FPDF_RenderPageBitmapWithMatrix(&requests.FPDF_RenderPageBitmapWithMatrix{
		Bitmap:   bitmap.Bitmap,
		Page:     p,
		Matrix:   structs.FPDF_FS_MATRIX{A: scale, D: scale},
		Clipping: structs.FPDF_FS_RECTF{Right: float32(bounds.Dx()), Bottom: float32(bounds.Dy())},
		Flags:    flags,
	}); err != nil {
		return d.fail(doing, err)
	}

	buf, err := d.pdf.FPDFBitmap_GetBuffer(&requests.FPDFBitmap_GetBuffer{Bitmap: bitmap.Bitmap})
	if err != nil {
		return d.fail(doing, err)
	}
	bytesPerPixel := 4
	if format == enums.FPDF_BITMAP_FORMAT_GRAY {
		bytesPerPixel = 1
	}
	// A bitmap that pdfium had no memory for is a null pointer, which all the calls above accept.
	if len(buf.Buffer) < bounds.Dx()*bounds.Dy()*bytesPerPixel {
		return fmt.Errorf("%s: %w: no memory for a raster of %d x %d pixels", doing, ErrTooLarge, bounds.Dx(), bounds.Dy())
	}
	take(buf.Buffer, bounds)
	return nil
}

// rasterBounds returns the pixels that a page of so many points needs at a resolution.
func rasterBounds(width, height, dpi float64) (image.Rectangle, error) {
	if !(dpi > 0) || math.IsInf(dpi, 0) {
		return image.Rectangle{}, fmt.Errorf("a resolution of %v dpi cannot be drawn; want more than 0", dpi)
	}
	// A page size is a float32 in pdfium: a sliver of a pixel is its rounding and no part of the page.
	const sliver = 1e-3
	w := math.Ceil(width*dpi/pointsPerInch - sliver)
	h := math.Ceil(height*dpi/pointsPerInch - sliver)
	if !(w >= 1 && h >= 1) {
		return image.Rectangle{}, fmt.Errorf("%v x %v points are not a page that can be drawn at %v dpi", width, height, dpi)
	}
	if w*h > maxPixels {
		return image.Rectangle{}, fmt.Errorf("%w: %.0f x %.0f pixels; want at most %d", ErrTooLarge, w, h, maxPixels)
	}
	return image.Rect(0, 0, int(w), int(h)), nil
}
