# Jiaxin. `make run` to try it, `make check` to test it, `make help` for the rest.
MAKEFLAGS += --no-builtin-rules

B       := build
CC      := gcc
VERSION := $(shell cat VERSION)
WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings \
           -Wvla -Wpointer-arith -Wcast-qual -Werror
HARDEN  := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
CFLAGS  ?= -O2 -g
ALL_CFLAGS = -std=c17 -D_GNU_SOURCE -DJIAXIN_VERSION='"$(VERSION)"' \
             -Igateway -Ihandlers -Itests -I$(B)/gen $(WARN) $(CFLAGS)
LIBS    := -lcurl -lmicrohttpd -lsqlite3 -lyaml -lsodium -lnettle -lutf8proc -lsystemd -lzip -ljansson \
           -lm -lpthread

MAIN    := gateway/main.c
SRC     := $(wildcard gateway/*/*.c handlers/*.c)
PROGRAM := $(B)/jiaxin
DEMO    := $(B)/demo.timetable

# One tree of objects for each way to build, so that they never mix.
release_FLAGS  := $(HARDEN) -flto=auto
san_FLAGS      := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
cover_FLAGS    := --coverage -O0
objects         = $(patsubst %.c,$(B)/$(1)/%.o,$(2))

.PHONY: all help check unit content-check lint format coverage clean
all: $(PROGRAM) $(DEMO)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Two at a time: the plays wait for Kannel most of the time, lint for the processor.
TESTS := kannel-plays lint fault-tests unit fuzz-short adapter-tests content-check talk-tests corpus \
         timetable-tests install-test

check: ## installs what the tests need, builds and runs all of them
	@sh deploy/install-deps.sh check
	@$(MAKE) --no-print-directory -j2 test-programs
	@$(MAKE) --no-print-directory -j2 --output-sync=target $(TESTS)
	@echo "all tests passed"

$(PROGRAM): $(call objects,release,$(SRC) $(MAIN))
	@echo "LD $@"
	@$(CC) $(CFLAGS) $(release_FLAGS) -pie -Wl,-z,relro,-z,now -o $@ $^ $(LIBS)

# What questions about trains are answered from until an operator names his own.
$(DEMO): config/demo-timetable.csv $(PROGRAM)
	@$(PROGRAM) timetable build $< -o $@ --strict --change-seconds 1200 > /dev/null

define build_rule
$(B)/$(1)/%.o: %.c VERSION
	@mkdir -p $$(@D)
	@echo "CC $$@"
	@$$(CC) $$(ALL_CFLAGS) $$($(1)_FLAGS) -MMD -MP -c -o $$@ $$<

$(B)/$(1)/gateway/store/db.o: $(B)/gen/schema.inc

$(B)/$(1)/libjiaxin.a: $$(call objects,$(1),$$(SRC))
	@rm -f $$@ && ar rcs $$@ $$^

$(B)/$(1)/test_%: $(B)/$(1)/tests/unit/test_%.o $(B)/$(1)/libjiaxin.a
	@echo "LD $$@"
	@$$(CC) $$($(1)_FLAGS) -o $$@ $$^ $$(LIBS) -lcheck -lsubunit -lrt -lm
endef
$(foreach tree,release san cover,$(eval $(call build_rule,$(tree))))

# The schema as a C string, so that one file is the truth.
$(B)/gen/schema.inc: gateway/store/schema.sql
	@mkdir -p $(@D)
	@sed 's/\\/\\\\/g; s/"/\\"/g; s/.*/"&\\n"/' $< > $@

# Every tests/unit/test_X.c is one program.
UNIT := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c))

.PHONY: unit-programs test-programs
.SECONDARY:
unit-programs: $(addprefix $(B)/san/,$(UNIT))

# All that the tests run, so that no test waits for a compiler; each kind adds its own.
test-programs: all unit-programs fault-programs fuzz-programs

unit: unit-programs ## the unit tests alone, under ASan and UBSan
	@for t in $(UNIT); do $(B)/san/$$t || exit 1; done

content-check: $(PROGRAM) $(DEMO) ## the starter content and the adapters: no fault, every example as written
	@$(PROGRAM) check --report=$(B)/report content
	@cd content && $(abspath $(PROGRAM)) check . >/dev/null 2>&1 # where there is no timetable, too
	@test "$$(sqlite3 :memory: "SELECT json_valid(readfile('$(B)/report/report.json'))")" = 1
	@$(PROGRAM) adapters check config/adapters
	@$(PROGRAM) options | cmp - config/jiaxin.yaml
	@$(PROGRAM) facts content | diff -u docs/facts.md - || { echo "make facts renews it"; exit 1; }
	@$(PROGRAM) schema content | diff -u content/schema.json - || { echo "make schema renews it"; exit 1; }

.PHONY: facts schema
schema: $(PROGRAM) ## writes content/schema.json anew, for editors
	@$(PROGRAM) schema content > $(B)/schema.json
	@mv $(B)/schema.json content/schema.json

facts: $(PROGRAM) ## writes docs/facts.md anew from the content
	@$(PROGRAM) facts content > docs/facts.md

C_FILES  = $(shell git ls-files '*.c' '*.h')
SCRIPTS  = $(shell git ls-files '*.sh') .ci/run

lint: $(B)/gen/schema.inc ## layers, format, static analysis
	@awk -f tests/layers.awk tests/layers.txt $(filter gateway/% handlers/%,$(C_FILES))
	@! grep -nE '\b(gets|strcpy|strcat|sprintf|strtok|atoi|system|popen)\(' \
	        $(filter gateway/% handlers/%,$(C_FILES))
	@clang-format --dry-run --Werror $(C_FILES)
	@cppcheck -j2 --quiet --std=c11 --error-exitcode=1 --inline-suppr --enable=warning,portability \
	        --suppress=missingIncludeSystem -Igateway -Ihandlers -I$(B)/gen \
	        gateway handlers
	@printf '%s\n' $(SRC) $(MAIN) | xargs -P2 -I{} clang-tidy --quiet {} -- \
	        -std=c17 -D_GNU_SOURCE -DJIAXIN_VERSION='""' -Igateway -Ihandlers -I$(B)/gen \
	        2>/dev/null
	@shellcheck --severity=error $(SCRIPTS)
	@echo "lint: nothing to say"

format: ## formats every C file
	@clang-format -i $(C_FILES)

coverage: $(addprefix $(B)/cover/,$(UNIT)) ## lines and branches that the unit tests reach, file by file
	@find $(B)/cover -name '*.gcda' -delete
	@for t in $(UNIT); do $(B)/cover/$$t > $(B)/cover/$$t.log 2>&1 || \
	        { cat $(B)/cover/$$t.log; exit 1; }; done
	@gcov -n -b $(SRC:%.c=$(B)/cover/%.gcno) 2>/dev/null | awk -f tests/coverage.awk

clean: ## forgets everything built
	rm -rf $(B)

-include deploy/deploy.mk $(wildcard tests/*/*.mk)
-include $(shell find $(B) -name '*.d' 2>/dev/null)
