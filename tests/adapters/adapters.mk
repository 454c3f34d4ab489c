# The wire fixtures of the adapters, against the daemon under ASan and UBSan.
$(B)/san/replay $(B)/san/sink: $(B)/san/%: $(B)/san/tests/adapters/%.o $(B)/san/libjiaxin.a
	@echo "LD $@"
	@$(CC) $(san_FLAGS) -o $@ $^ $(LIBS)

test-programs: $(B)/san/replay $(B)/san/sink

.PHONY: adapter-tests
adapter-tests: $(B)/san/replay $(B)/san/sink $(B)/san/jiaxin ## aggregators' wire texts and hostile ones, over real HTTP
	@tests/adapters/run.sh $(B)/san/replay $(B)/san/jiaxin
	@tests/adapters/send.sh $(B)/san/sink $(B)/san/jiaxin
