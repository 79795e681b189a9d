// Runs the tests on one database after the other, and says for each how many there were.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const NAMES = {
  'better-sqlite3': 'SQLite',
  sqljs: 'sql.js',
  postgres: 'PostgreSQL',
  mariadb: 'MariaDB',
};
const NOT_STARTED = 'no test ran; the error above says why';
const HELP = `Usage: node scripts/run-tests.mjs [--oldest-typeorm] DATABASE... [-- JEST OPTIONS]

Databases: ${Object.keys(NAMES).join(', ')}. PostgreSQL is started for the run; MariaDB is where TEST_MARIADB_URL says.
A database with ":sign-in", such as postgres:sign-in, runs only the tests of sign-ins, sessions and races.

  --oldest-typeorm  with the oldest TypeORM that the package accepts, instead of the newest
  -h, --help        this text`;

const argv = process.argv.slice(2);
const end = argv.indexOf('--') === -1 ? argv.length : argv.indexOf('--');
const { values: options, positionals } = parseOptions(argv.slice(0, end));
const isRun = (argument) => argument.replace(/:sign-in$/, '') in NAMES;
const runs = positionals.filter(isRun);
// `npm test -- test/plan` puts what is for Jest behind the databases.
const given = [...positionals.filter((argument) => !isRun(argument)), ...argv.slice(end + 1)];
// A file that is named may have nothing to test on one of the databases.
const jestArguments = given.length > 0 ? ['--passWithNoTests', ...given] : [];

if (options.help || runs.length === 0) {
  console.log(HELP);
  process.exit(options.help ? 0 : 2);
}
const lines = runs.map((each) => run(...each.split(':')));
for (const { line } of lines) console.log(line);
process.exitCode = lines.every(({ passed }) => passed) ? 0 : 1;

function parseOptions(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { 'oldest-typeorm': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}

function run(database, scope) {
  const folder = mkdtempSync(path.join(tmpdir(), 'passport-jit-tests-'));
  const report = path.join(folder, 'report.json');
  const jest = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
  const { status } = spawnSync(process.execPath, [jest, '--json', '--outputFile', report, ...jestArguments], {
    stdio: ['inherit', 'ignore', 'inherit'],
    env: {
      ...process.env,
      TEST_DATABASE: database,
      ...(scope === undefined ? {} : { TEST_SCOPE: scope }),
      ...(options['oldest-typeorm'] ? { TEST_OLDEST_TYPEORM: 'yes' } : {}),
    },
  });
  const counts = readReport(report);
  rmSync(folder, { recursive: true });
  const typeorm = options['oldest-typeorm'] ? '/oldest-TypeORM' : '';
  return {
    passed: status === 0,
    line: `${NAMES[database]}${typeorm}${scope === undefined ? '' : ', sign-ins and races'}: ${counts === undefined ? NOT_STARTED : summary(counts)}`,
  };
}

/** A file that cannot be loaded fails the run without a failed test. */
function summary({ startTime, numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
  const notLoaded = numRuntimeErrorTestSuites > 0 ? `, ${numRuntimeErrorTestSuites} files not loaded` : '';
  const seconds = Math.round((Date.now() - startTime) / 1000);
  return `${numPassedTests} passed, ${numFailedTests} failed${notLoaded}, in ${seconds} s`;
}

/** A run that ended before its first test has no report. */
function readReport(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return undefined;
  }
}
