// Package sample makes specimen case records and drawn portraits for tests,
// previews and examples: [New] and [Generator.Record] for records,
// [Record.YAML] and [Record.TakePhoto] for the two files of a case,
// [NewPortrait] for a portrait alone.
//
// Everything depends on seeds only. Record i of a seed is the same whether
// ten or ten thousand are made, and its bytes are the same on any machine:
// portraits are drawn in integer arithmetic. The one thing that may change a
// photo's bytes is another image/jpeg in another Go release.
//
// Holders are nobody's likeness and nobody's name (SOURCES.md); nationality
// is UTO, the State of the specimens of ICAO Doc 9303, or one of its codes
// for persons without a State, and case numbers lie in the specimen range of
// the example issuer. Records have no addresses, contacts, hearing dates or
// notes.
//
// The package does not check records, render cards or write files.
package sample
