export function duplicates(list) {
  const found = [];
  for (let i = 0; i < list.length; i += 1) {
    for (let k = 0; k < i; k += 1) {
      if (list[i] === list[k] && !found.includes(list[i])) {
        found.push(list[i]);
      }
    }
  }
  return found;
}
