import { Module } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { AuthController } from './auth.controller.js';
import { CompanyStrategy } from './company.strategy.js';
import { SessionSerializer } from './session.serializer.js';

/** Signing in through the company's identity provider, and the session after it. */
@Module({
  imports: [PassportModule.register({ session: true })],
  controllers: [AuthController],
  providers: [CompanyStrategy, SessionSerializer],
})
export class AuthModule {}
