# make builds, make check is what must pass before a commit, make golden rewrites what the tests expect.
VERSION   ?= $(shell git describe --tags --always --dirty 2>/dev/null)
PLATFORMS  = windows/amd64 darwin/arm64 linux/amd64 linux/arm64
SHA256     = $(shell command -v sha256sum || echo shasum -a 256)

.PHONY: build check golden bench bench-large dist clean

build:
	go build -o docketcard$(shell go env GOEXE) ./cmd/docketcard

check:
	@test -z "$$(gofmt -l .)" || { gofmt -l . | sed 's/$$/: not gofmt-clean/'; exit 1; }
	go vet ./...
	@if command -v staticcheck >/dev/null; then echo staticcheck ./...; staticcheck ./...; fi
	go test -race ./...

# Only the packages that have goldens know the flag.
golden:
	go test $$(grep -rl --include=*_test.go 'flag.Bool("update"' . | xargs -n1 dirname | sort -u) -update

bench:
	go test -run '^$$' -bench . -benchmem -short ./...
	go run ./examples/bench 1 100 1000 10000

# 100,000 cards take 8 GB of disk for their photos and their file.
bench-large:
	go run ./examples/bench 100000

# Static binaries that need nothing beside them, the same bytes from the same commit, and their checksums.
dist: clean
	@for p in $(PLATFORMS); do \
		os=$${p%/*}; arch=$${p#*/}; exe=; test $$os = windows && exe=.exe; \
		out=dist/docketcard-$$os-$$arch$$exe; echo $$out; \
		CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch go build -trimpath -buildvcs=auto \
			-ldflags "-s -w -buildid= -X main.stamp=$(VERSION)" -o $$out ./cmd/docketcard || exit 1; \
	done
	cd dist && $(SHA256) docketcard-* > SHA256SUMS && cat SHA256SUMS

clean:
	rm -rf dist
