/**
 * Lets a row be dragged by its handle, with mouse, pen or finger. The keyboard has keys and buttons for the same.
 *
 * @param rows the rows that it can be dropped among
 * @param drop called with the index of the row that it was dropped before
 * @returns a function that ends it
 */
export function draggable(handle, row, rows, drop) {
  const start = (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    row.classList.add('dragged');
    let before;

    const move = ({ clientY }) => {
      scrollNearEdges(clientY);
      const all = rows();
      const found = all.findIndex((other) => {
        const { top, height } = other.getBoundingClientRect();
        return clientY < top + height / 2;
      });
      before = found === -1 ? all.length : found;
      all.forEach((other, index) => {
        other.classList.toggle('drop-above', index === before);
        other.classList.toggle('drop-below', index === all.length - 1 && before === all.length);
      });
    };
    const end = (dropped) => {
      handle.removeEventListener('pointermove', move);
      row.classList.remove('dragged');
      for (const other of rows()) other.classList.remove('drop-above', 'drop-below');
      finished.abort();
      if (dropped && before !== undefined) drop(before);
    };
    const finished = new AbortController();
    const { signal } = finished;
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', () => end(true), { signal });
    handle.addEventListener('pointercancel', () => end(false), { signal });
    addEventListener('keydown', ({ key }) => key === 'Escape' && end(false), { signal });
  };
  handle.addEventListener('pointerdown', start);
  return () => handle.removeEventListener('pointerdown', start);
}

function scrollNearEdges(y) {
  const edge = 60;
  if (y < edge) scrollBy(0, -12);
  else if (y > innerHeight - edge * 2) scrollBy(0, 12);
}
