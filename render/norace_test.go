//go:build !race

package render

const qrStep = 1
