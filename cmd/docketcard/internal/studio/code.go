package studio

import (
	"errors"
	"fmt"

	"docketcard/render/scan"
	"docketcard/render/seal"
)

// codeDPI is fine enough for the smallest module a template may ask for, 0.338 mm; see verify.
const codeDPI = 300

// A code is a QR code as it is read back from a drawn page.
type code struct {
	X       float64      `json:"x"` // of the symbol without its quiet zone, in millimetres from the page's left and top edges
	Y       float64      `json:"y"`
	W       float64      `json:"w"`
	H       float64      `json:"h"`
	Title   string       `json:"title"`
	Verdict string       `json:"verdict,omitempty"` // of a seal
	About   string       `json:"about"`
	Fields  []seal.Field `json:"fields,omitempty"` // what is signed
	Text    string       `json:"text"`
}

// codes reads the codes of a page.
func (s *Studio) codes(name string) ([]code, error) {
	s.pictures.busy <- struct{}{}
	defer func() { <-s.pictures.busy }()
	doc, number, err := s.pictures.open(name)
	if err != nil {
		return nil, err
	}
	defer doc.Close()
	img, err := doc.Gray(number, codeDPI)
	if err != nil {
		return nil, err
	}
	e, _, _, _ := s.now()
	out := []code{}
	for _, found := range scan.Codes(img) {
		mm := func(px int) float64 { return float64(px) * 25.4 / codeDPI }
		c := code{X: mm(found.Box.Min.X), Y: mm(found.Box.Min.Y), W: mm(found.Box.Dx()), H: mm(found.Box.Dy()), Text: found.Text}
		c.explain(s.ring.Verify(found.Text, e.Setup.Time))
		out = append(out, c)
	}
	return out, nil
}

// explain says what a code is for.
func (c *code) explain(r seal.Result) {
	letters := fmt.Sprintf("%d characters", len(c.Text))
	if _, err := seal.Parse(c.Text); errors.Is(err, seal.ErrNoSeal) {
		c.Title = "Holder's code"
		c.About = "A link without a seal, " + letters + ". A phone opens it; it carries no personal data and nobody can log in with it alone."
		return
	}
	if r.Format == "" {
		c.Title = "Code"
		c.About = "Not a seal, " + letters + "."
		return
	}
	c.Title, c.Verdict = "Officer's code", r.Verdict.String()
	c.About = r.Verdict.Sentence()
	if r.Reason != "" {
		c.About += " " + r.Reason
	}
	if r.Payload != nil {
		c.Fields = r.Payload.Fields()
	}
}
