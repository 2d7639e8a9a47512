package render

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A pdfValue is one object of ISO 32000-1, 7.3: nil (null), bool, pdfNumber, pdfName, pdfString,
// pdfArray, pdfDict, pdfRef or pdfTarget. A stream is a pdfDict with its data beside it.
type pdfValue any

type (
	pdfNumber float64
	pdfName   string // without the slash, #xx decoded
	pdfString string // the bytes meant
	pdfArray  []pdfValue
	pdfDict   []pdfEntry
	pdfRef    int // number of an object of the document it was read from; generation 0
)

// A pdfEntry is one key of a dictionary with its value.
type pdfEntry struct {
	key   pdfName
	value pdfValue
}

// A pdfTarget is a reference whose number in the joined file is known only when that is written.
type pdfTarget struct {
	kind pdfTargetKind
	n    int
}

type pdfTargetKind byte

const (
	toDraft  pdfTargetKind = 'D' // the nth draft of the same part
	toFont   pdfTargetKind = 'F' // the face named /F<n>
	toForm   pdfTargetKind = 'X' // the artwork named /X<n>
	toParent pdfTargetKind = 'P' // the page tree node above a page
	toNumber pdfTargetKind = 'N' // object n of the joined file
)

// A pdfHole is a place in canonical text where a reference belongs.
type pdfHole struct {
	at int
	to pdfTarget
}

// A pdfRect is a rectangle in points: lower left x and y, upper right x and y, from the bottom left
// of the page.
type pdfRect [4]float64

func (r pdfRect) array() pdfArray {
	a := make(pdfArray, len(r))
	for i, v := range r {
		a[i] = pdfNumber(math.Round(v*1e4) / 1e4) // 0.035 µm: finer than any device, without binary tails
	}
	return a
}

// valid reports whether r has an area and only numbers a viewer can hold.
func (r pdfRect) valid() bool {
	for _, v := range r {
		if !(math.Abs(v) <= pdfMaxNumber) {
			return false
		}
	}
	return r[0] < r[2] && r[1] < r[3]
}

// within reports whether r lies inside outer, or on its edge.
func (r pdfRect) within(outer pdfRect) bool {
	const slack = 1e-4
	return r[0] >= outer[0]-slack && r[1] >= outer[1]-slack && r[2] <= outer[2]+slack && r[3] <= outer[3]+slack
}

// pdfMaxNumber is the largest number read or written, the largest integer of ISO 32000-1, annex C.
const pdfMaxNumber = 1<<31 - 1

func (d pdfDict) get(key pdfName) (pdfValue, bool) {
	for _, e := range d {
		if e.key == key {
			return e.value, true
		}
	}
	return nil, false
}

// name returns the name under key, or "" if there is none.
func (d pdfDict) name(key pdfName) pdfName {
	v, _ := d.get(key)
	n, _ := v.(pdfName)
	return n
}

// with returns d with key set to v.
func (d pdfDict) with(key pdfName, v pdfValue) pdfDict {
	out := d.without(key)
	return append(out, pdfEntry{key, v})
}

// without returns a copy of d that lacks the keys.
func (d pdfDict) without(keys ...pdfName) pdfDict {
	out := make(pdfDict, 0, len(d)+1)
	for _, e := range d {
		if !slices.Contains(keys, e.key) {
			out = append(out, e)
		}
	}
	return out
}

// sort puts Type and Subtype first and the other keys in byte order: the one order of the joined file.
func (d pdfDict) sort() {
	rank := func(k pdfName) int {
		switch k {
		case "Type":
			return 0
		case "Subtype":
			return 1
		}
		return 2
	}
	slices.SortFunc(d, func(a, b pdfEntry) int {
		if c := rank(a.key) - rank(b.key); c != 0 {
			return c
		}
		return strings.Compare(string(a.key), string(b.key))
	})
}

// pdfText is canonical PDF text: one spelling for each value, dictionaries sorted in place, holes where
// a pdfTarget stood.
type pdfText struct {
	bytes []byte
	holes []pdfHole
}

// write appends the one spelling of v. A pdfRef is our own bug: it must have become a pdfTarget.
func (t *pdfText) write(v pdfValue) {
	switch v := v.(type) {
	case nil:
		t.bytes = append(t.bytes, "null"...)
	case bool:
		t.bytes = strconv.AppendBool(t.bytes, v)
	case pdfNumber:
		t.bytes = appendPDFNumber(t.bytes, float64(v))
	case pdfName:
		t.bytes = appendPDFName(t.bytes, v)
	case pdfString:
		t.bytes = appendPDFString(t.bytes, v)
	case pdfArray:
		t.bytes = append(t.bytes, '[')
		for i, e := range v {
			if i > 0 {
				t.bytes = append(t.bytes, ' ')
			}
			t.write(e)
		}
		t.bytes = append(t.bytes, ']')
	case pdfDict:
		v.sort()
		t.bytes = append(t.bytes, "<<"...)
		for i, e := range v {
			if i > 0 {
				t.bytes = append(t.bytes, ' ')
			}
			t.bytes = appendPDFName(t.bytes, e.key)
			t.bytes = append(t.bytes, ' ')
			t.write(e.value)
		}
		t.bytes = append(t.bytes, ">>"...)
	case pdfTarget:
		t.holes = append(t.holes, pdfHole{len(t.bytes), v})
	default:
		panic(fmt.Sprintf("render: no PDF spelling for %T", v))
	}
}

func appendPDFNumber(b []byte, v float64) []byte {
	if v == 0 {
		return append(b, '0') // and never -0
	}
	return strconv.AppendFloat(b, v, 'f', -1, 64)
}

func appendPDFName(b []byte, n pdfName) []byte {
	const hex = "0123456789ABCDEF"
	b = append(b, '/')
	for i := range len(n) {
		c := n[i]
		if c <= ' ' || c >= 0x7f || c == '#' || pdfClass[c] == pdfDelimiter {
			b = append(b, '#', hex[c>>4], hex[c&15])
			continue
		}
		b = append(b, c)
	}
	return b
}

// appendPDFString writes printable ASCII as a literal string and anything else in hexadecimal, so that
// the text between streams stays ASCII.
func appendPDFString(b []byte, s pdfString) []byte {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			return fmt.Appendf(b, "<%X>", string(s))
		}
	}
	b = append(b, '(')
	for i := range len(s) {
		if s[i] == '(' || s[i] == ')' || s[i] == '\\' {
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return append(b, ')')
}

// Character classes of ISO 32000-1, 7.2.2.
const (
	pdfRegular = iota
	pdfSpace
	pdfDelimiter
)

var pdfClass = func() (class [256]byte) {
	for _, c := range []byte("\x00\t\n\f\r ") {
		class[c] = pdfSpace
	}
	for _, c := range []byte("()<>[]{}/%") {
		class[c] = pdfDelimiter
	}
	return class
}()
