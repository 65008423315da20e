/** Number of characters as a reader counts them: an emoji or an accented letter is one. */
export function countCharacters(text) {
  return [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].length;
}
