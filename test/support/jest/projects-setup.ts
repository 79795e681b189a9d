export { createWorkspace as default } from '../projects/project-workspace';
