import { Global, Module } from '@nestjs/common';
import { createProvisioning } from 'passport-jit';
import { DataSource } from 'typeorm';
import { mapping } from './mapping.js';
import { PROVISIONING } from './provisioning.token.js';

/** Makes `jit` from the data source that `@nestjs/typeorm` opened: `@Inject(PROVISIONING) jit: Provisioning`. */
@Global()
@Module({
  providers: [
    {
      provide: PROVISIONING,
      inject: [DataSource],
      useFactory: (dataSource: DataSource) =>
        createProvisioning({
          dataSource,
          createMissingTeams: true,
          settings: { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping },
        }),
    },
  ],
  exports: [PROVISIONING],
})
export class ProvisioningModule {}
