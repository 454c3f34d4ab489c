# make bench-transit: what timetables cost, over the feeds in TRANSIT_DATA (where they are).
TRANSIT_DATA ?= ../shared/data/transit

.PHONY: bench-transit
bench-transit: $(B)/bench/transit ## speed and memory of timetables: journeys, departures, building
	@for run in 'cn-hsr2016 20160205 600 4' 'mta-subway 20261010 -1 1' 'mta-lirr 20261101 -1 1'; do \
	        set -- $$run; \
	        [ -r $(TRANSIT_DATA)/$$1.zip ] || { echo "$$1.zip is not there: skipped"; continue; }; \
	        echo "== $$1 of $$2, change $$3 s, $$4 days after"; \
	        $(B)/bench/transit $(TRANSIT_DATA)/$$1.zip $$2 $$3 $$4 || exit 1; \
	done

$(B)/bench/transit: $(call objects,release,tests/bench/transit.c \
        $(wildcard gateway/base/*.c gateway/timetable/*.c))
	@mkdir -p $(@D)
	@echo "LD $@"
	@$(CC) $(CFLAGS) $(release_FLAGS) -pie -o $@ $^ -lzip -lm
