# Injected faults: a disk that fails when told to, kill -9 under load, hostile clients.
# FAULT_ROUNDS: how often kill.sh kills. FAULT_PROGRAM=build/fault/jiaxin-san: under ASan.

FAULT_ROUNDS ?= 20

.PHONY: fault-programs fault-tests
fault-programs: $(addprefix $(B)/fault/,jiaxin jiaxin-san client)

fault-tests: fault-programs ## full disk, dead disk, kill -9, hostile clients
	@B=$(B) FAULT_ROUNDS=$(FAULT_ROUNDS) bash tests/fault/run.sh

$(B)/fault/jiaxin: $(call objects,release,$(SRC) $(MAIN) tests/fault/disk.c tests/fault/cache.c)
	@mkdir -p $(@D)
	@echo "LD $@"
	@$(CC) $(release_FLAGS) -pie -o $@ $^ $(LIBS)

$(B)/fault/jiaxin-san: $(call objects,san,$(SRC) $(MAIN) tests/fault/disk.c tests/fault/cache.c)
	@mkdir -p $(@D)
	@echo "LD $@"
	@$(CC) $(san_FLAGS) -o $@ $^ $(LIBS)

$(B)/fault/client: $(call objects,release,$(addprefix tests/fault/,client.c wire.c) \
        $(addprefix gateway/base/,base.c buf.c utf8.c))
	@mkdir -p $(@D)
	@echo "LD $@"
	@$(CC) $(release_FLAGS) -pie -o $@ $^ -lpthread
