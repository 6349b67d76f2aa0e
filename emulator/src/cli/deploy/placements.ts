/** Splits the value of `--to`. */
export function splitPlaces(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((place) => place.trim())
    .filter((place) => place !== '');
}
