import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';

const SECRET = 'test';
const NAME = 'session';

/**
 * Sessions that the browser keeps, signed, as cookie-session does it: the server stores nothing of them, and so cannot
 * delete one.
 */
export const cookieSession: RequestHandler = (req, res, next) => {
  const cookie = new RegExp(`${NAME}=([\\w.-]+)`).exec(req.headers.cookie ?? '')?.[1];
  let content = read(cookie) as Record<string, unknown>;
  const actions = {
    regenerate: (done: () => void) => {
      open({});
      done();
    },
    save: (done: () => void) => done(),
  };
  const open = (data: Record<string, unknown>) => {
    content = data;
    for (const [name, value] of Object.entries(actions))
      Object.defineProperty(content, name, { value, enumerable: false });
    Object.assign(req, { session: content });
  };
  open(content);
  const { writeHead } = res;
  res.writeHead = (...args: never[]) => {
    const text = Buffer.from(JSON.stringify(content)).toString('base64url');
    res.setHeader('Set-Cookie', `${NAME}=${text}.${sign(text)}; Path=/; HttpOnly`);
    return writeHead.apply(res, args as never);
  };
  next();
};

function sign(text: string): string {
  return createHmac('sha256', SECRET).update(text).digest('base64url');
}

function read(cookie = ''): unknown {
  const [text = '', signature = ''] = cookie.split('.');
  const [expected, actual] = [Buffer.from(sign(text)), Buffer.from(signature)];
  if (text === '' || expected.length !== actual.length || !timingSafeEqual(expected, actual)) return {};
  return JSON.parse(Buffer.from(text, 'base64url').toString());
}
