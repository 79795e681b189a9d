import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands before a server on the loopback interface, and can come between it and those who talk to it. */
export interface Gate {
  port: number;
  /** Passes everything on, also what was held back; new connections reach the server. */
  open(): Promise<void>;
  /** Cuts all connections and refuses new ones. */
  shut(): Promise<void>;
  /** Takes connections, and passes nothing on: neither a byte nor the end of a connection. */
  silence(): void;
  /** Opens for new connections alone: those that are there hear nothing for ever, as behind a firewall that forgot them. */
  forget(): void;
}

export async function openGate(serverPort: number): Promise<Gate> {
  const pairs = new Set<[client: Socket, server: Socket]>();
  let silent = false;
  const gate = createServer((client) => {
    client.on('error', () => undefined);
    // Whoever came while nothing was passed on is not heard later either.
    if (silent) return void client.pause();
    const server = connect(serverPort, '127.0.0.1');
    server.on('error', () => client.destroy());
    const pair: [Socket, Socket] = [client, server];
    pairs.add(pair);
    client.on('close', () => {
      server.destroy();
      pairs.delete(pair);
    });
    client.pipe(server).pipe(client);
  });
  const sockets = new Set<Socket>();
  gate.on('connection', (client) => {
    sockets.add(client);
    client.on('close', () => sockets.delete(client));
  });
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');
  const { port } = gate.address() as AddressInfo;
  return {
    port,
    async open() {
      if (silent) for (const [client, server] of pairs) client.pipe(server).pipe(client);
      silent = false;
      if (gate.listening) return;
      gate.listen(port, '127.0.0.1');
      await once(gate, 'listening');
    },
    async shut() {
      const closed = once(gate, 'close');
      gate.close();
      for (const client of sockets) client.destroy();
      await closed;
    },
    silence() {
      silent = true;
      for (const [client, server] of pairs) {
        client.unpipe(server).pause();
        server.unpipe(client).pause();
      }
    },
    forget() {
      silent = false;
      pairs.clear();
    },
  };
}
