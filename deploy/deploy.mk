# Putting Jiaxin into service, and trying it.
PREFIX     ?= /usr/local
SYSCONFDIR ?= /etc
UNITDIR    ?= $(PREFIX)/lib/systemd/system
INSTALL     = PREFIX='$(PREFIX)' SYSCONFDIR='$(SYSCONFDIR)' UNITDIR='$(UNITDIR)' \
              DESTDIR='$(DESTDIR)' PROGRAM='$(PROGRAM)' DEMO='$(DEMO)' sh deploy/install.sh

.PHONY: run deps install uninstall
run: ## a phone here, a real Kannel, and the daemon: installs what is missing, then try it
	@sh deploy/install-deps.sh run
	@$(MAKE) --no-print-directory -j2 all
	@bash deploy/run.sh

deps: ## the Debian packages for building and trying
	@sh deploy/install-deps.sh run

install: $(PROGRAM) $(DEMO) ## the program, the units, the content; PREFIX, DESTDIR
	@$(INSTALL) install

uninstall: ## takes that away again; data and changed files stay
	@$(INSTALL) uninstall
