export { countCharacters } from './characters.js';
