# What people type, and what they mean by it.
.PHONY: corpus
CORPUS := $(B)/release/corpus

$(CORPUS): $(call objects,release,$(SRC) tests/corpus/corpus.c)
	@echo "LD $@"
	@$(CC) $(CFLAGS) $(release_FLAGS) -pie -o $@ $^ $(LIBS)

test-programs: $(CORPUS)

corpus: $(CORPUS) $(DEMO) ## real-shaped texts and what each means: the score
	@$(CORPUS) $(DEMO) tests/corpus/*.tsv
