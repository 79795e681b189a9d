import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import session from 'express-session';
import passport from 'passport';
import type { Provisioning } from 'passport-jit';
import { adminRouter } from 'passport-jit/admin';
import { AppModule } from './app.module.js';
import { url } from './config.js';
import { PROVISIONING } from './provisioning/provisioning.token.js';

const app = await NestFactory.create(AppModule, { logger: ['warn', 'error'] });
// Before the routes, so that every guard and every middleware of a module sees who is signed in.
app.use(
  session({
    secret: process.env['SESSION_SECRET'] ?? randomUUID(),
    resave: false,
    saveUninitialized: false,
    cookie: { sameSite: 'lax', httpOnly: true },
  }),
  passport.session(),
);
app.use('/admin', adminRouter(app.get<Provisioning>(PROVISIONING)));
app.enableShutdownHooks();
await app.listen(url.port, url.hostname);
console.log(`Open ${url.href}`);
