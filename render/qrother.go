//go:build goqrcode

package render

// onlyGoQRCode leaves all codes to go-qrcode.
const onlyGoQRCode = true
