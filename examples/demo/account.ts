import { Router, urlencoded, type RequestHandler } from 'express';
import { entities } from 'passport-jit';
import type { DemoContext } from './app';
import { trackSignIns } from './last-sign-ins';
import { sendPage } from './page';
import { accountPage } from './pages/account';
import { welcomePage } from './pages/welcome';
import type { ProviderId } from './providers';
import { sameOrigin } from './same-origin';

export type User = InstanceType<typeof entities.User>;

/** What the product itself has: a page about you, and a way to change roles that enhanced sync blocks. */
export function accountRoutes({ jit, dataSource, identityProviders }: DemoContext): Router {
  const router = Router();
  const signIns = trackSignIns(jit);
  const auditEvents = dataSource.getRepository(entities.AuditEvent);
  const identities = dataSource.getRepository(entities.Identity);
  const users = dataSource.getRepository(entities.User);
  const memberships = dataSource.getRepository(entities.Membership);

  router.get('/', async (req, res) => {
    const { user } = req;
    const { mapping, version } = await jit.settings.get();
    if (!user) return sendPage(res, welcomePage(identityProviders, mapping));
    sendPage(
      res,
      accountPage({
        user,
        groups: await groupsOf(user),
        reasons: await jit.explain(user.id),
        lastSignIn: signIns.get(user.id),
        auditEvents: await auditEvents.find({ where: { user: user.id }, order: { at: 'DESC' }, take: 20 }),
        provider: await providerOf(user),
        mapping,
        version,
        identityProviders,
      }),
    );
  });

  router.post(
    '/teams/:team/members/me',
    sameOrigin,
    signedIn,
    jit.guard('memberships', { team: (req) => req.params['team'] }),
    urlencoded({ extended: false }),
    async (req, res) => {
      // The code of a product from before it had passport-jit. With the guard it is not reached.
      const team = { name: req.params['team'] as string };
      const membership = await memberships.findOneByOrFail({ userId: req.user!.id, team });
      await memberships.save({ ...membership, role: req.body.role });
      res.redirect(303, '/');
    },
  );

  return router;

  /** A session does not have the groups, which can be large. */
  async function groupsOf({ id }: User): Promise<readonly string[]> {
    const { identityProviderGroups } = await users.findOneByOrFail({ id });
    return identityProviderGroups ?? [];
  }

  async function providerOf({ id: userId }: User): Promise<ProviderId> {
    return (await identities.findOneByOrFail({ userId })).provider as ProviderId;
  }
}

const signedIn: RequestHandler = function signedIn(req, res, next) {
  if (req.isAuthenticated()) next();
  else res.redirect(303, '/');
};
