import type { DataSource } from 'typeorm';
import { createProvisioning } from 'passport-jit';
import { openDatabase } from '../support/harness/harness';

describe('a route guard', () => {
  let dataSource: DataSource;
  let warn: jest.SpyInstance;
  beforeEach(() => {
    warn = jest.spyOn(process, 'emitWarning').mockImplementation();
  });
  afterEach(async () => {
    warn.mockRestore();
    await dataSource.destroy();
  });

  test('without the subscriber, one warning says what is missing and how to fix it', async () => {
    dataSource = await openDatabase({ subscribers: [] });
    const jit = createProvisioning({ dataSource });
    expect(warn).not.toHaveBeenCalled();
    jit.guard('memberships');
    jit.guard('owners');
    createProvisioning({ dataSource }).guard('permissions');
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('subscribers: [ProvisioningSubscriber]'), {
      code: 'PASSPORT_JIT_NO_SUBSCRIBER',
    });
  });

  test('with the subscriber, there is no warning', async () => {
    dataSource = await openDatabase();
    createProvisioning({ dataSource }).guard('memberships');
    expect(warn).not.toHaveBeenCalled();
  });
});
