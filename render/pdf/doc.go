// Package pdf joins the documents that fpdf writes into one PDF file, as a stream and in memory that hardly grows with it.
//
// Each document is taken apart by Prepare, on any goroutine, and appended to a Joiner in turn. That gives each page the resources it uses and no
// others, writes what is equal once, deflates, and adds what fpdf cannot write: page boxes, forms, photos that are not copied, subset names and
// maps to Unicode that keep the rules, metadata, what print dialogs shall propose. Section numbers are those of ISO 32000-1. The same documents give
// the same bytes.
//
// What it reads are files of fpdf and its own, no others.
package pdf
