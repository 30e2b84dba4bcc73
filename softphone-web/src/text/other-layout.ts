const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const CYRILLIC = 'йцукенгшщзхъфывапролджэячсмитьбюё';

const swapped = new Map(
  Array.from(LATIN).flatMap((latin, index) => {
    const cyrillic = CYRILLIC[index] ?? latin;
    return [
      [latin, cyrillic],
      [cyrillic, latin],
    ];
  }),
);

/** What the same keys write on the other layout, Russian or Latin: `fyyf` is `анна`. */
export function inOtherLayout(text: string): string {
  return Array.from(text.toLowerCase(), (letter) => swapped.get(letter) ?? letter).join('');
}
