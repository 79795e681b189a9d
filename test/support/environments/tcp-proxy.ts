import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands before a server on the loopback interface, and can come between it and those who talk to it. */
export interface TcpProxy {
  port: number;
  /** Passes everything on, also what was held back; new connections reach the server. */
  open(): Promise<void>;
  /** Cuts all connections and refuses new ones. */
  close(): Promise<void>;
  /** Takes connections, and passes nothing on: neither a byte nor the end of a connection. */
  stall(): void;
  /** Opens for new connections alone: those that are there hear nothing for ever, as behind a firewall that forgot them. */
  dropExistingConnections(): void;
}

export async function startTcpProxy(serverPort: number): Promise<TcpProxy> {
  const pairs = new Set<[client: Socket, server: Socket]>();
  let isStalled = false;
  const proxy = createServer((client) => {
    client.on('error', () => undefined);
    // Connections from the time without forwarding get no response later either.
    if (isStalled) return void client.pause();
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
  proxy.on('connection', (client) => {
    sockets.add(client);
    client.on('close', () => sockets.delete(client));
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  return {
    port,
    async open() {
      if (isStalled) for (const [client, server] of pairs) client.pipe(server).pipe(client);
      isStalled = false;
      if (proxy.listening) return;
      proxy.listen(port, '127.0.0.1');
      await once(proxy, 'listening');
    },
    async close() {
      const closed = once(proxy, 'close');
      proxy.close();
      for (const client of sockets) client.destroy();
      await closed;
    },
    stall() {
      isStalled = true;
      for (const [client, server] of pairs) {
        client.unpipe(server).pause();
        server.unpipe(client).pause();
      }
    },
    dropExistingConnections() {
      isStalled = false;
      pairs.clear();
    },
  };
}
