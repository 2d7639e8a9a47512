package render

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"

	"docketcard/templates"
)

// phases returns by how much of a turn the lines of an element are moved on a card: two numbers from 0 to 1, derived from the value of the
// element's field under the secret that document numbers are derived under (HMAC-SHA-256, RFC 2104). Who has the secret can compute them
// again for any card; nobody else can tell whether a pattern and a number belong together. An element without a key is not moved.
func (m *merge) phases(e templates.Element, k templates.Keyed) [2]float64 {
	if k.Key == "" {
		return [2]float64{}
	}
	mac := hmac.New(sha256.New, m.secret)
	mac.Write([]byte("docketcard artwork v1\x00" + e.Base().ID + "\x00" + k.Key + "\x00" + m.value(m.card, k.Key).text))
	sum := mac.Sum(nil)
	turn := func(b []byte) float64 { return float64(binary.BigEndian.Uint16(b)) / (1 << 16) }
	return [2]float64{turn(sum), turn(sum[2:])}
}
