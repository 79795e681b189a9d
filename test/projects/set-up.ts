export { createWorkspace as default } from './support/workshop';
