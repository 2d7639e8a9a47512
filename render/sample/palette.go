package sample

// A complexion is a skin tone with the shades the drawing needs. Dark tones
// take a cooler, deeper shade than light ones, and a lip that is darker
// rather than redder.
type complexion struct{ base, shade, deep, light, blush, lip paint }

var skins = []complexion{
	tone(0xf8ddcc), tone(0xf4d0b8), tone(0xecbf9f), tone(0xe0ac86), tone(0xd0966d),
	tone(0xba7f56), tone(0xa06a46), tone(0x855438), tone(0x6a412d), tone(0x543326),
}

func tone(v int) complexion {
	b := rgb(v)
	dark := (255 - b.light()) * 100 / 255 // 10 for the lightest to 75
	return complexion{
		base:  b,
		shade: b.mix(rgb(0x8a3f34), 26-dark/6).mix(rgb(0x2a1512), dark/5),
		deep:  b.mix(rgb(0x5c2a26), 48-dark/6).mix(rgb(0x1c0d0b), dark/4),
		light: b.mix(rgb(0xfff0dc), 34-dark/4),
		blush: b.mix(rgb(0xd8564e), 40),
		lip:   b.mix(rgb(0xb8484c), 48-dark/8).mix(rgb(0x3a1216), dark/9),
	}
}

var cloths = []int{
	0x33475b, 0x2f6f73, 0x7c3a45, 0x6b7150, 0x6d7480, 0xb98a3e, 0x5e4766, 0xa5563a,
	0x6f97b8, 0x3b4048, 0x3d5f4a, 0xd9d4c8, 0x4f6a8f, 0x9c6b74, 0x24303f,
}

var wraps = []int{
	0x2f4a66, 0x7a3448, 0x3f6f6a, 0xc9a25a, 0xb8c4cc, 0x5b4a78, 0x8c4f35, 0x39424d, 0xd9cdbd, 0x44603f,
}
