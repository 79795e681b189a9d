import { createWorkspace } from '../projects/project-workspace';
import { bundlePackages } from './bundled-packages';

export default async function setUp(): Promise<void> {
  await bundlePackages();
  await createWorkspace();
}
