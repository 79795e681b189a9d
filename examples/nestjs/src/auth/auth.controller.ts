import { Controller, Get, Redirect, UseGuards } from '@nestjs/common';
import { CompanyGuard } from './company.guard.js';

@Controller('login')
@UseGuards(CompanyGuard)
export class AuthController {
  /** Not reached: the guard has sent the browser to the identity provider. */
  @Get()
  signIn(): void {}

  @Get('callback')
  @Redirect('/')
  signedIn(): void {}
}
