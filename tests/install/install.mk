.PHONY: install-test
install-test: $(PROGRAM) $(DEMO) ## install, upgrade, backup, restore and uninstall, in a folder of its own
	@sh tests/install/install-test.sh $(PROGRAM)
	@bash tests/install/run.sh
