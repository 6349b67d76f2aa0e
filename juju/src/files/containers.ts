import type { Metadata } from '../charm-files.ts';
import type { Field } from './field.ts';

/** Reads the resources section. Source: contract build.md rows J42 to J44. */
export function readResources(root: Field): Metadata['resources'] {
  const entries = (root.child('resources')?.entries() ?? []).map((field) => {
    const given = field.child('type');
    const text = given?.string();
    const type = text === undefined ? 'file' : given?.choice(text, ['file', 'oci-image'] as const);
    field.child('description')?.string();
    if (type === 'oci-image') return [field.key, { type }] as const;
    const filename = type === 'file' ? readFilename(field) : undefined;
    return [field.key, { type: 'file', ...(filename === undefined ? {} : { filename }) }] as const;
  });
  return Object.fromEntries(entries);
}

function readFilename(resource: Field): string | undefined {
  const field = resource.required('filename');
  const name = field?.word();
  if (name?.includes('/')) {
    field?.mismatch(
      'the name of a file without folders',
      `use "${name.slice(name.lastIndexOf('/') + 1)}"`,
    );
  }
  return name;
}

/**
 * Reads the containers section.
 * Source: contract build.md rows J45 to J47.
 * @returns the names of the containers.
 */
export function readContainers(
  root: Field,
  declared: Pick<Metadata, 'resources' | 'storage'>,
): string[] {
  return (root.child('containers')?.entries() ?? []).map((field) => {
    if (!field.isNull) checkContainer(field, declared);
    return field.key;
  });
}

function checkContainer(field: Field, declared: Pick<Metadata, 'resources' | 'storage'>): void {
  field.entries();
  const resource = field.child('resource');
  const name = resource?.string();
  if (name !== undefined && declared.resources[name]?.type !== 'oci-image') {
    resource?.fault(
      'CONTAINER_RESOURCE',
      `the container "${field.key}" uses "${name}", which is no oci-image resource of this charm`,
      `declare "${name}" in "resources" with "type: oci-image"`,
    );
  }
  for (const mount of field.child('mounts')?.items() ?? []) {
    const storage = mount.required('storage')?.string();
    mount.required('location')?.string();
    if (storage !== undefined && !(storage in declared.storage)) {
      mount
        .child('storage')
        ?.fault(
          'CONTAINER_STORAGE',
          `the storage "${storage}" is not declared`,
          'declare it in "storage"',
        );
    }
  }
  for (const key of ['uid', 'gid']) checkId(field.child(key));
}

/** Source: contract row J47. */
function checkId(field: Field | undefined): void {
  const id = field?.integer();
  if (id !== undefined && id >= 1000 && id <= 9999) field?.mismatch('below 1000 or above 9999');
}
