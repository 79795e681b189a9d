export { removeWorkspace as default } from '../projects/project-workspace';
