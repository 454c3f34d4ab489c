.PHONY: install-test
install-test: $(PROGRAM) ## install, upgrade, backup, restore and uninstall, in a folder of its own
	@bash tests/install/run.sh
