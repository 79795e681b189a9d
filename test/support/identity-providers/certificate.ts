import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';

/**
 * A certificate for a key, for passport-saml 3, which takes no bare key. It is signed with an unknown key: who signed
 * it is not looked at, since the certificate itself is what is trusted.
 */
export function certificateFor(publicKey: string): string {
  const key = createPublicKey(publicKey).export({ type: 'spki', format: 'der' });
  const algorithm = sequence(der(0x06, Buffer.from([0x2b, 0x65, 0x70])));
  const name = sequence(
    der(0x31, sequence(der(0x06, Buffer.from([0x55, 0x04, 0x03])), der(0x0c, Buffer.from('test')))),
  );
  const validity = sequence(time('250101000000Z'), time('491231235959Z'));
  const certified = sequence(der(0x02, Buffer.from([1])), algorithm, name, validity, name, key);
  const signature = sign(null, certified, generateKeyPairSync('ed25519').privateKey);
  return sequence(certified, algorithm, der(0x03, Buffer.from([0]), signature)).toString('base64');
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts);
}

function time(text: string): Buffer {
  return der(0x17, Buffer.from(text));
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
