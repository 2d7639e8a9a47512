package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
)

// createPrivate makes a new file with an access list that names its owner alone and inherits nothing.
func createPrivate(name string) (*os.File, error) {
	failed := func(err error) (*os.File, error) {
		return nil, &os.PathError{Op: "create", Path: name, Err: err}
	}
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return failed(err)
	}
	// D:P a protected access list; A allow; FA full access to the file.
	sd, err := windows.SecurityDescriptorFromString("D:P(A;;FA;;;" + user.User.Sid.String() + ")")
	if err != nil {
		return failed(err)
	}
	path, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return failed(err)
	}
	attributes := &windows.SecurityAttributes{SecurityDescriptor: sd}
	attributes.Length = uint32(unsafe.Sizeof(*attributes))
	h, err := windows.CreateFile(path, windows.GENERIC_READ|windows.GENERIC_WRITE, 0, attributes,
		windows.CREATE_NEW, windows.FILE_ATTRIBUTE_NORMAL, 0)
	runtime.KeepAlive(sd)
	if err != nil {
		return failed(err)
	}
	return os.NewFile(uintptr(h), name), nil
}

// strangers are the groups that stand for other accounts of the machine or the network.
var strangers = []struct {
	sid  windows.WELL_KNOWN_SID_TYPE
	name string
}{
	{windows.WinWorldSid, "Everyone"},
	{windows.WinAuthenticatedUserSid, "Authenticated Users"},
	{windows.WinBuiltinUsersSid, "Users"},
	{windows.WinBuiltinGuestsSid, "Guests"},
	{windows.WinAnonymousSid, "Anonymous"},
	{windows.WinInteractiveSid, "Interactive"},
}

// checkPrivate, called while verb was going on, refuses an open file whose access list lets one of the strangers read or change it.
func checkPrivate(f *os.File, verb, name string) error {
	sd, err := windows.GetSecurityInfo(windows.Handle(f.Fd()), windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return doing(verb, name, err)
	}
	acl, _, err := sd.DACL()
	if err != nil {
		return doing(verb, name, err)
	}
	if acl == nil { // no list at all: everything is allowed to all
		return public(verb, name, "Everyone")
	}
	const access = windows.FILE_READ_DATA | windows.FILE_WRITE_DATA | windows.FILE_APPEND_DATA |
		windows.WRITE_DAC | windows.WRITE_OWNER | windows.GENERIC_READ | windows.GENERIC_WRITE | windows.GENERIC_ALL
	for i := range uint32(acl.AceCount) {
		var ace *windows.ACCESS_ALLOWED_ACE
		if err := windows.GetAce(acl, i, &ace); err != nil {
			return doing(verb, name, err)
		}
		if ace.Header.AceType != windows.ACCESS_ALLOWED_ACE_TYPE ||
			ace.Header.AceFlags&windows.INHERIT_ONLY_ACE != 0 || uint32(ace.Mask)&access == 0 {
			continue
		}
		sid := (*windows.SID)(unsafe.Pointer(&ace.SidStart))
		for _, s := range strangers {
			if sid.IsWellKnown(s.sid) {
				return public(verb, name, s.name)
			}
		}
	}
	runtime.KeepAlive(sd)
	return nil
}

func public(verb, name, group string) error {
	return hintf(fmt.Errorf("%s %q: the group %s may read or change it; want its owner alone", verb, name, group),
		`icacls %s /inheritance:r /grant:r "%%USERNAME%%:F"`, quoteArg(name))
}

// openTerminal opens the console that the process belongs to.
func openTerminal() (in, out *os.File, err error) {
	// Asking a console for its mode takes the right to write to it.
	if in, err = os.OpenFile("CONIN$", os.O_RDWR, 0); err != nil {
		return nil, nil, err
	}
	if out, err = os.OpenFile("CONOUT$", os.O_WRONLY, 0); err != nil {
		in.Close()
	}
	return in, out, err
}

// invalidSync has no use here: folders are not synced on Windows.
func invalidSync(error) bool { return false }

// quoteArg returns s as one word of a command line that can be pasted into cmd.exe or PowerShell.
func quoteArg(s string) string {
	if s != "" && !strings.ContainsAny(s, " \t&()[]{}^=;!'+,`~") {
		return s
	}
	return `"` + s + `"`
}
