#!/usr/bin/env node
// The plays of tests/kannel against a message centre that is not ours: npm's smpp binds, splits PDUs, reads
// TLVs and decodes both alphabets by itself. Of play.h it knows what USSD needs:
//
//   node smsc.js -p SMSC_PORT -h HTTP_PORT -c CONTROL PLAY...
//
//   from, to, mo (text type tlv esm to), mt (text has same dcs parts type tlv from within), silence (for);
//   any other verb is the control script's. hex= is passed over: what came was decoded by smpp.
'use strict';
const { once, EventEmitter } = require('node:events');
const { readFileSync } = require('node:fs');
const { spawnSync } = require('node:child_process');
const smpp = require('smpp');

const MT_SECONDS = 15, SILENCE_MS = 800, CONCATENATED = 0;
const arrivals = new EventEmitter();
const inboxes = new Map(); // number -> whole messages, first come first
const lone = new Map();    // number and reference -> parts so far
let kannel = null;         // the session that is bound

// ---- the centre ----

const wordOf = (text) => text.replace(/^\+/, '');

function tlvsOf(pdu)
{
	let hex = '';
	if (pdu.ussd_service_op !== undefined)
		hex += '05010001' + Buffer.from([pdu.ussd_service_op]).toString('hex');
	if (pdu.its_session_info !== undefined)
		hex += '13830002' + pdu.its_session_info.toString('hex');
	return hex;
}

function keep(pdu, text, parts)
{
	const to = wordOf(pdu.destination_addr);
	if (!inboxes.has(to))
		inboxes.set(to, []);
	inboxes.get(to).push({ text, parts, from: pdu.source_addr, type: pdu.service_type,
		dcs: pdu.data_coding, tlv: tlvsOf(pdu) });
	arrivals.emit('message');
}

function arrived(pdu)
{
	const { message, udh } = pdu.short_message;
	const header = (udh || []).find((element) => element[0] === CONCATENATED);
	if (!header) {
		keep(pdu, message, 1);
		return;
	}
	const [reference, total, number] = header.subarray(2);
	const key = `${pdu.destination_addr} ${reference}`;
	const parts = lone.get(key) || [];
	parts[number - 1] = message;
	lone.set(key, parts);
	if (parts.filter((part) => part !== undefined).length === total) {
		lone.delete(key);
		keep(pdu, parts.join(''), total);
	}
}

function serve(session)
{
	session.on('error', () => {});
	session.on('bind_transceiver', (pdu) => {
		session.send(pdu.response());
		kannel = session;
		arrivals.emit('bound');
	});
	session.on('enquire_link', (pdu) => session.send(pdu.response()));
	session.on('unbind', (pdu) => session.send(pdu.response()));
	session.on('submit_sm', (pdu) => {
		session.send(pdu.response({ message_id: '1' }));
		arrived(pdu);
	});
}

async function receive(to, ms)
{
	const end = Date.now() + ms, inbox = () => inboxes.get(wordOf(to)) || [];
	while (!inbox().length && Date.now() < end)
		await once(arrivals, 'message', { signal: AbortSignal.timeout(end - Date.now()) })
			.catch(() => {});
	return inbox().shift();
}

// ---- the plays ----

// Quotes and escapes as in play.c: {verb, word: [...], value: {name: ...}}, or null.
function parse(line)
{
	const words = [];
	const text = line.replace(/^\s*#.*/, '').trim();
	for (const [word] of text.matchAll(/(?:"(?:\\.|[^"\\])*"|[^\s"])+/g))
		words.push(word.replace(/"((?:\\.|[^"\\])*)"/g, (_, inside) =>
			inside.replace(/\\(.)/g, (__, c) => ({ n: '\n', r: '\r' })[c] || c)));
	const value = {};
	for (const word of words.slice(1)) {
		const at = word.indexOf('=');
		if (at > 0)
			value[word.slice(0, at)] = word.slice(at + 1);
	}
	return words.length ? { verb: words[0], word: words, value } : null;
}

function sessionOf(hex)
{
	const bytes = Buffer.from(hex.replace(/ /g, ''), 'hex');
	return { ussd_service_op: bytes[4], its_session_info: bytes.subarray(9) };
}

async function mo(stage, s)
{
	const text = s.value.text;
	const international = stage.from.startsWith('+');
	if (!kannel || kannel.closed)
		await once(arrivals, 'bound');
	const answered = new Promise((resolve) => kannel.deliver_sm({
		service_type: s.value.type || '',
		source_addr: wordOf(stage.from),
		source_addr_ton: international ? 1 : 0,
		source_addr_npi: international ? 1 : 0,
		destination_addr: s.value.to || stage.to,
		esm_class: Number(s.value.esm || 0),
		data_coding: /^[\x20-\x7e]*$/.test(text) ? 0 : 8,
		short_message: text,
		...(s.value.tlv ? sessionOf(s.value.tlv) : {}),
	}, resolve));
	const { command_status: status } = await answered;
	return status ? `Kannel refused it: command_status ${status}` : '';
}

async function mt(stage, s)
{
	const came = await receive(stage.from, 1000 * (s.value.within || MT_SECONDS));
	if (!came)
		return 'no message came';
	const want = { from: stage.to, ...s.value };
	const wrong = ['from', 'text', 'dcs', 'parts', 'type'].find((name) =>
		want[name] !== undefined && String(came[name]) !== want[name]);
	const last = stage.last;
	stage.last = came.text;
	if (wrong)
		return `${wrong}: another message came: ${JSON.stringify(came)}`;
	if (want.has && !came.text.includes(want.has))
		return `has: another message came: ${JSON.stringify(came)}`;
	if (want.tlv !== undefined && came.tlv !== want.tlv.replace(/ /g, ''))
		return `tlv: ${came.tlv}`;
	return s.word.includes('same') && came.text !== last ? `same: ${came.text}` : '';
}

async function silence(stage, s)
{
	const came = await receive(stage.from, Number(s.value.for || SILENCE_MS));
	return came ? `silence is broken: ${JSON.stringify(came)}` : '';
}

const verbs = {
	mo, mt, silence,
	from: (stage, s) => { stage.from = s.word[1]; },
	to: (stage, s) => { stage.to = s.word[1]; },
};

function control(stage, s)
{
	const { status } = spawnSync(stage.control, s.word, { stdio: 'inherit' });
	return status === 0 ? '' : `${s.verb} failed`;
}

async function play(path, script)
{
	const stage = { from: '', to: '10660', last: '', control: script };
	const lines = readFileSync(path, 'utf8').split('\n');
	for (const [i, line] of lines.entries()) {
		const s = parse(line);
		const wrong = s && await (verbs[s.verb] || control)(stage, s);
		if (wrong) {
			console.log(`${path}:${i + 1}: ${wrong}\nFAIL ${path}`);
			return false;
		}
	}
	const left = [...inboxes.values()].flat().length;
	console.log(`${left ? 'FAIL' : 'ok  '} ${path}${left ? `: ${left} messages are left` : ''}`);
	inboxes.clear();
	return !left;
}

async function main([, , , port, , , , script, ...plays])
{
	const server = smpp.createServer(serve);
	server.listen(Number(port), '127.0.0.1');
	let failed = 0;
	for (const path of plays)
		failed += !await play(path, script);
	console.log(`${plays.length - failed} passed, ${failed} failed, at npm's smpp`);
	process.exit(failed ? 1 : 0);
}

main(process.argv);
