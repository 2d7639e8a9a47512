package pdf

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
)

// Skeleton spells a file as text that can be read and compared, for tests: objects as they are in the file, streams inflated, those that
// are not text by their SHA-256. It fails where Open does.
func Skeleton(file []byte) (string, error) {
	s, err := Open(file)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	head, _, _ := bytes.Cut(file, []byte("1 0 obj"))
	fmt.Fprintf(&b, "%q\n", head)
	// Dictionaries take a line a key; everything else is spelled as in the file.
	var spell func(v Value, indent string) string
	spell = func(v Value, indent string) string {
		switch v := v.(type) {
		case Ref:
			return fmt.Sprintf("%d 0 R", v)
		case Array:
			var items []string
			for _, e := range v {
				items = append(items, spell(e, indent))
			}
			return "[" + strings.Join(items, " ") + "]"
		case Dict: // in the order of the file, which is under test
			if len(v) == 0 {
				return "<<>>"
			}
			var lines strings.Builder
			for _, e := range v {
				fmt.Fprintf(&lines, "%s  %s %s\n", indent, appendName(nil, e.Key), spell(e.Value, indent+"  "))
			}
			return "<<\n" + lines.String() + indent + ">>"
		}
		var t spelling
		t.write(v)
		return string(t.bytes)
	}
	for n := 1; n < len(s.offsets); n++ {
		v, data, err := s.Object(Ref(n))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "\n%d 0 obj\n", n)
		d, _ := v.(Dict)
		if data == nil {
			b.WriteString(spell(v, "") + "\n")
			continue
		}
		b.WriteString(spell(d.without("Length"), "") + "\nstream\n")
		_, plain, err := Decode(d, data)
		if err != nil {
			return "", err
		}
		if i := bytes.IndexFunc(plain, func(r rune) bool { return r < ' ' && r != '\n' }); i >= 0 || d.Name("Filter") == "DCTDecode" {
			fmt.Fprintf(&b, "%d bytes, SHA-256 %x\n", len(plain), sha256.Sum256(plain))
		} else {
			fmt.Fprintf(&b, "%s\n", bytes.TrimSuffix(plain, []byte("\n")))
		}
	}
	at := bytes.LastIndex(file, []byte("trailer"))
	p := Parser{Src: file, Pos: at + len("trailer")}
	trailer, err := p.dict()
	if err != nil {
		return "", err
	}
	fmt.Fprintf(&b, "\ntrailer\n%s\n", spell(trailer, ""))
	return b.String(), nil
}
