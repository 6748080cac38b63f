// Authorities and the certificates they sign, as files in PEM.
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export class Authority {
  constructor(folder, name) {
    this.folder = folder;
    this.name = name;
    this.request(name, ['-addext', 'basicConstraints=critical,CA:true']);
  }

  file(name, kind) {
    return join(this.folder, `${name}.${kind}`);
  }

  get certificate() {
    return this.file(this.name, 'crt');
  }

  request(name, more) {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
      '-subj', `/CN=${name}`, '-keyout', this.file(name, 'key'), '-out', this.file(name, 'crt'), ...more], { stdio: 'ignore' });
    chmodSync(this.file(name, 'key'), 0o600);
  }

  // The files of a certificate for `names` (DNS:..., IP:...), as services and clients want them.
  issue(name, names = 'DNS:localhost,IP:127.0.0.1') {
    this.request(name, ['-CA', this.certificate, '-CAkey', this.file(this.name, 'key'), '-addext', `subjectAltName=${names}`]);
    return { certificate: this.file(name, 'crt'), key: this.file(name, 'key'), authority: this.certificate };
  }
}

// Puts what is in `from` where `to` says, each file in one piece.
export function replace(to, from) {
  for (const kind of Object.keys(to)) {
    const draft = `${to[kind]}.new`;
    writeFileSync(draft, readFileSync(from[kind]), { mode: 0o600 });
    renameSync(draft, to[kind]);
  }
}
