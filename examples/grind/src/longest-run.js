export function longestRun(list) {
  let n = 0;
  let m = 0;
  list.forEach((x, i) => {
    n = i > 0 && x === list[i - 1] ? n + 1 : 1;
    m = Math.max(m, n);
  });
  return m;
}
