#!/bin/sh
# Signs for docketcard with a P-256 key in a PKCS#11 token: softhsm.sh MODULE TOKEN LABEL PIN_FILE. See README.md.
set -eu
module=$1 token=$2 label=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# pkcs11-tool takes a PIN from its environment, which the same account alone can read; never from its arguments here.
PIN=$(head -n 1 "$4")
export PIN

tool() {
	pkcs11-tool --module "$module" --token-label "$token" --label "$label" --login --pin env:PIN "$@" >"$work/log" 2>&1
}

while read -r request data; do
	case $request in
	public)
		if tool --read-object --type pubkey --output-file "$work/public"; then
			echo "$(base64 -w 0 <"$work/public") purpose=card"
		else
			echo "error $(grep -m 1 error "$work/log")"
		fi
		;;
	sign)
		# SoftHSM's ECDSA takes the digest.
		echo "$data" | base64 -d | openssl dgst -sha256 -binary >"$work/digest"
		if tool --sign --mechanism ECDSA --input-file "$work/digest" --output-file "$work/signature"; then
			base64 -w 0 <"$work/signature"
			echo
		else
			echo "error $(grep -m 1 error "$work/log")"
		fi
		;;
	*) echo "error unknown request" ;;
	esac
done
