# What people type, and what they mean by it.
.PHONY: corpus
CORPUS := $(B)/release/corpus

$(CORPUS): $(B)/release/tests/corpus/corpus.o $(B)/release/libjiaxin.a
	@echo "LD $@"
	@$(CC) $(CFLAGS) $(release_FLAGS) -pie -o $@ $^ $(LIBS)

corpus: $(CORPUS) ## real-shaped texts and what each means: the score
	@$(CORPUS) tests/corpus/*.tsv
