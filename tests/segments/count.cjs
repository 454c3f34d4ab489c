// Counts each text of a JSON list on standard input with two libraries of npm: coding, units and
// parts by each.
const { SegmentedMessage } = require('sms-segments-calculator');
const { split } = require('split-sms');

const counts = JSON.parse(require('fs').readFileSync(0, 'utf8')).map((text) => {
  const twilio = new SegmentedMessage(text, 'auto', false);
  const narrow = twilio.encodingName === 'GSM-7';
  const bits = twilio.segments.reduce((sum, s) => sum + s.messageSizeInBits(), 0);
  const other = split(text);
  const gsm = other.characterSet === 'GSM';
  return [narrow ? 'gsm7' : 'ucs2', bits / (narrow ? 7 : 16), twilio.segmentsCount,
    gsm ? 'gsm7' : 'ucs2', gsm ? other.bytes : other.bytes / 2, other.parts.length];
});
console.log(JSON.stringify(counts));
