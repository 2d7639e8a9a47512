package sample

// A figure is a portrait being drawn: its measures in design units.
type figure struct {
	Portrait
	c    *canvas
	skn  complexion
	dice *dice

	young            int // 0 for grown-ups to 12
	crown, chinY     int // top of the skull, foot of the chin
	fw, jw, cw       int // half widths at cheekbone, jaw and chin
	eyeX, eyeY       int // of the right-hand pupil
	browY            int
	noseY, mouthY    int
	neckW            int // half width
	head, body, neck *mask
}

const axis = fieldW / 2

// newFigure works the measures out. The head of an adult is two thirds of
// the picture's height and the eyes lie halfway down it; a child's is
// shorter, rounder, with lower and larger features.
func newFigure(c *canvas, q Portrait) *figure {
	f := &figure{Portrait: q, c: c, skn: skins[q.skin], dice: roll(q.strands)}
	fem := q.sex == 'F'
	young := min(max(16-q.age, 0), 12)
	f.young = young
	f.crown = 450 + young*11
	f.chinY = 2330 + q.long - young*13
	f.fw = 640 + q.width + young*2
	f.jw = f.fw*81/100 + q.jaw/2 + young*4
	f.cw = 288 + q.chin/2 + young*6
	f.neckW = 318 - young*11
	if fem {
		f.jw -= 22
		f.cw -= 30
		f.neckW -= 44
	} else if young == 0 {
		f.jw += 14
		f.cw += 22
	}
	h := f.chinY - f.crown
	f.eyeY = f.crown + h*51/100 + young*7
	f.eyeX = 288 + q.eyeGap - young
	f.browY = f.eyeY - 184 + q.brow + young*2
	f.noseY = f.crown + h*73/100 + q.noseL + young*4
	f.mouthY = f.crown + h*845/1000 + young*3
	return f
}

func (f *figure) draw() {
	c := f.c
	c.background(f.back)
	f.head = c.mask(f.skull(0, 0))
	f.hairBehind()
	f.coverBehind()
	f.torso()
	f.ears()
	f.face()
	f.lines()
	f.bearded()
	f.nose()
	f.mouth()
	f.gaze()
	f.hairFront()
	f.brows()
	f.spectacles()
	f.coverFront()
}

// skull is the outline of the head, wider by grow and moved right by dx.
func (f *figure) skull(grow, dx int) path {
	w, h := f.fw+grow, f.chinY-f.crown
	return mirrored(axis+dx,
		p(0, f.crown-grow), p(w*50/100, f.crown+92-grow), p(w*84/100, f.crown+h*19/100),
		p(w*98/100, f.crown+h*41/100), p(w, f.crown+h*57/100), p(w*95/100, f.crown+h*73/100), p(f.jw+grow, f.chinY-h*16/100),
		p(f.cw+grow, f.chinY-72+grow/2), p(0, f.chinY+grow))
}

func (f *figure) ears() {
	for _, side := range []int{-1, 1} {
		x, y := axis+side*(f.fw+8), f.eyeY+150-f.young*7
		low := 176 - f.young*5
		ear := f.c.mask(spline(
			p(x-side*60, y-190), p(x+side*40, y-208), p(x+side*88, y-110), p(x+side*66, y+60),
			p(x+side*14, y+low), p(x-side*50, y+low-20)))
		f.c.fill(ear, f.skn.base, 100)
		f.c.fill(ear, f.skn.shade, 28)
		in := f.c.mask(brush(6, 26, 4, p(x-side*10, y-150), p(x+side*48, y-130), p(x+side*44, y-10), p(x+side*4, y+62)))
		f.c.fill(in.in(ear), f.skn.deep, 52)
		if f.earring && f.cover == 0 {
			f.c.draw(rgb(0xcfa95a), ellipse(x+side*8, y+low+6, 24, 24))
			f.c.draw(rgb(0xe8cf92), ellipse(x+side*8-6, y+low, 10, 10))
		}
	}
}

// face fills the head and models it softly: light falls from the upper left.
func (f *figure) face() {
	c := f.c
	c.fill(f.head, f.skn.base, 100)
	far := f.head.without(c.mask(f.skull(-18, -96)))
	c.fill(c.soft(far, 34).in(f.head), f.skn.shade, 52)
	near := f.head.without(c.mask(f.skull(14, 40)))
	c.fill(c.soft(near, 22).in(f.head), f.skn.shade, 22)
	// Forehead and cheeks catch light; cheeks have colour.
	c.fill(c.soft(c.mask(ellipse(axis-120, f.crown+430, 300, 160)), 60).in(f.head), f.skn.light, 40)
	for _, side := range []int{-1, 1} {
		x := axis + side*(f.fw*60/100)
		c.fill(c.soft(c.mask(ellipse(x, f.eyeY+330, 150, 104)), 40).in(f.head), f.skn.blush, f.blushing())
		// Eye sockets.
		socket := c.mask(ellipse(axis+side*f.eyeX, f.eyeY-46, 190, 112))
		c.fill(c.soft(socket, 32).in(f.head), f.skn.shade, 30)
	}
	if f.freckles {
		for range 26 {
			side := 1 - 2*f.dice.n(2)
			x := axis + side*(70+f.dice.n(330))
			y := f.eyeY + 215 + f.dice.n(170)
			c.fill(c.mask(ellipse(x, y, 8+f.dice.n(5), 8+f.dice.n(4))), f.skn.deep, 27)
		}
	}
}

func (f *figure) blushing() int {
	switch {
	case f.age < 14:
		return 44
	case f.sex == 'F':
		return 34
	}
	return 20
}

// lines draws what years leave: smile lines from forty, lines under the eyes
// and on the forehead later. Short, soft strokes; no more than a hint.
func (f *figure) lines() {
	if f.age < 38 {
		return
	}
	c := f.c
	force := min(16+(f.age-38), 46)
	line := func(w int, q ...pt) {
		c.fill(c.soft(c.mask(brush(2, w, 2, q...)).in(f.head), 3), f.skn.deep, force)
	}
	for _, s := range []int{-1, 1} {
		line(13, p(axis+s*148, f.noseY-20), p(axis+s*206, f.noseY+70), p(axis+s*236, f.mouthY-30))
		if f.age > 47 {
			line(10, p(axis+s*(f.eyeX-104), f.eyeY+98), p(axis+s*f.eyeX, f.eyeY+136), p(axis+s*(f.eyeX+92), f.eyeY+102))
		}
		if f.age > 56 {
			x := axis + s*(f.eyeX+172)
			line(9, p(x, f.eyeY-24), p(x+s*54, f.eyeY-52))
			line(9, p(x+s*4, f.eyeY+14), p(x+s*60, f.eyeY+24))
		}
	}
	if f.age > 54 && f.cover == 0 {
		line(10, p(axis-230, f.browY-150), p(axis, f.browY-172), p(axis+230, f.browY-150))
	}
	if f.age > 64 && f.cover == 0 {
		line(10, p(axis-190, f.browY-236), p(axis, f.browY-256), p(axis+190, f.browY-236))
	}
}

func (f *figure) nose() {
	c, s := f.c, f.skn
	w, y := 118+f.noseW, f.noseY
	if f.sex == 'F' {
		w -= 12
	}
	if f.age < 14 {
		w -= 14
	}
	// The bridge: shade to the right of it, light along it.
	shade := c.mask(spline(p(axis+52, f.eyeY-120), p(axis+40, f.eyeY+60), p(axis+w-18, y-70), p(axis+w-6, y-6),
		p(axis+40, y-30), p(axis+8, y-220)))
	c.fill(c.soft(shade, 18).in(f.head), s.shade, 44)
	c.fill(c.soft(c.mask(brush(8, 44, 30, p(axis-10, f.eyeY-60), p(axis-14, y-230), p(axis-8, y-92))), 16), s.light, 55)
	c.fill(c.soft(c.mask(ellipse(axis-14, y-74, 50, 42)), 14), s.light, 40)
	// Below it.
	under := c.mask(spline(p(axis-w+14, y-10), p(axis-48, y+4), p(axis, y+18), p(axis+48, y+4), p(axis+w-14, y-10),
		p(axis+52, y+42), p(axis, y+54), p(axis-52, y+42)))
	c.fill(c.soft(under, 10).in(f.head), s.deep, 40)
	for _, d := range []int{-1, 1} {
		c.fill(c.mask(spline(p(axis+d*26, y+8), p(axis+d*58, y-12), p(axis+d*84, y+4), p(axis+d*54, y+20))), s.deep, 88)
		c.fill(c.mask(brush(3, 15, 9, p(axis+d*(w-22), y-92), p(axis+d*w, y-40), p(axis+d*(w-18), y+8))), s.deep, 58)
	}
	c.fill(c.mask(brush(4, 12, 4, p(axis-34, y+16), p(axis, y+24), p(axis+34, y+16))), s.deep, 60)
}

func (f *figure) mouth() {
	c, s := f.c, f.skn
	w, y := 186+f.mouthW, f.mouthY
	up, low := 46+f.lips, 66+f.lips
	colour, strength := s.lip, 62
	if f.sex == 'F' && f.age > 15 {
		colour, strength = s.lip.mix(rgb(0xb8434e), 22), 92
		up += 6
	}
	if f.age < 15 {
		w, up, low = w-34, up-4, low-6
	}
	if f.age > 58 {
		up, low = up-12, low-12
	}
	upper := c.mask(spline(k(axis-w, y), p(axis-w*52/100, y-up*72/100), p(axis-w*20/100, y-up), p(axis, y-up*78/100),
		p(axis+w*20/100, y-up), p(axis+w*52/100, y-up*72/100), k(axis+w, y), p(axis+w*40/100, y+10), p(axis, y+14), p(axis-w*40/100, y+10)))
	lower := c.mask(spline(k(axis-w, y), p(axis-w*40/100, y+6), p(axis, y+10), p(axis+w*40/100, y+6), k(axis+w, y),
		p(axis+w*56/100, y+low*74/100), p(axis, y+low), p(axis-w*56/100, y+low*74/100)))
	c.fill(lower, colour.mix(s.base, 12), strength)
	c.fill(upper, colour.mix(s.deep, 26), strength)
	c.fill(c.soft(c.mask(ellipse(axis-20, y+low*56/100, w*34/100, 13)), 7), s.light, 42)
	// The line between the lips ends in corners that hardly rise.
	c.fill(c.mask(brush(8, 16, 8, p(axis-w-6, y-7), p(axis-w*45/100, y+8), p(axis, y+11), p(axis+w*45/100, y+8), p(axis+w+6, y-7))),
		s.deep.mix(rgb(0x2a0f10), 30), 84)
	c.fill(c.soft(c.mask(ellipse(axis, y+low+40, w*52/100, 15)), 12), s.deep, 34)
}

func (f *figure) gaze() {
	c, s := f.c, f.skn
	w, h := 130+f.eyeW, 66+f.eyeH
	fem := f.sex == 'F' && f.age > 12
	if f.age < 15 {
		h += 10
	} else if f.age > 60 {
		h -= 9
	} else if !fem {
		h -= 5
	}
	lash := rgb(0x221815)
	for _, d := range []int{-1, 1} {
		x, y := axis+d*f.eyeX, f.eyeY
		in, out := y+12, y-4-f.tilt
		top := y - h
		white := c.mask(spline(k(x-d*w, in), p(x-d*w*52/100, y-h*70/100), p(x, top), p(x+d*w*58/100, y-h*74/100-f.tilt/3),
			k(x+d*w, out), p(x+d*w*50/100, y+h*58/100), p(x, y+h*72/100), p(x-d*w*52/100, y+h*56/100)))
		c.fill(white, rgb(0xf6f1ec).mix(s.base, 8), 100)
		iy, ir := y-6, h+6
		c.fill(c.mask(ellipse(x, iy, ir, ir)).in(white), f.eyes.mix(rgb(0x120c0a), 42), 100)
		c.fill(c.mask(ellipse(x, iy, ir-9, ir-9)).in(white), f.eyes, 100)
		c.fill(c.soft(c.mask(ellipse(x, iy+ir/2, ir*60/100, ir*34/100)), 8).in(white), f.eyes.mix(rgb(0xffe9c8), 40), 60)
		c.fill(c.mask(ellipse(x, iy, ir*44/100, ir*44/100)).in(white), rgb(0x120d0c), 100)
		// The lid's shadow, then the catchlight, which is the life of an eye.
		c.fill(c.soft(white.without(c.mask(ellipse(x, y+h*52/100, w*130/100, h*124/100))), 8).in(white), rgb(0x3a2a2a), 40)
		c.fill(c.mask(ellipse(x-ir*34/100, iy-ir*34/100, 15, 15)), rgb(0xffffff), 94)
		c.fill(c.mask(ellipse(x+ir*30/100, iy+ir*36/100, 8, 8)), rgb(0xffffff), 34)

		wide := 22
		if fem {
			wide = 29
		}
		upper := []pt{p(x-d*w, in), p(x-d*w*52/100, y-h*74/100), p(x, top-4), p(x+d*w*58/100, y-h*78/100-f.tilt/3), p(x+d*(w+8), out-4)}
		if fem {
			upper = append(upper, p(x+d*(w+36), out-26))
		}
		c.fill(c.mask(brush(8, wide, 7, upper...)), lash, 94)
		c.fill(c.mask(brush(2, 8, 4, p(x-d*w*70/100, y+h*48/100), p(x, y+h*76/100), p(x+d*w*70/100, y+h*44/100))), s.deep, 56)
		if f.lid > 0 {
			rise := 34 + f.lid*8
			c.fill(c.mask(brush(3, 12, 3, p(x-d*w*82/100, y-h*52/100-rise+14), p(x, top-rise), p(x+d*w*88/100, out-rise+4))), s.deep, 62)
		} else {
			c.fill(c.mask(brush(3, 9, 3, p(x-d*w*30/100, top-20), p(x+d*w*30/100, top-20), p(x+d*w*96/100, out-22))), s.deep, 50)
		}
	}
}

func (f *figure) brows() {
	colour := f.tint.mix(rgb(0x1d1615), 34)
	if f.age > 62 {
		colour = f.tint.mix(rgb(0x6f6a67), 44)
	}
	if f.cover != 0 && f.age <= 58 || f.hair == bald && f.age <= 62 {
		colour = colour.mix(rgb(0x261c19), 30)
	}
	w := 46
	if f.sex == 'F' {
		w = 33
	}
	if f.age < 15 {
		w = 28
	}
	y := f.browY
	for _, d := range []int{-1, 1} {
		x := axis + d*f.eyeX
		m := f.c.mask(brush(w*60/100, w, 5, p(x-d*150, y+12), p(x-d*64, y-8-f.browArch/3), p(x+d*50, y-16-f.browArch), p(x+d*172, y+34-f.tilt/2)))
		f.c.fill(f.c.soft(m, 3), colour, 92)
	}
}

func (f *figure) bearded() {
	if f.beard == shaven {
		return
	}
	c := f.c
	colour := f.tint.mix(rgb(0x1d1615), 16)
	y := f.mouthY
	burn := f.eyeY + 20
	if f.cover == Turban {
		burn -= 240
	}
	jaw := func(upper, below int) *mask {
		// From one sideburn round the jaw to the other; the cheek line dips
		// to the corners of the mouth and leaves the lips free.
		q := []pt{k(f.fw+6, burn), p(f.fw+4, f.eyeY+300), p(f.jw+22, f.chinY-320), p(f.cw+70, f.chinY-40+below/2), p(0, f.chinY+28+below)}
		var outer, inner []pt
		for _, v := range q {
			outer = append(outer, pt{axis + v.x, v.y, v.corner})
		}
		for i := len(q) - 2; i >= 0; i-- {
			outer = append(outer, pt{axis - q[i].x, q[i].y, q[i].corner})
		}
		half := []pt{k(f.fw-56, burn), p(f.fw-84, f.eyeY+330), p(f.jw-80, y-140+upper), p(250, y-122+upper), p(150, y-146), p(64, y-118), p(0, y-104)}
		for _, v := range half {
			inner = append(inner, pt{axis - v.x, v.y, v.corner})
		}
		for i := len(half) - 2; i >= 0; i-- {
			inner = append(inner, pt{axis + half[i].x, half[i].y, half[i].corner})
		}
		m := c.mask(spline(append(outer, inner...)...))
		lips := c.mask(ellipse(axis, y+12, 204+f.mouthW, 74+f.lips))
		return m.without(lips)
	}
	switch f.beard {
	case stubble:
		c.fill(c.soft(jaw(70, -20), 26).in(f.head), colour.mix(f.skn.deep, 55), 24)
		c.fill(c.soft(c.mask(ellipse(axis, y-92, 190, 30)), 16).in(f.head), colour.mix(f.skn.deep, 55), 22)
	case moustache:
		f.whiskers(colour)
	case goatee:
		f.whiskers(colour)
		m := c.mask(spline(p(axis-150, y+96), p(axis-60, y+110), p(axis+60, y+110), p(axis+150, y+96), p(axis+190, f.chinY-90), p(axis+90, f.chinY+16), p(axis, f.chinY+30), p(axis-90, f.chinY+16), p(axis-190, f.chinY-90)))
		side := c.mask(brush(44, 54, 60, p(axis-226, y-40), p(axis-232, y+60), p(axis-170, y+170)), brush(44, 54, 60, p(axis+170, y+170), p(axis+232, y+60), p(axis+226, y-40)))
		f.fur(m.with(side), colour)
	case fullBeard, longBeard:
		below := 44
		if f.beard == longBeard {
			below = 210
		}
		m := jaw(0, below)
		f.fur(m, colour)
		f.whiskers(colour)
	}
}

// fur fills a beard with a softened edge, a lit left and a shaded right.
func (f *figure) fur(m *mask, colour paint) {
	c := f.c
	c.fill(c.soft(m, 4), colour, 97)
	c.fill(c.soft(c.mask(ellipse(axis-200, f.mouthY+170, 150, 200)), 50).in(m), colour.mix(rgb(0xffe6cc), 30), 40)
	for i := range 26 {
		x := axis - 520 + i*41 + f.dice.n(30)
		y := f.mouthY + 60 + f.dice.n(130)
		l := 90 + f.dice.n(90)
		tone := colour.mix(rgb(0xffe6cc), 22)
		if i%2 == 0 {
			tone = colour.mix(rgb(0x0c0808), 36)
		}
		c.fill(c.mask(brush(2, 9, 2, p(x, y), p(x+(axis-x)/14, y+l/2), p(x+(axis-x)/7, y+l))).in(m), tone, 44)
	}
}

func (f *figure) whiskers(colour paint) {
	y := f.mouthY - 88
	for _, d := range []int{-1, 1} {
		m := f.c.mask(spline(p(axis, y-6), p(axis+d*90, y-26), p(axis+d*196, y+34), k(axis+d*250, y+120), p(axis+d*150, y+68), p(axis+d*60, y+46), p(axis, y+40)))
		f.c.fill(f.c.soft(m, 5), colour, 96)
		f.c.fill(f.c.mask(brush(2, 9, 2, p(axis+d*40, y+2), p(axis+d*120, y+14), p(axis+d*200, y+66))).in(m), colour.mix(rgb(0xffe6cc), 26), 50)
	}
}

func (f *figure) spectacles() {
	if f.glasses == noGlasses {
		return
	}
	c := f.c
	frame := rgb([]int{0, 0x2b2a2c, 0x3a2a22, 0x8a7350}[f.glasses])
	rx, ry, bar := 212, 170, 30
	if f.glasses == thinGlasses {
		bar = 17
	}
	y := f.eyeY + 24
	for _, d := range []int{-1, 1} {
		x := axis + d*(f.eyeX+4)
		outer, inner := ellipse(x, y, rx, ry+24), ellipse(x, y, rx-bar, ry+24-bar)
		if f.glasses != roundGlasses {
			outer = box(x, y, rx, ry-14)
			inner = box(x, y, rx-bar, ry-14-bar)
		}
		lens := c.mask(inner)
		c.fill(lens, rgb(0xffffff), 7)
		c.fill(c.mask(spline(k(x-60, y-ry), k(x+30, y-ry), k(x-90, y+ry), k(x-180, y+ry))).in(lens), rgb(0xffffff), 9)
		c.fill(c.mask(outer).without(lens), frame, 100)
		c.draw(frame, brush(20, 20, 14, p(x+d*(rx-12), y-40), p(axis+d*(f.fw+4), y-54)))
	}
	in := f.eyeX - rx + 8
	c.draw(frame, brush(bar-4, bar-8, bar-4, p(axis-in-6, y-24), p(axis, y-50), p(axis+in+6, y-24)))
}

// box is a rectangle with well-rounded corners.
func box(x, y, rx, ry int) path {
	a := 60
	return spline(p(x-rx+a, y-ry), p(x+rx-a, y-ry), p(x+rx-14, y-ry+14), p(x+rx, y-ry+a), p(x+rx-8, y+ry-a-20), p(x+rx-30, y+ry-24), p(x+rx-a-26, y+ry),
		p(x-rx+a+26, y+ry), p(x-rx+30, y+ry-24), p(x-rx+8, y+ry-a-20), p(x-rx, y-ry+a), p(x-rx+14, y-ry+14))
}
