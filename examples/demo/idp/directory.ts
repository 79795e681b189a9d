/** A person at an identity provider. */
export interface DemoUser {
  /** The subject: the SAML NameID, the OpenID `sub`. */
  id: string;
  email: string;
  emailVerified?: boolean;
  givenName: string;
  surname: string;
  avatar?: string;
  groups: string[];
}

/** The people of one identity provider by their ids; change it, and the next sign-in tells. */
export type Directory = Map<string, DemoUser>;

/** Five people who meet every line of the demo's group mapping, and one case that no line is for. */
export function demoDirectory(domain: string): Directory {
  const people: Pick<DemoUser, 'givenName' | 'surname' | 'groups'>[] = [
    { givenName: 'Ada', surname: 'Adler', groups: ['Administrators', 'Everyone'] },
    { givenName: 'Bo', surname: 'Berg', groups: ['Managers', 'Everyone', 'Phishing'] },
    { givenName: 'Cy', surname: 'Castro', groups: ['Everyone'] },
    { givenName: 'Di', surname: 'Diaz', groups: ['Auditors'] },
    { givenName: 'Eve', surname: 'Ek', groups: [] },
  ];
  return new Map(
    people.map((person) => {
      const id = person.givenName.toLowerCase();
      return [id, { ...person, id, email: `${id}@${domain}`, emailVerified: true }];
    }),
  );
}
