import { sendJson } from '../http-exchange.ts';
import type { Exchange } from '../http-exchange.ts';
import { matchesLabels, readFilters } from '../list-filters.ts';
import { imageDetails, imageSummary } from './images.ts';
import { isSet } from './room.ts';
import type { StandInRoom } from './room.ts';

/** `POST /images/create`: pulls an image, with the lines of progress that clients read. */
export async function pullImage(
  { response, query }: Exchange,
  { images }: StandInRoom,
): Promise<void> {
  const reference = await images.pull(query.get('fromImage') ?? '', query.get('tag') ?? '');
  const { id } = images.get(reference);
  const lines = [
    { status: `Pulling from ${reference}` },
    { status: `Digest: ${id}` },
    { status: `Status: Downloaded newer image for ${reference}` },
  ];
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(lines.map((line) => `${JSON.stringify(line)}\r\n`).join(''));
}

/** `GET /images/json` */
export function listImages({ response, query }: Exchange, { images }: StandInRoom): void {
  const filters = readFilters(query.get('filters'));
  const wanted = filters['reference'];
  const found = images
    .list()
    .filter(({ labels }) => matchesLabels(labels, filters['label'] ?? []))
    .filter(
      ({ reference }) => wanted === undefined || wanted.some((pattern) => fits(pattern, reference)),
    );
  sendJson(response, 200, found.map(imageSummary));
}

function fits(pattern: string, reference: string): boolean {
  const short = pattern.replace(/^(?:index\.)?docker\.io\/(?:library\/)?/, '');
  return reference === short || reference.replace(/:[^:/]+$/, '') === short;
}

/** `GET /images/NAME/json` */
export function inspectImage({ response }: Exchange, { images }: StandInRoom, name: string): void {
  sendJson(response, 200, imageDetails(images.get(name)));
}

/** `DELETE /images/NAME` */
export function removeImage(exchange: Exchange, { images }: StandInRoom, name: string): void {
  const { reference, id } = images.remove(name, isSet(exchange, 'force'));
  sendJson(exchange.response, 200, [{ Untagged: reference }, { Deleted: id }]);
}
