import { offerServers, type SharedServers } from './shared-servers.ts';

declare global {
  var sharedServers: SharedServers | undefined;
}

/** Jest calls it once, before the first spec. It starts no server: specs that need none pay a few milliseconds. */
// biome-ignore lint/style/noDefaultExport: jest takes the default export only
export default async function startRun(): Promise<void> {
  globalThis.sharedServers = await offerServers();
  process.env.TEST_SERVERS = globalThis.sharedServers.url;
}
