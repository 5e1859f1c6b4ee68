import './global-setup.ts';

/** Jest calls it once, after the last spec, also when specs failed. */
// biome-ignore lint/style/noDefaultExport: jest takes the default export only
export default async function endRun(): Promise<void> {
  await globalThis.sharedServers?.stop();
}
