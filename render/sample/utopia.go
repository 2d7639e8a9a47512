package sample

import _ "embed"

//go:embed utopia.yaml
var utopia []byte

// Issuer returns the profile of the example issuer, Utopia, as YAML: an
// issuer.yaml that the records of [Generator.Record] are made for.
func Issuer() []byte { return append([]byte(nil), utopia...) }
