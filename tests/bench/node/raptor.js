// The peer of make bench-transit: npm raptor-journey-planner over the same day and questions.
//   node raptor.js FOLDER_WITH_NODE_MODULES EXPORT COUNT
// Its own loader of zip archives never ends under Node 20: this one reads what transit.c exports.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');
const { createRequire } = require('node:module');

const [, , folder, file, count] = process.argv;
const { RaptorAlgorithmFactory, DepartAfterQuery, JourneyFactory } =
	createRequire(path.resolve(folder) + '/')('raptor-journey-planner');

const NO_BOARDING = 1, NO_ALIGHTING = 2;
const always = { runsOn: () => true };
const date = new Date(2026, 0, 1);

function stopTime(text) {
	const [stop, arrivalTime, departureTime, flags] = text.split(':').map(Number);
	return { stop: String(stop), arrivalTime, departureTime,
		pickUp: !(flags & NO_BOARDING), dropOff: !(flags & NO_ALIGHTING) };
}

// Microseconds of the processor, as transit.c measures: others may share the machine.
function processorTime() {
	const { user, system } = process.cpuUsage();
	return user + system;
}

async function load() {
	const day = { trips: [], transfers: {}, interchange: {}, questions: [] };
	for await (const line of readline.createInterface({ input: fs.createReadStream(file) })) {
		const [kind, ...words] = line.split(' ');
		if (kind === 'change')
			day.interchange[words[0]] = Number(words[1]);
		else if (kind === 'walk')
			(day.transfers[words[0]] ??= []).push({ origin: words[0], destination: words[1],
				duration: Number(words[2]), startTime: 0, endTime: Number.MAX_SAFE_INTEGER });
		else if (kind === 'trip')
			day.trips.push({ tripId: String(day.trips.length), serviceId: '1', service: always,
				stopTimes: words.map(stopTime) });
		else
			day.questions.push({ from: words[0], to: words[1], time: Number(words[2]) });
	}
	return day;
}

async function main() {
	const day = await load();
	const raptor = RaptorAlgorithmFactory.create(day.trips, day.transfers, day.interchange, date);
	const query = new DepartAfterQuery(raptor, new JourneyFactory(), 1);
	const took = [];
	let found = 0;
	for (const q of day.questions.slice(0, Number(count))) {
		const start = processorTime();
		try {
			found += query.plan(q.from, q.to, date, q.time).length;
		} catch {
			continue; // it can't answer of a stop where no train calls that day
		}
		took.push(processorTime() - start);
	}
	took.sort((a, b) => a - b);
	const mean = took.reduce((a, b) => a + b, 0) / took.length;
	const at = (part) => took[Math.floor(took.length * part)].toFixed(1);
	console.log(`peer_mean_us ${mean.toFixed(1)}\npeer_p50_us ${at(0.5)}\npeer_p99_us ${at(0.99)}`);
	console.log(`peer_found ${found}\npeer_questions ${took.length}`);
	console.log(`peer_rss_mib ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)}`);
}

main();
