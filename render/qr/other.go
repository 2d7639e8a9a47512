//go:build goqrcode

package qr

// onlyGoQRCode leaves all codes to go-qrcode.
const onlyGoQRCode = true
