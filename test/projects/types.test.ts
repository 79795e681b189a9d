import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runCommand } from '../support/processes/run-command';
import { installProject } from '../support/projects/project-workspace';

const NODENEXT = ['--module', 'nodenext'];
const NODE10 = ['--module', 'commonjs', '--moduleResolution', 'node10'];

describe.each([
  { typescript: '5.9', express: 4, modules: { nodenext: NODENEXT, node10: NODE10 } },
  // It warns of the old way of resolving modules, unless it is told not to.
  {
    typescript: '6',
    express: 5,
    modules: { nodenext: NODENEXT, node10: [...NODE10, '--ignoreDeprecations', '6.0'] },
  },
])('TypeScript $typescript with the types of Express $express', ({ typescript, express, modules }) => {
  let project: string;
  beforeAll(async () => {
    const packages = [`typescript@${typescript}`, `@types/express@${express}`];
    project = await installProject(resolve(__dirname, 'fixtures/types'), packages);
    // The settings of the type tests extend those of the project, as they do those of this repository.
    await cp(resolve(__dirname, '../types'), join(project, 'test/types'), { recursive: true });
  });

  describe.each(Object.entries(modules))('and modules %s', (_, flags) => {
    test.each(['test/types', 'test/types/own-user'])('passes %s', async (folder) => {
      await runCommand('npx', ['--no-install', 'tsc', '-p', folder, ...flags], project);
    });
  });
});
