/**
 * Makes each number of a JSON text a text of its own, spelled as Python prints it. JavaScript would
 * lose digits of a long one, and the point of 2.0.
 * @param wire a text that is JSON.
 */
export function numbersAsTexts(wire: string): string {
  let result = '';
  let index = 0;
  while (index < wire.length) {
    const end = wire[index] === '"' ? endOfText(wire, index) : endOfNumber(wire, index);
    const token = wire.slice(index, Math.max(end, index + 1));
    result += end > index && token[0] !== '"' ? `"${pythonNumber(token)}"` : token;
    index += token.length;
  }
  return result;
}

function endOfText(wire: string, start: number): number {
  let index = start + 1;
  while (index < wire.length && wire[index] !== '"') index += wire[index] === '\\' ? 2 : 1;
  return index + 1;
}

/** Where the number that begins here ends; the beginning itself, if none does. */
function endOfNumber(wire: string, start: number): number {
  if (!isOneOf('-0123456789', wire[start])) return start;
  let index = start + 1;
  while (isOneOf('0123456789+-.eE', wire[index])) index += 1;
  return index;
}

function isOneOf(characters: string, character: string | undefined): boolean {
  return character !== undefined && characters.includes(character);
}

/** A number of JSON as Python prints it after it has read it. */
function pythonNumber(token: string): string {
  if (!/[.eE]/.test(token)) return token === '-0' ? '0' : token;
  const value = Number(token);
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa = '', power = ''] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const plain = String(value);
  return plain.includes('.') ? plain : `${plain}.0`;
}
