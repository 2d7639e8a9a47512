// Package render turns case records and a template into a finished PDF of card sheets.
//
// Check reads and checks every record of a batch; what it returns is written by Batch.Write: each card is allotted its numbers, sealed and
// placed by a Composer as two Scenes, the scenes are laid on sheets, drawn with fpdf a few sheets at a time on all processors, and joined into one
// file as a stream. The same input gives the same bytes, on any machine and number of processors.
//
// It opens no files but the photos that records name, in the fs.FS that comes with them; it knows no clock and no randomness. It is the only
// importer of github.com/go-pdf/fpdf.
package render
