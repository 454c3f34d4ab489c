# The real Kannel, a message centre of ours, and the daemon under ASan and UBSan.
$(B)/san/jiaxin: $(call objects,san,$(MAIN)) $(B)/san/libjiaxin.a
	@echo "LD $@"
	@$(CC) $(san_FLAGS) -o $@ $^ $(LIBS)

$(B)/san/kannel-smsc: $(call objects,san,$(wildcard tests/kannel/*.c)) $(B)/san/libjiaxin.a
	@echo "LD $@"
	@$(CC) $(san_FLAGS) -o $@ $^ $(LIBS)

.PHONY: kannel-plays
kannel-plays: $(B)/san/kannel-smsc $(B)/san/jiaxin ## the plays of tests/kannel/ against the real Kannel
	@tests/kannel/run.sh $(B)/san/kannel-smsc $(B)/san/jiaxin
