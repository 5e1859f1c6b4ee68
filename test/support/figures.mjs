// How benchmarks say what they found.
export const count = (value) => Math.round(value).toLocaleString('en');
export const rate = (value) => `${count(value)}/s`;
export const say = (name, ...said) => console.log(`${name.padEnd(62)} ${said.join('  ')}`);
export const compare = (name, ours, plain) =>
  say(name, rate(ours).padStart(12), 'plain', rate(plain).padStart(12), 'ratio', (ours / plain).toFixed(2));

/** Seconds that `act` took. */
export async function timed(act) {
  const started = performance.now();
  await act();
  return (performance.now() - started) / 1000;
}
