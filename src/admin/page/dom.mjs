let ids = 0;

/** An id that nothing else on the page has. */
export function newId(prefix) {
  ids += 1;
  return `${prefix}-${ids}`;
}

/** Set as properties: as attributes they would only be the value that an input begins with. */
const PROPERTIES = new Set(['value', 'checked', 'selected', 'disabled', 'readOnly', 'hidden', 'htmlFor']);

/** Makes an element. Strings become text and never markup: most names on this page come from outside. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (PROPERTIES.has(key)) element[key] = value;
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...nodes(children));
  return element;
}

export function button(label, onclick, attributes = {}) {
  return el('button', { type: 'button', onclick, ...attributes }, label);
}

export function fill(element, ...children) {
  element.replaceChildren(...nodes(children));
  return element;
}

/** Text that only a screen reader tells. */
export function unseen(...children) {
  return el('span', { class: 'visually-hidden' }, ...children);
}

/** Moves the focus to something that is no control, for instance the heading of what has just appeared. */
export function focusOn(element) {
  if (!element.matches('a[href], button, input, select, textarea, summary')) {
    element.setAttribute('tabindex', '-1');
  }
  element.focus();
}

function nodes(children) {
  return children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false);
}
