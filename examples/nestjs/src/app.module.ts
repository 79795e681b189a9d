import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { entities, ProvisioningSubscriber } from 'passport-jit';
import { AuthModule } from './auth/auth.module.js';
import { ProvisioningModule } from './provisioning/provisioning.module.js';
import { TeamsModule } from './teams/teams.module.js';

@Module({
  imports: [
    // In memory, so that there is nothing to install: put your own database here, and migrations.
    TypeOrmModule.forRoot({
      type: 'sqljs',
      synchronize: true,
      entities: Object.values(entities),
      subscribers: [ProvisioningSubscriber],
    }),
    ProvisioningModule,
    AuthModule,
    TeamsModule,
  ],
})
export class AppModule {}
