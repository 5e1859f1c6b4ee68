import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** The launcher as plain JavaScript in a folder, so that another process can own a database and be killed. */
export function compileLauncher(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const name of ['embedded', 'embedded-binaries', 'embedded-cluster', 'embedded-owner']) {
    const compilerOptions = {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2023,
      rewriteRelativeImportExtensions: true,
    };
    const { outputText } = ts.transpileModule(readFileSync(join('database', `${name}.ts`), 'utf8'), {
      compilerOptions,
    });
    writeFileSync(join(folder, `${name}.js`), outputText);
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const main = join(folder, 'owner.js');
  writeFileSync(
    main,
    `import { startEmbedded } from './embedded.js';
    const database = await startEmbedded({ dataFolder: process.argv[2], throwAway: true });
    console.log(database.ownerUrl);
    process.on('SIGTERM', () => database.stop().then(() => process.exit(0)));
    setInterval(() => {}, 1000);`,
  );
  return main;
}
