package record

import "strings"

// numberAlphabet has no letters and digits that are taken for each other: neither I nor O, neither 0 nor 1.
const numberAlphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// numberLength is the room that the machine-readable zone has for a document number (ICAO Doc 9303-5, section 4.2.2).
const numberLength = 9

// DocumentNumber returns the document number of the low 40 bits of n: eight characters of five bits each, and a check character. The
// check character makes the sum of the characters, each times a power of x, zero in GF(2)[x]/(x^5+x^2+1), so that one wrong character, or
// two that changed places, are always found.
func DocumentNumber(n uint64) string {
	var b [numberLength]byte
	for i := range numberLength - 1 {
		b[i] = numberAlphabet[n>>(35-5*i)&31]
	}
	b[numberLength-1] = numberAlphabet[numberSum(string(b[:numberLength-1]))]
	return string(b[:])
}

// ValidDocumentNumber tells whether s is written as DocumentNumber writes, and its check character is right.
func ValidDocumentNumber(s string) bool { return numberFault(s) == "" }

func numberFault(s string) string {
	if len(s) != numberLength {
		return "is not a document number; want nine characters"
	}
	for i := range len(s) {
		if strings.IndexByte(numberAlphabet, s[i]) < 0 {
			return "is not a document number; want digits from 2 and capital letters without I and O"
		}
	}
	if numberAlphabet[numberSum(s[:numberLength-1])] != s[numberLength-1] {
		return "is not a document number; its check character is wrong"
	}
	return ""
}

// numberSum is Horner's rule with x as the base.
func numberSum(s string) int {
	sum := 0
	for i := range len(s) {
		sum = timesX(sum ^ strings.IndexByte(numberAlphabet, s[i]))
	}
	return sum
}

func timesX(v int) int {
	if v <<= 1; v >= 32 {
		v ^= 0b100101
	}
	return v
}

// referenceLength is 130 bits in the alphabet of RFC 4648 base32.
const referenceLength = 26

func referenceFault(s string) string {
	ok := len(s) == referenceLength
	for i := range len(s) {
		ok = ok && (s[i] >= 'A' && s[i] <= 'Z' || s[i] >= '2' && s[i] <= '7')
	}
	if !ok {
		return "want 26 characters of A to Z and 2 to 7"
	}
	return ""
}
