// Package sample makes specimen case records and drawn portraits for tests,
// previews and examples.
//
//	r := sample.New(seed).Record(i)       // a record of the built-in docket card
//	photo, err := r.TakePhoto()           // the JPEG that belongs in r.Photo.File
//	os.WriteFile(name, r.YAML(), 0o644)
//
// For templates and issuers of one's own, a [Form] puts the same holders into
// the fields that a template declares, and makes cases for each of its rules:
// at their limits ([Form.Edge]), and broken one by one with what must be
// found ([Form.Faulty]). [NewPortrait] draws a portrait alone.
//
// Everything depends on seeds only. Record i of a seed is the same whether
// ten or ten thousand are made, and its bytes are the same on any machine:
// portraits are drawn in integer arithmetic. The one thing that may change a
// photo's bytes is another image/jpeg in another Go release.
//
// Of a hundred records about
//
//   - 20 belong to a family of two to four, with one surname and one case
//     number, which is that of its first member;
//   - 2 have a single name, 2 a name of 40 characters or more, 2 a surname of
//     one letter;
//   - 2 have a birth date of which the year is known, 1 one of which year and
//     month are;
//   - 12 are renewals and 8 replace a card that was lost, damaged, stolen,
//     wrong or misprinted, and state its document number;
//   - 7 are of unspecified nationality, 5 stateless.
//
// Holders are nobody's likeness and nobody's name (SOURCES.md); nationality
// is UTO, the State of the specimens of ICAO Doc 9303, or one of its codes
// for persons without a State, and case numbers lie in the specimen range of
// the example issuer, a thousand numbers. Records have no addresses,
// contacts, hearing dates or notes, unless a template asks for them.
//
// The package does not check records, render cards or write files.
package sample
