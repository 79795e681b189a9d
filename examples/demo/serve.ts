import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Served {
  /** Without a slash at its end. */
  url: string;
  close: () => Promise<void>;
}

/** Serves on this machine alone. Port 0 takes any that is free. */
export function serve(listener: RequestListener, port = 0): Promise<Served> {
  const server = createServer(listener);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const { port: taken } = server.address() as AddressInfo;
      resolve({
        url: `http://127.0.0.1:${taken}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            // A browser keeps its connections open for minutes.
            server.closeAllConnections();
          }),
      });
    });
  });
}
