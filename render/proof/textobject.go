package proof

import (
	"fmt"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// A TextObject is a piece of text as a page draws it: a text object, or a path within marked content of the tag Span, which is how text
// is drawn as outlines.
type TextObject struct {
	Box      Rect // what its glyphs cover, exactly for outlines
	Outlines bool

	// X and Y are where the baseline of a text object begins.
	X, Y float64
}

// TextObjects returns the pieces of text of a page, in the order in which they are drawn. Those within form XObjects are left out.
func (d *Document) TextObjects(page int) ([]TextObject, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p, err := d.page(page)
	if err != nil {
		return nil, err
	}
	doing := fmt.Sprintf("reading the objects of page %d", page)
	fail := func(err error) ([]TextObject, error) { return nil, d.fail(doing, err) }
	box, err := d.pdf.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: p})
	if err != nil {
		return fail(err)
	}
	rotation, err := d.pdf.FPDFPage_GetRotation(&requests.FPDFPage_GetRotation{Page: p})
	if err != nil {
		return fail(err)
	}
	show := shown{
		left: float64(box.Rect.Left), bottom: float64(box.Rect.Bottom),
		right: float64(box.Rect.Right), top: float64(box.Rect.Top),
		quarters: int(rotation.PageRotation) & 3,
	}
	count, err := d.pdf.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: p})
	if err != nil {
		return fail(err)
	}
	var out []TextObject
	for i := range count.Count {
		got, err := d.pdf.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: p, Index: i})
		if err != nil {
			return fail(err)
		}
		kind, err := d.pdf.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: got.PageObject})
		if err != nil {
			return fail(err)
		}
		o := TextObject{Outlines: kind.Type == enums.FPDF_PAGEOBJ_PATH}
		if o.Outlines {
			if span, err := d.inSpan(got.PageObject); err != nil || !span {
				if err != nil {
					return fail(err)
				}
				continue
			}
		} else if kind.Type != enums.FPDF_PAGEOBJ_TEXT {
			continue
		}
		at, err := d.pdf.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: got.PageObject})
		if err != nil {
			return fail(err)
		}
		o.Box = show.rect(float64(at.Left), float64(at.Bottom), float64(at.Right), float64(at.Top))
		if !o.Outlines {
			m, err := d.pdf.FPDFPageObj_GetMatrix(&requests.FPDFPageObj_GetMatrix{PageObject: got.PageObject})
			if err != nil {
				return fail(err)
			}
			o.X, o.Y = show.point(float64(m.Matrix.E), float64(m.Matrix.F))
		}
		out = append(out, o)
	}
	return out, nil
}

// inSpan tells whether a page object is marked content of the tag Span, ISO 32000-1, 14.6.
func (d *Document) inSpan(object references.FPDF_PAGEOBJECT) (bool, error) {
	marks, err := d.pdf.FPDFPageObj_CountMarks(&requests.FPDFPageObj_CountMarks{PageObject: object})
	if err != nil {
		return false, err
	}
	for i := range marks.Count {
		mark, err := d.pdf.FPDFPageObj_GetMark(&requests.FPDFPageObj_GetMark{PageObject: object, Index: uint64(i)})
		if err != nil {
			return false, err
		}
		name, err := d.pdf.FPDFPageObjMark_GetName(&requests.FPDFPageObjMark_GetName{PageObjectMark: mark.Mark})
		if err != nil {
			return false, err
		}
		if name.Name == "Span" {
			return true, nil
		}
	}
	return false, nil
}
