export { openWorkshop as default } from './support/workshop';
