# make bench: what the daemon costs, beside a bare libmicrohttpd in the same run.
# BENCH_ROUNDS and BENCH_SECONDS (a measured span) can be set; tests/bench/figures.txt says what is measured.

BENCH_PROGRAMS := $(addprefix $(B)/bench/,load hello flush mo talk outbox sessions)
BENCH_BASE     := $(call objects,release,gateway/base/base.c gateway/base/loop.c)

# Compiled with the tests, so that none breaks unseen between two runs.
unit-programs: $(call objects,release,$(wildcard tests/bench/*.c))

.PHONY: bench bench-programs
bench: ## speed, memory and the way through Kannel: build/bench.json
	@sh deploy/install-deps.sh check
	@$(MAKE) --no-print-directory bench-programs $(PROGRAM)
	@B=$(B) bash tests/bench/bench.sh

bench-programs: $(BENCH_PROGRAMS) $(B)/bench/slow_disk.so

$(B)/bench/slow_disk.so: tests/bench/slow_disk.c
	@mkdir -p $(@D)
	@echo "LD $@"
	@$(CC) $(ALL_CFLAGS) -fPIC -shared -o $@ $<

$(B)/bench/load: $(call objects,release,$(addprefix tests/bench/,load.c request.c latency.c))
$(B)/bench/mo: $(call objects,release,$(addprefix tests/bench/,mo.c latency.c))
$(B)/bench/flush: $(call objects,release,$(addprefix tests/bench/,flush.c latency.c))
$(B)/bench/hello: $(call objects,release,tests/bench/hello.c)

$(B)/bench/talk: $(call objects,release,$(addprefix tests/bench/,talk.c measure.c) $(SRC))
$(B)/bench/outbox: $(call objects,release,$(addprefix tests/bench/,outbox.c measure.c) $(SRC))
$(B)/bench/sessions: $(call objects,release,$(addprefix tests/bench/,sessions.c measure.c) $(SRC))

$(BENCH_PROGRAMS): $(BENCH_BASE)
	@mkdir -p $(@D)
	@echo "LD $@"
	@$(CC) $(release_FLAGS) -pie -o $@ $^ $(if $(findstring hello,$@),-lmicrohttpd) \
	        $(if $(filter %/talk %/outbox %/sessions,$@),$(LIBS))
