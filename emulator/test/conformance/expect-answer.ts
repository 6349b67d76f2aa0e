import type { Answer, Call } from './stage.ts';

/** Compares what calls printed with what they must print. `$name` stands for what was kept. */
export function expectAnswer(
  calls: readonly Call[],
  answers: readonly Answer[],
  known: Readonly<Record<string, string>>,
): void {
  const kept = { ...known };
  const shown: unknown[] = [];
  const wanted: unknown[] = [];
  for (const [index, { line, out = '', err = '', code = 0, keep }] of calls.entries()) {
    const answer = answers[index];
    if (keep !== undefined) kept[keep] = answer?.out.trimEnd() ?? '';
    wanted.push({ line, out: expected(out, kept), err: expected(err, kept), code });
    shown.push({ line, ...answer });
  }

  expect(shown).toEqual(wanted);
}

function expected(text: string | RegExp, kept: Readonly<Record<string, string>>): unknown {
  return typeof text === 'string' ? fill(text, kept) : expect.stringMatching(text);
}

/** Puts in what was kept; `$id` of a secret's URI is `$uri` without what stands before it. */
function fill(text: string, kept: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => {
    if (name === 'id') return (kept['uri'] ?? '').slice(-20);
    return kept[name] ?? whole;
  });
}
