export { isUuid } from '../uuid';
