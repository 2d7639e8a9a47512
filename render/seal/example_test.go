package seal_test

import (
	"fmt"
	"time"

	"docketcard/render/seal"
)

func Example() {
	sealer, err := seal.NewSealer(seal.SpecimenKey())
	if err != nil {
		fmt.Println(err)
		return
	}
	surname, _ := seal.Named("surname")
	message, err := sealer.Seal(seal.Payload{
		Issuer:     "UTO",
		Expires:    time.Date(2028, 11, 22, 0, 0, 0, 0, time.UTC),
		Attributes: map[int]any{surname.Key: "SPECIMEN"},
		Specimen:   true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	text := seal.URL("verify.example", message)

	var ring seal.Keyring
	result := ring.Verify(text, time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC))
	fmt.Println(result.Verdict, result.Verdict.Sentence())
	for _, f := range result.Payload.Fields() {
		fmt.Printf("%s: %s\n", f.Label, f.Value)
	}
	// Output:
	// SPECIMEN This is a sample; it proves nothing about anyone.
	// Issuer: UTO
	// Expires: 2028-11-22T00:00:00Z
	// Surname: SPECIMEN
	// Specimen: yes
}
