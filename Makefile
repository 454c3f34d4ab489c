# Jiaxin. `make run` to try it, `make check` to test it, `make help` for the rest.
MAKEFLAGS += --no-builtin-rules

B       := build
PREFIX  ?= /usr/local
CC      := gcc
WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings \
           -Wvla -Wpointer-arith -Wcast-qual -Werror
HARDEN  := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
CFLAGS  ?= -O2 -g
ALL_CFLAGS = -std=c17 -D_GNU_SOURCE -Igateway -Ihandlers -I$(B)/gen $(WARN) $(CFLAGS)
LIBS    := -lmicrohttpd -lsqlite3 -lyaml -lsodium -lutf8proc -lsystemd -lpthread

SRC     := $(filter-out gateway/main.c,$(wildcard gateway/*/*.c handlers/*.c))
MAIN    := gateway/main.c
PROGRAM := $(B)/jiaxin

# name, flags: one tree of objects each, so that they never mix.
release_FLAGS  := $(HARDEN)
san_FLAGS      := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

objects = $(patsubst %.c,$(B)/$(1)/%.o,$(2))

.PHONY: all help unit clean
all: $(PROGRAM)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(PROGRAM): $(call objects,release,$(SRC) $(MAIN))
	$(CC) $(release_FLAGS) -pie -Wl,-z,relro,-z,now -o $@ $^ $(LIBS)

$(B)/release/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(release_FLAGS) -MMD -MP -c -o $@ $<

$(B)/san/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(san_FLAGS) -MMD -MP -c -o $@ $<

# The schema as a C string, so that one file is the truth.
$(B)/gen/schema.inc: gateway/store/schema.sql
	@mkdir -p $(@D)
	sed 's/\\/\\\\/g; s/"/\\"/g; s/.*/"&\\n"/' $< > $@

$(B)/release/gateway/store/db.o $(B)/san/gateway/store/db.o: $(B)/gen/schema.inc

# Unit tests: every tests/unit/test_X.c is one program, linked with the whole library.
UNIT := $(patsubst tests/unit/%.c,$(B)/san/%,$(wildcard tests/unit/test_*.c))

$(B)/san/libjiaxin.a: $(call objects,san,$(SRC))
	rm -f $@ && ar rcs $@ $^

$(B)/san/test_%: $(B)/san/tests/unit/test_%.o $(B)/san/libjiaxin.a
	$(CC) $(san_FLAGS) -o $@ $^ $(LIBS) -lcheck -lsubunit -lrt -lm

unit: $(UNIT) ## the unit tests alone, under ASan and UBSan
	@for t in $(UNIT); do $$t || exit 1; done

clean: ## forgets everything built
	rm -rf $(B)

-include $(shell find $(B) -name '*.d' 2>/dev/null)
