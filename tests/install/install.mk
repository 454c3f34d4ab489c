.PHONY: install-test
install-test: $(PROGRAM) ## installs into a directory, upgrades, uninstalls; backs up and restores
	@sh tests/install/install-test.sh $(PROGRAM)
