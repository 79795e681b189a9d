import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');

export interface CliResult {
  code: number | null;
  out: string;
  errors: string;
}

/** The words of a command line that runs the command. */
export function commandLine(args: readonly string[]): string[] {
  return [process.execPath, '--import', 'tsx', path.join(root, 'src/cli/main.ts'), ...args];
}

/** Runs the command as a process of its own, as a shell would. */
export function runCli(args: readonly string[], { input = '', env = {} } = {}): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const [program, ...words] = commandLine(args);
    const child = spawn(program!, words, {
      cwd: root,
      env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env },
    });
    const result: CliResult = { code: null, out: '', errors: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (result.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (result.errors += text));
    // A command that never reads what it is given is right too.
    child.stdin.on('error', () => undefined).end(input);
    child.on('error', reject).on('close', (code) => resolve({ ...result, code }));
  });
}

/** A folder for the files of a test file, which goes with it. */
export class TemporaryFolder {
  readonly path = mkdtempSync(path.join(tmpdir(), 'passport-jit-cli-'));

  write(name: string, content: unknown): string {
    const file = path.join(this.path, name);
    const isRaw = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(file, isRaw ? content : JSON.stringify(content, null, 2));
    return file;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
