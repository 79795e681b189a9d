import type { RequestListener } from 'node:http';
import { serve } from '../../../examples/demo/serve';

/** Something that a test started and that must end with it. */
interface Closeable {
  close: () => Promise<void>;
}

const open: Closeable[] = [];

afterEach(async () => {
  for (const started of open.splice(0).reverse()) await started.close();
});

/** Closes it after the test, the last one first: `const idp = await closing(startSamlIdp({ directory }))`. */
export async function closeAfterTest<Started extends Closeable>(
  starting: Promise<Started>,
): Promise<Started> {
  const started = await starting;
  open.push(started);
  return started;
}

/** Serves an Express app (4 or 5) on a free port of this machine until the test ends; resolves to its URL. */
export async function listen(app: RequestListener): Promise<string> {
  const { url } = await closeAfterTest(serve(app));
  return url;
}
