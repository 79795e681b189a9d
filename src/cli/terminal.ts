import { Output } from './io/output';
import { Progress } from './io/progress';

/** The streams of the command: one for results, the other for errors. */
export interface Terminal {
  out: Output;
  errors: Output;
  progress: Progress;
}

export function openTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', handleStreamError);
  const progress = new Progress(process.stderr);
  return {
    out: new Output(process.stdout, progress),
    errors: new Output(process.stderr, progress),
    progress,
  };
}

/** The reader, for example `head`, has closed the pipe. */
function handleStreamError(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE')
    process.stderr.write(`The output cannot be written (${error.code ?? error.message}).\n`);
  process.exit(error.code === 'EPIPE' ? undefined : 2);
}
