export { removeWorkspace as default } from './support/workshop';
