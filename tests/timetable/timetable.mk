.PHONY: timetable-tests
timetable-tests: $(PROGRAM) ## the commands over timetables, as an operator runs them
	@bash tests/timetable/run.sh $(PROGRAM)
