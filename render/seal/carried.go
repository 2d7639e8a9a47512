package seal

import "strings"

// ListText returns a signed list as the text of a QR code of its own: Base45,
// not compressed again, since the entries of a status list are already.
func ListText(list []byte) string { return toBase45(list) }

// maxListText is the most characters that a QR code of version 40 holds in
// alphanumeric mode, at level L (ISO/IEC 18004, table 7).
const maxListText = 4296

// ParseList returns a signed list from the bytes of its file, which are the list
// itself or its ListText, as a reader of codes saves it. It fails with
// ErrMalformed for what is neither.
func ParseList(data []byte) ([]byte, error) {
	if len(data) > 0 && data[0] == tagSign1[0] {
		return data, nil
	}
	text := strings.Trim(string(data[:min(len(data), maxListText+8)]), "\r\n\t\ufeff")
	list, err := FromBase45(text)
	if err != nil || len(text) > maxListText || len(list) == 0 || list[0] != tagSign1[0] {
		return nil, malformed("neither a signed list nor the text of its code")
	}
	return list, nil
}
