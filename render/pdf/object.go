package pdf

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A Value is one object of ISO 32000-1, 7.3: nil (null), bool, Number, Name, String,
// Array, Dict, Ref or target. A stream is a Dict with its data beside it.
type Value any

// The kinds of values.
type (
	Number float64
	Name   string // without the slash, #xx decoded
	String string // the bytes meant
	Array  []Value
	Dict   []Entry
	Ref    int // number of an object of the document it was read from; generation 0
)

// An Entry is one key of a dictionary with its value.
type Entry struct {
	Key   Name
	Value Value
}

// A target is a reference whose number in the joined file is known only when that is written.
type target struct {
	kind targetKind
	n    int
}

type targetKind byte

const (
	toDraft  targetKind = 'D' // the nth draft of the same part
	toFont   targetKind = 'F' // the face named /F<n>
	toForm   targetKind = 'X' // the artwork named /X<n>
	toParent targetKind = 'P' // the page tree node above a page
	toNumber targetKind = 'N' // object n of the joined file
)

// A hole is a place in canonical text where a reference belongs.
type hole struct {
	at int
	to target
}

// A Rect is a rectangle in points: lower left x and y, upper right x and y, from the bottom left
// of the page.
type Rect [4]float64

func (r Rect) array() Array {
	a := make(Array, len(r))
	for i, v := range r {
		a[i] = Number(math.Round(v*1e4) / 1e4) // 0.035 µm: finer than any device, without binary tails
	}
	return a
}

// valid reports whether r has an area and only numbers a viewer can hold.
func (r Rect) valid() bool {
	for _, v := range r {
		if !(math.Abs(v) <= maxNumber) {
			return false
		}
	}
	return r[0] < r[2] && r[1] < r[3]
}

// within reports whether r lies inside outer, or on its edge.
func (r Rect) within(outer Rect) bool {
	const slack = 1e-4
	return r[0] >= outer[0]-slack && r[1] >= outer[1]-slack && r[2] <= outer[2]+slack && r[3] <= outer[3]+slack
}

// maxNumber is the largest number read or written, the largest integer of ISO 32000-1, annex C.
const maxNumber = 1<<31 - 1

// Get returns the value under key, and whether there is one.
func (d Dict) Get(key Name) (Value, bool) {
	for _, e := range d {
		if e.Key == key {
			return e.Value, true
		}
	}
	return nil, false
}

// name returns the name under key, or "" if there is none.
func (d Dict) Name(key Name) Name {
	v, _ := d.Get(key)
	n, _ := v.(Name)
	return n
}

// with returns d with key set to v.
func (d Dict) with(key Name, v Value) Dict {
	out := d.without(key)
	return append(out, Entry{key, v})
}

// without returns a copy of d that lacks the keys.
func (d Dict) without(keys ...Name) Dict {
	out := make(Dict, 0, len(d)+1)
	for _, e := range d {
		if !slices.Contains(keys, e.Key) {
			out = append(out, e)
		}
	}
	return out
}

// sort puts Type and Subtype first and the other keys in byte order: the one order of the joined file.
func (d Dict) sort() {
	rank := func(k Name) int {
		switch k {
		case "Type":
			return 0
		case "Subtype":
			return 1
		}
		return 2
	}
	slices.SortFunc(d, func(a, b Entry) int {
		if c := rank(a.Key) - rank(b.Key); c != 0 {
			return c
		}
		return strings.Compare(string(a.Key), string(b.Key))
	})
}

// A spelling is canonical PDF text: one spelling for each value, dictionaries sorted in place, holes where
// a target stood.
type spelling struct {
	bytes []byte
	holes []hole
}

// write appends the one spelling of v. A Ref is our own bug: it must have become a target.
func (t *spelling) write(v Value) {
	switch v := v.(type) {
	case nil:
		t.bytes = append(t.bytes, "null"...)
	case bool:
		t.bytes = strconv.AppendBool(t.bytes, v)
	case Number:
		t.bytes = appendNumber(t.bytes, float64(v))
	case Name:
		t.bytes = appendName(t.bytes, v)
	case String:
		t.bytes = appendString(t.bytes, v)
	case Array:
		t.bytes = append(t.bytes, '[')
		for i, e := range v {
			if i > 0 {
				t.bytes = append(t.bytes, ' ')
			}
			t.write(e)
		}
		t.bytes = append(t.bytes, ']')
	case Dict:
		v.sort()
		t.bytes = append(t.bytes, "<<"...)
		for i, e := range v {
			if i > 0 {
				t.bytes = append(t.bytes, ' ')
			}
			t.bytes = appendName(t.bytes, e.Key)
			t.bytes = append(t.bytes, ' ')
			t.write(e.Value)
		}
		t.bytes = append(t.bytes, ">>"...)
	case target:
		t.holes = append(t.holes, hole{len(t.bytes), v})
	default:
		panic(fmt.Sprintf("pdf: no spelling for %T", v))
	}
}

func appendNumber(b []byte, v float64) []byte {
	if v == 0 {
		return append(b, '0') // and never -0
	}
	return strconv.AppendFloat(b, v, 'f', -1, 64)
}

func appendName(b []byte, n Name) []byte {
	const hex = "0123456789ABCDEF"
	b = append(b, '/')
	for i := range len(n) {
		c := n[i]
		if c <= ' ' || c >= 0x7f || c == '#' || class[c] == delimiter {
			b = append(b, '#', hex[c>>4], hex[c&15])
			continue
		}
		b = append(b, c)
	}
	return b
}

// appendString writes printable ASCII as a literal string and anything else in hexadecimal, so that
// the text between streams stays ASCII.
func appendString(b []byte, s String) []byte {
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
	regular = iota
	white
	delimiter
)

var class = func() (class [256]byte) {
	for _, c := range []byte("\x00\t\n\f\r ") {
		class[c] = white
	}
	for _, c := range []byte("()<>[]{}/%") {
		class[c] = delimiter
	}
	return class
}()
