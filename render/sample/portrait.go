package sample

import (
	"image"
	"image/jpeg"
	"io"
)

// The size of a portrait file: 25 x 31.25 mm at 600 dpi, 4:5.
const (
	PhotoWidth  = 600 // pixels
	PhotoHeight = 750
)

// A Sitter is what is given about the person in a portrait; the rest comes
// from the seed. In the zero Sitter everything does.
type Sitter struct {
	Age  int  // years; 0: an adult of any age
	Sex  byte // 'F' or 'M' leans the choice of hair, beard and clothes; 0: either
	Tone Tone // range of skin tones; the zero Tone is the whole range
	Wear Wear // head coverings that may occur; the zero Wear is none
}

// A Tone is a range of skin tones, 1 the lightest, 10 the darkest.
type Tone struct{ From, To int }

// Wear is a set of head coverings, all of which leave the face free.
type Wear uint8

const (
	Hijab Wear = 1 << iota
	Turban
	Kippah
	Headscarf // tied at the back
	Headwrap  // wound high
)

// A Portrait is a drawn likeness of nobody: head and shoulders, facing
// forward, neutral, on an even light background, framed as Doc 9303-3
// section 8 wants a photograph.
type Portrait struct {
	age      int
	sex      byte
	skin     int // index of skins
	hair     hair
	tint     paint // of the hair
	eyes     paint // irises
	cover    Wear
	coverCol paint
	beard    beard
	glasses  glasses
	clothes  clothes
	cloth    paint
	inner    paint // of a shirt under a jacket
	back     paint
	earring  bool
	freckles bool

	// Shapes, as offsets in design units from the common face.
	width, jaw, chin, long        int
	eyeGap, eyeW, eyeH, tilt, lid int
	brow, browArch                int
	noseW, noseL                  int
	mouthW, lips                  int
	shoulder                      int
	strands                       uint64 // seed of small irregularities
}

type hair int

const (
	bald hair = iota
	receding
	buzz
	parted
	quiff
	crop // even fringe
	curlyShort
	afro
	pixie
	bob
	straight
	wavy
	curlyLong
	bun
	ponytail
	braids
	swept // pulled back, short behind
	fringe
)

type beard int

const (
	shaven beard = iota
	stubble
	moustache
	goatee
	fullBeard
	longBeard
)

type glasses int

const (
	noGlasses glasses = iota
	roundGlasses
	squareGlasses
	thinGlasses
)

type clothes int

const (
	tee clothes = iota
	vneck
	shirt
	jacket
	turtleneck
	band // stand-up collar
	hoodie
	blouse
	cardigan
)

// NewPortrait returns the portrait of s that the seed gives.
func NewPortrait(seed uint64, s Sitter) Portrait {
	d := roll(seed, 0x706f727472616974)
	var q Portrait
	q.age = s.Age
	if q.age == 0 {
		q.age = 18 + d.weigh(5, 6, 5, 4, 3, 2, 1)*8 + d.n(8)
	}
	q.sex = s.Sex
	if q.sex != 'F' && q.sex != 'M' {
		q.sex = "FM"[d.n(2)]
	}
	fem, child := q.sex == 'F', q.age < 15
	t := s.Tone
	if t == (Tone{}) {
		t = Tone{1, len(skins)}
	}
	q.skin = d.between(max(t.From, 1), min(max(t.To, t.From, 1), len(skins))) - 1

	// Fair hair and light eyes go with ranges that begin at the lightest.
	fair := q.skin
	if t.From > 1 {
		fair = max(fair, 4)
	}
	q.hair = hairFor(d, fem, q.age)
	q.tint = tintFor(d, fair, q.age)
	q.eyes = rgb(pick(d, []int{0x4a3020, 0x3b2517, 0x5b3c22, 0x2f1e16}))
	if fair <= 3 && d.chance(55) {
		q.eyes = rgb(pick(d, []int{0x5f7f95, 0x6b8a72, 0x7c7a4a, 0x8a6238, 0x55707d}))
	}
	q.beard = shaven
	if !fem && q.age >= 20 {
		q.beard = beard(d.weigh(46, 18, 8, 8, 15, 5))
	}
	if !child && d.chance(22+q.age/4) || d.chance(8) {
		q.glasses = glasses(1 + d.weigh(3, 4, 3))
	}
	q.clothes = clothes(d.weigh(16, 10, 20, 16, 8, 8, 8, 8, 6))
	if child {
		q.clothes = clothes(d.weigh(40, 8, 16, 0, 6, 4, 22, 0, 4))
	}
	if fem && q.clothes == shirt && d.chance(50) {
		q.clothes = blouse
	}
	if !fem && q.clothes == blouse {
		q.clothes = shirt
	}
	q.cloth = rgb(pick(d, cloths))
	q.inner = rgb(pick(d, []int{0xf3f1ec, 0xdfe7ee, 0xf0e4d8, 0x2f3843, 0xd8dfd6}))
	q.back = rgb(pick(d, []int{0xeceff2, 0xe8edf1, 0xf0efec, 0xe9efec, 0xefecee}))
	q.coverCol = rgb(pick(d, wraps))
	q.earring = fem && !child && d.chance(45)
	q.freckles = fair <= 3 && d.chance(18)

	if s.Wear != 0 && !child {
		var can []Wear
		for _, w := range []Wear{Hijab, Turban, Kippah, Headscarf, Headwrap} {
			if s.Wear&w != 0 && fem == (w == Hijab || w == Headscarf || w == Headwrap) {
				can = append(can, w)
			}
		}
		if len(can) > 0 {
			q.cover = pick(d, can)
		}
	}
	switch q.cover {
	case Turban:
		if d.chance(75) {
			q.beard = pick(d, []beard{fullBeard, fullBeard, longBeard})
		}
	case Kippah:
		q.hair = pick(d, []hair{parted, crop, curlyShort})
	case Hijab, Headscarf, Headwrap:
		q.earring = q.earring && q.cover == Headwrap
	}
	if abs(q.cloth.light()-q.coverCol.light()) < 24 && q.cover != 0 {
		q.cloth = q.cloth.mix(rgb(0x20242a), 45)
	}

	q.width, q.jaw, q.chin = d.between(-34, 34), d.between(-60, 60), d.between(-50, 50)
	q.long = d.between(-45, 40)
	q.eyeGap, q.eyeW, q.eyeH = d.between(-14, 16), d.between(-10, 12), d.between(-9, 9)
	q.tilt, q.lid = d.between(-10, 22), d.n(3)
	q.brow, q.browArch = d.between(-8, 14), d.between(-6, 26)
	q.noseW, q.noseL = d.between(-18, 30), d.between(-30, 30)
	q.mouthW, q.lips = d.between(-18, 22), d.between(-8, 14)
	q.shoulder = d.between(-40, 40)
	q.strands = d.next()
	return q
}

func hairFor(d *dice, fem bool, age int) hair {
	switch {
	case fem && age < 12:
		return pick(d, []hair{straight, bob, braids, ponytail, fringe, curlyLong})
	case age < 12:
		return pick(d, []hair{crop, parted, curlyShort, quiff, buzz})
	case fem && age > 60:
		return pick(d, []hair{pixie, bob, swept, bun, wavy, curlyLong, straight})
	case fem:
		return pick(d, []hair{straight, straight, wavy, wavy, curlyLong, curlyLong, bob, fringe,
			bun, bun, ponytail, pixie, braids, afro, swept})
	case age > 50:
		return pick(d, []hair{bald, receding, receding, parted, parted, buzz, swept, crop})
	}
	return pick(d, []hair{parted, parted, quiff, quiff, crop, crop, buzz, buzz, curlyShort, curlyShort,
		swept, afro, bald, receding, wavy, bun})
}

// tintFor returns a hair colour, light only for fair skins (an index of skins
// at most 3); grey comes with age.
func tintFor(d *dice, fair, age int) paint {
	tint := rgb(pick(d, []int{0x241f20, 0x2b2220, 0x34261f, 0x3d2b21}))
	if fair <= 3 {
		tint = rgb(pick(d, []int{0x241f20, 0x34261f, 0x46301f, 0x5a3d28, 0x6e4a2e}))
	}
	if fair <= 2 {
		tint = rgb(pick(d, []int{0x2b2220, 0x46301f, 0x5a3d28, 0x7a5232, 0x8a4a2a, 0xb98d54, 0xc9a064}))
	}
	switch grey := age + d.between(-9, 9); {
	case grey > 70:
		tint = rgb(pick(d, []int{0xd4d1cd, 0xc3c0bd, 0xdedbd6}))
	case grey > 60:
		tint = rgb(pick(d, []int{0xa09d9b, 0xb4b1ae, 0x8d8a89}))
	case grey > 51:
		tint = tint.mix(rgb(0x9b9896), 48)
	}
	return tint
}

// Draw returns the portrait at w by h pixels. The drawing is made for 4:5;
// on another shape it covers the image, centred across, foot on the lower
// edge.
func (q Portrait) Draw(w, h int) *image.RGBA {
	c := newCanvas(w, h)
	newFigure(c, q).draw()
	return c.img
}

// JPEG writes the portrait at w by h pixels as a baseline JPEG, quality 88,
// chroma 4:2:0, without metadata. The bytes depend on nothing but the
// portrait, the size and the image/jpeg of the Go release that built the
// program.
func (q Portrait) JPEG(out io.Writer, w, h int) error {
	return jpeg.Encode(out, q.Draw(w, h), &jpeg.Options{Quality: 88})
}
