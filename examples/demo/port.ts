/** The port that was asked for, or a sentence that says what is wrong with it. */
export function readPort(text = '3000'): number | string {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  return `PORT must be a whole number from 0 to 65535, not "${text}".`;
}

/** The message if the server cannot listen there. */
export function listenErrorMessage(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} is taken. Choose another one, for instance PORT=${port + 1}.`;
  if (error.code === 'EACCES')
    return `Port ${port} needs special rights. Choose one from 1024 on, for example PORT=3000.`;
  return error.stack ?? error.message;
}
