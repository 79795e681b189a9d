import { Controller, Get, Param, Post, UseGuards } from '@nestjs/common';
import { CurrentUser, type User } from '../auth/current-user.js';
import { SignedInGuard } from '../auth/signed-in.guard.js';

@Controller()
@UseGuards(SignedInGuard)
export class TeamsController {
  @Get()
  me(@CurrentUser() { firstName, tenantOwner, memberships }: User) {
    return { firstName, tenantOwner, teams: memberships.map(({ team, role }) => `${team.name}: ${role}`) };
  }

  /** The product's own way of adding a member: blocked by the module's middleware. */
  @Post('teams/:team/members')
  addMember(@Param('team') team: string) {
    return { added: team };
  }
}
