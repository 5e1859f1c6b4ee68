import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

// npm run build:kernel: kernel.ts -> kernel.wasm and, for programs that load no files, src/kernel.gen.ts.
// With a folder as argument, the two are written there instead: a spec compares them with those that are committed.
const here = dirname(fileURLToPath(import.meta.url));
const [wasmFolder, textFolder] = process.argv[2] ? [process.argv[2], process.argv[2]] : [here, join(here, '../src')];
const folder = mkdtempSync(join(tmpdir(), 'kinledger-kernel-'));
try {
  const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--enable', 'threads'];
  const memory = ['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'];
  const out = join(folder, 'kernel.wasm');
  const { error, stderr } = await asc.main(['kernel.ts', '--baseDir', here, '-o', out, ...options, ...memory]);
  if (error) throw new Error(`${error.message}\n${stderr}`);
  const wasm = readFileSync(out);
  writeFileSync(join(wasmFolder, 'kernel.wasm'), wasm);
  const head = '// Made by `npm run build:kernel` of assembly/kernel.ts: the WebAssembly module in base64.\n';
  const text = `${head}export const KERNEL = '${wasm.toString('base64')}';\n`;
  writeFileSync(join(textFolder, 'kernel.gen.ts'), text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
