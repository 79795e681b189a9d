/** Calls back at the first signal to end. A Ctrl-C comes several times: from the terminal, from npm, from the primary. */
export function onShutdown(end: () => Promise<void> | void): void {
  let ending = false;
  const endOnce = () => {
    if (ending) return;
    ending = true;
    void end();
  };
  process.on('SIGTERM', endOnce);
  process.on('SIGINT', endOnce);
}
