// The peer: express and ussd-menu-builder, sessions in memory, nothing on disk.
//   node server.js PORT
const express = require('express');
const UssdMenu = require('ussd-menu-builder');

const sessions = new Map();
const menu = new UssdMenu();

menu.sessionConfig({
	start: async (id) => { if (!sessions.has(id)) sessions.set(id, {}); },
	end: async (id) => { sessions.delete(id); },
	set: async (id, key, value) => { sessions.get(id)[key] = value; },
	get: async (id, key) => (sessions.get(id) || {})[key],
});
menu.startState({
	run: () => menu.con('问哪样？回数字：\n1 养老金\n2 医保看病\n3 失业工伤'),
	next: { 1: 'pension', 2: 'medical', 3: 'insurance' },
});
for (const state of ['pension', 'medical', 'insurance']) {
	menu.state(state, {
		run: async () => {
			await menu.session.set('at', state);
			menu.con('社保关系可以随你转走。回复数字看下一步，0返回，00首页。');
		},
		next: { 0: '__start__' },
	});
}

express()
	.get('/ussd', async (request, response) => {
		const { sessionId, serviceCode, phoneNumber, text } = request.query;
		response.type('text').send(await menu.run({ sessionId, serviceCode, phoneNumber, text }));
	})
	.listen(Number(process.argv[2]), '127.0.0.1');
