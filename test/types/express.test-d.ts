import express from 'express';
import passport from 'passport';
import { createProvisioning, type MembershipBase, type UserBase } from 'passport-jit';
import 'passport-jit/express';
import type { DataSource } from 'typeorm';
import { expectType } from './expect-type';

declare const dataSource: DataSource;
const app = express();
const jit = createProvisioning({ dataSource });

passport.deserializeUser(jit.deserializeUser);
app.get('/', (req) => {
  expectType<Express.User | undefined>()(req.user);
  const user: UserBase | undefined = req.user;
  expectType<MembershipBase[] | undefined>()(req.user?.memberships);
  // @ts-expect-error: a property that the class does not have
  void [user, req.user?.department];
});
