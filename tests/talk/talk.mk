# Transcripts of whole conversations over the starter content.
.PHONY: talk-tests talk-record
talk-tests: $(PROGRAM) $(DEMO) ## the transcripts of tests/talk/, answer for answer
	@sh tests/talk/run.sh $(PROGRAM) tests/talk/*.talk
	@sh tests/talk/json.sh $(PROGRAM)
	@sh tests/talk/parts.sh $(PROGRAM)

talk-record: $(PROGRAM) $(DEMO) ## records them anew: look at the diff
	@RECORD=1 sh tests/talk/run.sh $(PROGRAM) tests/talk/*.talk
