import { createServer } from 'node:http';

/** A server on loopback that notes which addresses below it were asked for, and refuses all. */
export interface Trap {
  url(id: number): string;
  caught(id: number): boolean;
  close(): Promise<void>;
}

export async function setTrap(): Promise<Trap> {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"message":"trap"}}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: (id) => `http://127.0.0.1:${port}/trap-${id}-`,
    caught: (id) => paths.some((path) => path.startsWith(`/trap-${id}-`)),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
