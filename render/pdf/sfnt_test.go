package pdf

import (
	"testing"

	"golang.org/x/image/font/gofont/goregular"
)

func FuzzTrimTrueType(f *testing.F) {
	f.Add(goregular.TTF[:4096])
	f.Fuzz(func(t *testing.T, program []byte) { trimTrueType(program) })
}
