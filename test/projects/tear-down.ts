export { closeWorkshop as default } from './support/workshop';
