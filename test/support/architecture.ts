import { posix } from 'node:path';
import ts from 'typescript';

/** Text of every file of the project by its path from the root, with forward slashes. */
export type Files = ReadonlyMap<string, string>;

/** One file, read and parsed at most once. */
interface Source {
  readonly path: string;
  readonly text: string;
  /** Paths of our own files and names of packages that it imports. */
  imports(): readonly string[];
  syntax(): ts.SourceFile;
}

/** What is wrong, as sentences that begin with the path. */
type Rule = (file: Source) => readonly string[];

/** Features of the service, the top first: each may import those after it, never one before it. */
const FEATURES: readonly string[] = [
  'demo',
  'history',
  'reports',
  'confirmations',
  'searches',
  'checks',
  'erasure',
  'cases',
  'submissions',
  'reference',
  'access',
];

/** Files of the service that features may import; they themselves know no feature but who is calling. */
const GROUND = ['config.ts', 'problem.ts', 'record.ts', 'violations.ts', 'plain-text.ts', 'errors.filter.ts'];

/** What each part may import: our own parts, then packages (a name ending in * stands for all that begin so). */
const PARTS: readonly {
  readonly part: string;
  readonly ours: readonly string[];
  readonly packages: readonly string[];
}[] = [
  { part: 'libs/profile', ours: [], packages: ['csv-parse*', 'saxes', 'fflate', 'node:crypto'] },
  { part: 'libs/kinship', ours: ['libs/profile'], packages: [] },
  { part: 'libs/search', ours: ['libs/profile', 'libs/kinship'], packages: [] },
  { part: 'libs/audit', ours: [], packages: ['node:crypto', '@noble/post-quantum/ml-dsa.js', 'pkijs', 'asn1js'] },
  { part: 'apps/cli', ours: ['libs/'], packages: ['commander', 'fflate', 'pg', 'node:*'] },
  { part: 'apps/registry', ours: ['libs/', 'database'], packages: ['*'] },
  { part: 'apps/console', ours: ['libs/audit', 'libs/profile', 'libs/kinship'], packages: ['*'] },
  { part: 'database', ours: [], packages: ['typeorm', 'pg', 'node:*'] },
];

const NOT_IN_BROWSER = /^(node:|@nestjs\/|typeorm|pg$|fastify|bull)/;
const QUEUE_PACKAGE = /^(bull|@nestjs\/bull|ioredis|redis)($|\/)/;

/** Written by people: what a generator writes is not judged. */
const isCode = (path: string) => /\.(ts|tsx|mjs)$/.test(path) && !/\.gen[./]/.test(path);
const isSpec = (path: string) => /\.spec\.tsx?$/.test(path);
/** What is compiled into the kernel of libs/search, and the tool that does so. */
const isKernel = (path: string) => path.startsWith('libs/search/assembly/');
/** Code that ships: no spec and no test support. */
const ships = (path: string) => isCode(path) && !isSpec(path) && !isKernel(path) && !path.startsWith('test/');
const below = (path: string, folder: string) =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

function source(path: string, text: string): Source {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const syntax = once(() => ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true, kind));
  const imports = once(() =>
    ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => placeOf(fileName, path)),
  );
  return { path, text, syntax, imports };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function placeOf(name: string, from: string): string {
  if (name.startsWith('.')) return posix.normalize(posix.join(posix.dirname(from), name));
  return name.replace(/^@kinledger\/(\w+)$/, 'libs/$1/src/index.ts');
}

const isOurs = (target: string) => /^(apps|libs|database|test|fixtures)\//.test(target) || target.startsWith('..');

const partsImportInwards: Rule = ({ path, imports }) => {
  const rule = ships(path) ? PARTS.find(({ part }) => below(path, part)) : undefined;
  if (!rule) return [];
  const mayImport = (target: string) => {
    if (below(target, rule.part)) return true;
    if (isOurs(target)) return rule.ours.some((ours) => below(target, ours));
    return rule.packages.some((name) => (name.endsWith('*') ? target.startsWith(name.slice(0, -1)) : target === name));
  };
  const wrong = imports().filter((target) => !mayImport(target));
  return wrong.map((target) => `${path} must not import ${target}`);
};

const libsAreEnteredByTheirIndex: Rule = ({ path, imports }) => {
  const lib = /^libs\/\w+\//.exec(path)?.[0];
  const inner = imports().filter((target) => /^libs\/\w+\/src\//.test(target) && !target.endsWith('/src/index.ts'));
  if (path.startsWith('test/') || isSpec(path)) return [];
  return inner
    .filter((target) => !lib || !target.startsWith(lib))
    .map((target) => `${path} reaches past the index: ${target}`);
};

const featuresImportDownwards: Rule = ({ path, imports }) => {
  const root = 'apps/registry/src/';
  if (!path.startsWith(root) || !ships(path)) return [];
  const [feature = ''] = path.slice(root.length).split('/');
  const own = imports().filter((target) => target.startsWith(root));
  const order = (name: string) => FEATURES.indexOf(name);
  const allowed = (target: string) => {
    const [name = ''] = target.slice(root.length).split('/');
    const isFile = !target.slice(root.length).includes('/');
    if (GROUND.includes(feature)) return isFile || target === `${root}access/actor.ts`;
    if (isFile) return feature.includes('.') || GROUND.includes(name);
    if (feature.includes('.') || name === feature) return true;
    if (feature === 'jobs') return false;
    return name === 'jobs'
      ? target === `${root}jobs/jobs.service.ts`
      : order(name) > order(feature) && order(feature) >= 0;
  };
  return own
    .filter((target) => !allowed(target))
    .map((target) => `${path} must not import ${target}: features import downwards`);
};

const featuresAreKnown: Rule = ({ path }) => {
  const folder = /^apps\/registry\/src\/([^/]+)\//.exec(path)?.[1];
  const known = [...FEATURES, 'jobs'];
  return folder === undefined || known.includes(folder) ? [] : [`${path} lies in a folder that is no feature`];
};

const onlyJobsKnowTheQueue: Rule = ({ path, imports }) => {
  if (!ships(path) || path.startsWith('apps/registry/src/jobs/')) return [];
  const wrong = imports().filter((target) => QUEUE_PACKAGE.test(target));
  return wrong.map((target) => `${path} must not import ${target}: only jobs knows Bull and Redis`);
};

const pagesRunInTheBrowser: Rule = ({ path, imports }) => {
  if (!path.startsWith('apps/console/src/') || !ships(path)) return [];
  const wrong = imports().filter((target) => NOT_IN_BROWSER.test(target));
  return wrong.map((target) => `${path} must not import ${target}: it runs in a browser`);
};

const shippedCodeKnowsNoTests: Rule = ({ path, imports }) => {
  if (!ships(path)) return [];
  const wrong = imports().filter((target) => /^(test|fixtures)\//.test(target) || isSpec(target));
  return wrong.map((target) => `${path} must not import ${target}: tests do not ship`);
};

const SQL_PLACES = [
  /\.store\.ts$/,
  /^database\//,
  /^apps\/registry\/src\/(jobs\/|record\.ts$)/,
  /^libs\/audit\/src\/(log|sealing)\.ts$/,
];
const STATEMENT =
  /^\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|(CREATE|ALTER|DROP)\s+(TABLE|INDEX)\s|LOCK\s+TABLE\s)/;
const DATABASE_CALLS = ['query', 'createQueryBuilder', 'getRepository'];

const sqlStaysInStores: Rule = ({ path, syntax }) => {
  if (!ships(path) || SQL_PLACES.some((place) => place.test(path))) return [];
  return findNodes(syntax(), (node) => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) return STATEMENT.test(node.text);
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
    return DATABASE_CALLS.includes(node.expression.name.text);
  }).map((line) => `${path}:${line} speaks to the database: that belongs into a store`);
};

const WORLD = ['process', 'console', 'performance', 'globalThis', 'fetch', 'setTimeout', 'setInterval', 'setImmediate'];
const CHANCE_OR_CLOCK = ['Math.random', 'Date.now', 'crypto.getRandomValues', 'crypto.randomUUID'];

/** Time, chance, environment and console are handed in. */
const libsReadNothingOfTheWorld: Rule = ({ path, syntax }) => {
  if (!path.startsWith('libs/') || !ships(path)) return [];
  return findNodes(syntax(), (node) => {
    if (ts.isNewExpression(node)) return node.expression.getText() === 'Date' && !node.arguments?.length;
    if (ts.isImportSpecifier(node)) return /^random/.test((node.propertyName ?? node.name).text) && isFromCrypto(node);
    if (ts.isPropertyAccessExpression(node)) return CHANCE_OR_CLOCK.includes(node.getText());
    return ts.isIdentifier(node) && WORLD.includes(node.text) && isFree(node);
  }).map((line) => `${path}:${line} reads clock, chance, environment or console`);
};

function isFromCrypto(node: ts.ImportSpecifier): boolean {
  return node.parent.parent.parent.moduleSpecifier.getText().includes('crypto');
}

/** True for a name that stands for a global, not for a member or something declared here. */
function isFree(node: ts.Identifier): boolean {
  return !('name' in node.parent && node.parent.name === node);
}

/** Lines of the outermost to innermost nodes that match. */
function findNodes(file: ts.SourceFile, matches: (node: ts.Node) => boolean): readonly number[] {
  const lines: number[] = [];
  const visit = (node: ts.Node): void => {
    if (matches(node)) lines.push(file.getLineAndCharacterOfPosition(node.getStart()).line + 1);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return lines;
}

const TOP_LEVEL = ['apps', 'libs', 'database', 'fixtures', 'test'];
const TOP_FILES = [
  'nest-cli.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'README.md',
  'LICENSE',
  'CONTRIBUTING.md',
];

const theTopHoldsOnlyWhatIsAllowed: Rule = ({ path }) => {
  const [top = '', ...rest] = path.split('/');
  if (top.startsWith('.')) return [];
  return (rest.length > 0 ? TOP_LEVEL : TOP_FILES).includes(top) ? [] : [`${path}: the top level holds no ${top}`];
};

const MOST_LINES = 300;

/** Tables of texts and figures are no code. */
const filesStaySmall: Rule = ({ path, text }) => {
  const lines = text.split('\n').length - 1;
  if (!isCode(path) || /\.data\.ts$|\/locales\//.test(path) || lines <= MOST_LINES) return [];
  return [`${path} has ${lines} lines, more than ${MOST_LINES}`];
};

const noBarrelsInApps: Rule = ({ path, syntax }) => {
  if (!path.startsWith('apps/') || !ships(path)) return [];
  const statements = syntax().statements;
  const onlyPassesOn = statements.length > 0 && statements.every(ts.isExportDeclaration);
  return onlyPassesOn || /\/index\.tsx?$/.test(path) ? [`${path} is a barrel: import from where things are`] : [];
};

const noFoldersPerKind: Rule = ({ path }) => {
  const kind = /\/(dto|dtos|interfaces|utils|helpers|types|constants|services|controllers|entities)\//.exec(path)?.[1];
  return isCode(path) && kind ? [`${path}: no folder per kind (${kind}), one per feature`] : [];
};

/** A suite may be left out where its browser or server is missing: `found ? describe : describe.skip` counts as skipped. */
const LEFT_OVER =
  /(?<!\? (?:describe|test) : )\b(?:describe|test|it)\.(?:only|skip|todo)\b|\b(?:fit|xit|fdescribe|xdescribe|xtest)\(/;

const noTestIsSkippedOrAlone: Rule = ({ path, text }) => {
  if (!isSpec(path) || path === 'test/architecture.spec.ts') return [];
  const found = LEFT_OVER.exec(text)?.[0];
  return found ? [`${path} holds ${found}: every test runs`] : [];
};

/** All rules by name. */
export const RULES = {
  partsImportInwards,
  libsAreEnteredByTheirIndex,
  featuresImportDownwards,
  featuresAreKnown,
  onlyJobsKnowTheQueue,
  pagesRunInTheBrowser,
  shippedCodeKnowsNoTests,
  sqlStaysInStores,
  libsReadNothingOfTheWorld,
  theTopHoldsOnlyWhatIsAllowed,
  filesStaySmall,
  noBarrelsInApps,
  noFoldersPerKind,
  noTestIsSkippedOrAlone,
} as const satisfies Readonly<Record<string, Rule>>;

/** Everything that breaks a rule of the house. */
export function violations(files: Files, rules: readonly Rule[] = Object.values(RULES)): readonly string[] {
  return [...files].flatMap(([path, text]) => {
    const file = source(path, text);
    return rules.flatMap((rule) => rule(file));
  });
}
