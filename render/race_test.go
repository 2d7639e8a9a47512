//go:build race

package render

// qrStep leaves out versions that go-qrcode is too slow for under the race detector.
const qrStep = 5
