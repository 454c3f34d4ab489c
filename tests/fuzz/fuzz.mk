# Fuzzers (clang's libFuzzer, with ASan and UBSan). FUZZ_SECONDS: how long each runs.
FUZZ         := query adapter decode yaml content talk csv feed timetable
FUZZ_SECONDS ?= 10
FUZZ_FLAGS   := -fsanitize=address,undefined -fno-sanitize-recover=all -g -O1

.PHONY: fuzz-programs fuzz-short fuzz
fuzz-programs: $(addprefix $(B)/fuzz/,$(FUZZ))

fuzz-short: fuzz-programs ## each fuzzer over its corpus and on for FUZZ_SECONDS (10)
	@for f in $(FUZZ); do \
	        mkdir -p $(B)/fuzz/found/$$f; \
	        $(B)/fuzz/$$f -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 \
	                -artifact_prefix=$(B)/fuzz/$$f- -verbosity=0 \
	                $(B)/fuzz/found/$$f tests/fuzz/corpus/$$f > $(B)/fuzz/$$f.log 2>&1 || \
	                { tail -n 40 $(B)/fuzz/$$f.log; exit 1; }; \
	        echo "fuzz $$f: nothing found in $(FUZZ_SECONDS) s"; \
	done

fuzz: ## the fuzzers for an hour each
	@$(MAKE) --no-print-directory fuzz-short FUZZ_SECONDS=3600

$(B)/fuzz/lib/%.o: %.c $(B)/gen/schema.inc
	@mkdir -p $(@D)
	@echo "CLANG $@"
	@clang -std=c17 -D_GNU_SOURCE -DJIAXIN_VERSION='"fuzz"' -Igateway -Ihandlers -I$(B)/gen \
	        $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

$(addprefix $(B)/fuzz/,$(FUZZ)): $(B)/fuzz/%: $(B)/fuzz/lib/tests/fuzz/fuzz_%.o \
        $(patsubst %.c,$(B)/fuzz/lib/%.o,$(SRC))
	@echo "LD $@"
	@clang $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS)
