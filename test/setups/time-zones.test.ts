/** @jest-environment ./test/support/jest/time-zone-environment.ts */
import { isOn } from '../support/databases/database-type';
import { testSetups, type SetupOptions } from '../support/scenario/test-setups';

declare const setTimeZone: (zone: string) => void;

/* The time zone of the process beside that of the connection and, on MariaDB, the one that the driver takes for it. */
const inZone = (zone: string, options: object): SetupOptions => ({
  options,
  prepare: async () => {
    setTimeZone(zone);
    expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
  },
});

const connection = (zone: string, offset: string): object =>
  isOn('postgres')
    ? { extra: { options: `-c TimeZone=${zone}` } }
    : isOn('mariadb')
      ? { timezone: offset }
      : {};

testSetups({
  'a process at UTC+14, a connection at UTC-9:30': inZone(
    'Pacific/Kiritimati',
    connection('Pacific/Marquesas', '-09:30'),
  ),
  'a process at UTC-9:30, a connection at UTC+14': inZone(
    'Pacific/Marquesas',
    connection('Pacific/Kiritimati', '+14:00'),
  ),
  'a process with summer time, a connection of the same zone': inZone(
    'Europe/Berlin',
    connection('Europe/Berlin', 'local'),
  ),
});
