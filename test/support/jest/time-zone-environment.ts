import { TestEnvironment } from 'jest-environment-node';

/** Lets a test set the time zone of the process, whose environment Jest hides from tests: `setTimeZone('Asia/Tokyo')`. */
export default class TimeZoneEnvironment extends TestEnvironment {
  readonly #timeZone = process.env.TZ;

  override async setup(): Promise<void> {
    await super.setup();
    this.global.setTimeZone = setTimeZone;
  }

  override async teardown(): Promise<void> {
    setTimeZone(this.#timeZone);
    await super.teardown();
  }
}

function setTimeZone(zone: string | undefined): void {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
}
