# Lectern: two commands for people (run, test), two for installing.

SHELL := /bin/bash
SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=
EXAMPLE ?= Examples/documents/lighthouse.txt
# The Swift runtime is linked in, so that the installed program runs where no Swift is.
RELEASE := -c release --product lectern --static-swift-stdlib

# package:probe; the probe is a file, a library, a module of pkg-config or a program that the package brings.
BUILD_NEEDS := libncursesw5-dev:/usr/include/ncurses.h libsqlite3-dev:/usr/include/sqlite3.h \
  libarchive-dev:/usr/include/archive.h libxml2-dev:/usr/include/libxml2/libxml/parser.h \
  libmd4c-dev:/usr/include/md4c-html.h pkg-config:pkg-config libmd4c-html0-dev:md4c-html.pc
RUN_NEEDS := libopenblas-dev:libopenblas poppler-utils:pdftotext
TEST_NEEDS := tmux:tmux qpdf:qpdf

.PHONY: help run test build install install-files uninstall clean swift packages test-packages

help:
	@echo "make run        build, and open the workbench on an example with the bundled model"
	@echo "make test       run every test"
	@echo "make install    put lectern, its manual and completions under PREFIX ($(PREFIX))"
	@echo "make uninstall  take it away again"
	@echo "make clean      remove what was built"

run: build
	"$$($(SWIFT) build $(RELEASE) --show-bin-path)/lectern" "$(EXAMPLE)"

build: swift packages
	$(SWIFT) build $(RELEASE)

# Warnings are errors in CI only: a newer compiler must not break a user's build.
test: export LECTERN_WARNINGS_AS_ERRORS := $(if $(CI),1,0)
test: swift packages test-packages
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build

# Where shells and man look for theirs, all below PREFIX/share.
MANUAL := man/man1/lectern.1
COMPLETIONS := bash:bash-completion/completions/lectern zsh:zsh/site-functions/_lectern \
  fish:fish/vendor_completions.d/lectern.fish
SHARE = $(DESTDIR)$(PREFIX)/share

install: build
	@$(MAKE) --no-print-directory install-files PROGRAM="$$($(SWIFT) build $(RELEASE) --show-bin-path)/lectern"

# Puts a program that is built already, and everything that it brings, in its place.
install-files:
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(SHARE)/lectern/models" "$(SHARE)/lectern/themes" "$(SHARE)/lectern/examples"
	install -s -m 755 "$(PROGRAM)" "$(DESTDIR)$(PREFIX)/bin/lectern"
	install -m 644 Sources/LecternEngine/Resources/models/* "$(SHARE)/lectern/models/"
	install -m 644 Themes/*.toml "$(SHARE)/lectern/themes/"
	install -m 644 Examples/documents/* "$(SHARE)/lectern/examples/"
	install -m 644 LICENSE NOTICE "$(SHARE)/lectern/"
	@set -e; write() { install -d "$$(dirname "$$1")"; "$(PROGRAM)" "$${@:2}" >"$$1"; chmod 644 "$$1"; echo "made $$1"; }; \
	write "$(SHARE)/$(MANUAL)" help-man; \
	for pair in $(COMPLETIONS); do write "$(SHARE)/$${pair#*:}" --generate-completion-script $${pair%%:*}; done

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/lectern" "$(SHARE)/$(MANUAL)"
	for pair in $(COMPLETIONS); do rm -f "$(SHARE)/$${pair#*:}"; done
	rm -rf "$(SHARE)/lectern"

clean:
	rm -rf .build

swift:
	@if ! command -v $(SWIFT) >/dev/null; then \
	  echo "Lectern is built with Swift 6.3, which was not found." >&2; \
	  echo "Get it from https://www.swift.org/install/linux/ (Debian 12), unpack it, and put its usr/bin on the PATH." >&2; \
	  exit 1; \
	fi
	@version=$$($(SWIFT) --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1); \
	if [ -z "$$version" ] || [ "$$(printf '6.2\n%s\n' "$$version" | sort -V | head -n 1)" != 6.2 ]; then \
	  echo "Lectern is built with Swift 6.3; this is Swift $${version:-of an unknown version}." >&2; \
	  echo "Get a newer one from https://www.swift.org/install/linux/." >&2; \
	  exit 1; \
	fi

packages:
	@$(call install_missing,$(BUILD_NEEDS) $(RUN_NEEDS))

test-packages:
	@$(call install_missing,$(TEST_NEEDS))

# Installs the packages of those package:probe pairs whose probe is not there; asks for nothing when all are.
define install_missing
missing=; \
for pair in $(1); do \
  package=$${pair%%:*}; probe=$${pair#*:}; \
  case $$probe in \
    /*) [ -e "$$probe" ] ;; \
    *.pc) pkg-config --exists $${probe%.pc} 2>/dev/null ;; \
    lib*) ldconfig -p 2>/dev/null | grep -q "$$probe" || /sbin/ldconfig -p 2>/dev/null | grep -q "$$probe" ;; \
    *) command -v "$$probe" >/dev/null ;; \
  esac || missing="$$missing $$package"; \
done; \
if [ -n "$$missing" ]; then \
  echo "Installing:$$missing"; \
  if [ "$$(id -u)" = 0 ]; then as_root=; elif command -v sudo >/dev/null; then as_root=sudo; else \
    echo "These Debian packages are needed; as root: apt-get install$$missing" >&2; exit 1; fi; \
  $$as_root apt-get update -qq && \
  $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
fi
endef
