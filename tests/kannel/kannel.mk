# The real Kannel, a message centre of ours, and the daemon under ASan and UBSan.
$(B)/san/jiaxin: $(call objects,san,$(MAIN)) $(B)/san/libjiaxin.a
	@echo "LD $@"
	@$(CC) $(san_FLAGS) -o $@ $^ $(LIBS)

$(B)/san/kannel-smsc: $(call objects,san,$(wildcard tests/kannel/*.c)) $(B)/san/libjiaxin.a
	@echo "LD $@"
	@$(CC) $(san_FLAGS) -o $@ $^ $(LIBS)

test-programs: $(B)/san/kannel-smsc $(B)/san/jiaxin

.PHONY: kannel-plays
kannel-plays: $(B)/san/kannel-smsc $(B)/san/jiaxin ## the plays of tests/kannel/ against the real Kannel
	@tests/kannel/run.sh $(B)/san/kannel-smsc $(B)/san/jiaxin

# Needs node and npm, which check does not install: 355 packages on a bare Debian.
.PHONY: kannel-npm-peer
kannel-npm-peer: $(B)/san/jiaxin ## the USSD plays at the message centre of npm's smpp (needs npm)
	@mkdir -p $(B)/kannel-npm
	@cp tests/kannel/node/* $(B)/kannel-npm
	@npm install --prefix $(B)/kannel-npm --no-audit --no-fund --silent
	@tests/kannel/run.sh $(B)/kannel-npm/smsc.js $(B)/san/jiaxin tests/kannel/ussd*.play

# Needs Debian's kannel-extras, and ports 13000 to 13003.
.PHONY: kannel-drive
kannel-drive: $(B)/jiaxin ## SMS at Kannel's own pace from its drive_smpp (needs kannel-extras)
	@tests/kannel/drive.sh $(B)/jiaxin
