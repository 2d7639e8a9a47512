package templates

import (
	"strings"
	"testing"
)

func TestBuiltinTemplatesParse(t *testing.T) {
	for _, name := range BuiltinTemplates() {
		data, _ := BuiltinTemplate(name)
		tpl, err := ParseTemplate(name+".yaml", data)
		if err != nil {
			t.Errorf("%s:\n%v", name, err)
			continue
		}
		if sealed := name != "badge" && !strings.HasPrefix(name, "memo"); tpl.Name != name || tpl.Title == "" || (tpl.Seal != nil) != sealed {
			t.Errorf("%s: name %q, title %q, seal %v", name, tpl.Name, tpl.Title, tpl.Seal)
		}
	}
}
