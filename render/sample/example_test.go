package sample_test

import (
	"fmt"

	"docketcard/render/sample"
	"docketcard/templates"
)

func ExampleGenerator_Record() {
	r := sample.New(7).Record(3)
	fmt.Printf("%s", r.YAML())
	// Output:
	// schema: docketcard/case/v1
	// record_id: c-0003
	// specimen: true
	// case_number: U000000003
	// holder:
	//   surname: Grigoryan
	//   given_names: Anahit
	//   name_native: Անահիտ Գրիգորյան
	//   native_script: Armn
	//   birth_date: 1999-05-28
	//   nationality: XXA
	// photo:
	//   file: photos/c-0003.jpg
	//   taken_on: 2026-10-28
	// release:
	//   form: S-1
	//   order_date: 2026-11-03
	//   office_code: PHV
	// card:
	//   issued_on: 2026-11-22
	//   expires_on: 2027-11-21
	//   reason: new
	// memo_language: en
}

func ExampleForm() {
	data, _ := templates.BuiltinTemplate("docket-card")
	template, err := templates.ParseTemplate("docket-card.yaml", data)
	if err != nil {
		fmt.Println(err)
		return
	}
	issuer, err := templates.ParseIssuer("issuer.yaml", sample.Issuer())
	if err != nil {
		fmt.Println(err)
		return
	}
	form, err := sample.NewForm(template, issuer)
	if err != nil {
		fmt.Println(err)
		return
	}
	g := sample.New(7)
	fmt.Println("record 1 is", form.Fill(g, 1).Name)
	for _, c := range form.Faulty(g)[:4] {
		fmt.Printf("%s: line %d, column %d, field %s\n", c.Name, c.Breaks.Line, c.Breaks.Col, c.Breaks.Field)
	}
	// Output:
	// record 1 is c-0001
	// schema-missing: line 1, column 1, field schema
	// schema-version: line 1, column 9, field schema
	// nobodys_key-unknown: line 25, column 1, field nobodys_key
	// record_id-required: line 1, column 1, field record_id
}
