/** Tells a screen reader what has just happened. Sighted people see it where it happened. */
export function announce(text) {
  const region = document.getElementById('announcements');
  // The same text twice is told twice only if it goes away in between.
  region.textContent = '';
  setTimeout(() => (region.textContent = text), 50);
}
