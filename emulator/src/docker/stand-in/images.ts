import { EngineRefusal } from '../http-exchange.ts';
import type { JsonObject } from '../json.ts';
import { findImage } from './image-catalogue.ts';
import type { ImageRecord, Store } from './store.ts';

/** The images of the stand-in engine; all machines share them. */
export interface Images {
  /** Fetches an image. @throws EngineRefusal (400) for a malformed reference. @returns its reference. */
  pull(name: string, tag: string): Promise<string>;
  /** An image by reference or id. @throws EngineRefusal (404) when it was never pulled. */
  get(reference: string): ImageRecord;
  list(): readonly ImageRecord[];
  /** Forgets an image. @throws EngineRefusal without it (404), or when a container uses it (409). */
  remove(reference: string, force: boolean): ImageRecord;
}

/** Keeps images in a store. @param catalogue folder of the image catalogue, if any. */
export function keepImages(store: Store, catalogue: string | undefined): Images {
  const get = (reference: string): ImageRecord => {
    const found = imageNamed(store.state.images, reference);
    if (found !== undefined) return found;
    throw new EngineRefusal(404, `No such image: ${withTag(reference)}`);
  };
  return {
    get,
    list: () => store.state.images,
    pull: async (name, tag) => {
      const reference =
        tag === '' ? withTag(name) : `${name}${tag.includes(':') ? '@' : ':'}${tag}`;
      if (!/^[\w][\w.:/@-]*$/.test(reference) || reference !== reference.trim()) {
        throw new EngineRefusal(400, `invalid reference format: ${reference}`);
      }
      const { id, labels } = await findImage(catalogue, reference);
      const image: ImageRecord = { id, reference: familiarName(reference), labels };
      store.change((state) => ({
        ...state,
        images: [...state.images.filter((known) => known.reference !== image.reference), image],
      }));
      return reference;
    },
    remove: (reference, force) => {
      const image = get(reference);
      const user = store.state.containers.find(({ imageId }) => imageId === image.id);
      if (user !== undefined && !force) {
        throw new EngineRefusal(
          409,
          `conflict: unable to remove repository reference "${reference}" (must force) - ` +
            `container ${user.id.slice(0, 12)} is using its referenced image`,
        );
      }
      store.change((state) => ({
        ...state,
        images: state.images.filter((known) => known !== image),
      }));
      return image;
    },
  };
}

/** Finds an image by reference, with or without tag, or by its id. */
export function imageNamed(
  images: readonly ImageRecord[],
  reference: string,
): ImageRecord | undefined {
  const name = familiarName(withTag(reference));
  const id = reference.replace(/^sha256:/, '');
  return (
    images.find((image) => image.reference === name) ??
    (/^[0-9a-f]{12,}$/.test(id)
      ? images.find((image) => image.id.startsWith(`sha256:${id}`))
      : undefined)
  );
}

/** One entry of the list of images. */
export function imageSummary(image: ImageRecord): JsonObject {
  return {
    Id: image.id,
    ParentId: '',
    ...names(image),
    Created: 0,
    Size: 0,
    VirtualSize: 0,
    SharedSize: -1,
    Labels: image.labels,
    Containers: -1,
  };
}

/** The answer about one image. */
export function imageDetails(image: ImageRecord): JsonObject {
  return {
    Id: image.id,
    ...names(image),
    Created: '1970-01-01T00:00:00Z',
    Architecture: 'amd64',
    Os: 'linux',
    Size: 0,
    Config: { Labels: image.labels, Env: [], Cmd: ['stand-in'] },
    RootFS: { Type: 'layers', Layers: [] },
  };
}

function names({ reference }: ImageRecord): JsonObject {
  const byDigest = reference.includes('@');
  return { RepoTags: byDigest ? [] : [reference], RepoDigests: byDigest ? [reference] : [] };
}

function withTag(reference: string): string {
  const named = reference.includes('@') || reference.lastIndexOf(':') > reference.lastIndexOf('/');
  return named ? reference : `${reference}:latest`;
}

/** The Engine leaves out the parts of its default registry that everybody leaves out. */
function familiarName(reference: string): string {
  return reference.replace(/^(?:index\.)?docker\.io\/(?:library\/)?/, '');
}
