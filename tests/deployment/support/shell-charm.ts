import { writeFile } from 'node:fs/promises';
import { packZip } from '../../../build/src/archive/zip.ts';

/** A charm whose hooks are one shell script. */
export interface ShellCharm {
  readonly name: string;
  /** What follows the name in metadata.yaml. */
  readonly metadata?: string;
  /** The content of config.yaml. */
  readonly config?: string;
  /**
   * What every hook runs, in the charm directory, with the name of the hook in `$hook`. Each hook is
   * recorded in `../hooks.log` before.
   */
  readonly script: string;
  /** The only hooks that the charm has; by default it has all of them. */
  readonly hooks?: readonly string[];
}

/** Packs a charm that is nothing but a shell script, and so stands for anybody's charm. */
export async function packShellCharm(path: string, charm: ShellCharm): Promise<void> {
  const { name, metadata = '', config, script, hooks } = charm;
  const programs = hooks?.map((hook) => `hooks/${hook}`) ?? ['dispatch'];
  const program = `#!/bin/sh\nhook=\${JUJU_DISPATCH_PATH##*/}\necho "$hook" >>../hooks.log\n${script}`;
  const files: Record<string, string> = {
    'metadata.yaml': `name: ${name}\nsummary: A charm of a test.\ndescription: A charm of a test.\n${metadata}`,
    'manifest.yaml':
      'bases:\n  - name: ubuntu\n    channel: "22.04"\n    architectures: [amd64, arm64]\n',
    ...(config === undefined ? {} : { 'config.yaml': config }),
    ...Object.fromEntries(programs.map((file) => [file, program])),
  };
  const members = Object.entries(files).map(([file, text]) => ({
    path: file,
    executable: programs.includes(file),
    content: Buffer.from(text),
  }));
  await writeFile(path, packZip(members, new Date(0)));
}
