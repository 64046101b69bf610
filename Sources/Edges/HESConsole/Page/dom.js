/** Builds elements. Text becomes text nodes: nothing that came over the wire is ever read as HTML. */

const SVG = 'http://www.w3.org/2000/svg';

/** An element; a function under `onclick` and the like listens, `false` and `null` leave an attribute out. */
export function h(tag, attributes, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function s(tag, attributes, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Replaces what an element contains. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A button; `press` may be asynchronous: the button is off until it ends, and a failure becomes a notice. */
export function button(label, press, attributes = {}) {
  const made = h('button', { type: 'button', ...attributes, onclick: () => attempt(made, press) }, label);
  return made;
}

/** Runs `work` with `control` switched off; says what went wrong. */
export async function attempt(control, work) {
  control.setAttribute('aria-busy', 'true');
  try {
    return await work();
  } catch (error) {
    notice(error.message, 'bad', error.hint);
  } finally {
    control.removeAttribute('aria-busy');
  }
  return undefined;
}

/** A line at the edge of the screen for eight seconds. */
export function notice(text, kind = 'good', hint = null) {
  const line = h('p', { class: `notice ${kind}` }, text, hint ? h('span', { class: 'hint' }, hint) : null);
  const place = document.getElementById('notices');
  place.append(line);
  while (place.children.length > 4) place.firstChild.remove();
  setTimeout(() => line.remove(), 8000);
}

/** What stands in a view whose call failed. */
export function failure(error, doing) {
  return h('div', { class: 'failure', role: 'alert' },
    h('strong', {}, `${doing} failed`),
    h('p', {}, error.message), error.hint ? h('p', { class: 'hint' }, error.hint) : null);
}

/** A button that copies `text()`. */
export function copyButton(text, label = 'Copy') {
  return button(label, async () => {
    await navigator.clipboard.writeText(text());
    notice('Copied');
  }, { class: 'copy' });
}

/** A sentence in which back quotes mark code. */
export const prose = (text) => text.split('`').map((part, index) => (index % 2 ? h('code', {}, part) : part));

/** Names with their values. */
export const facts = (items) => h('ul', { class: 'facts' }, items.map(([name, value]) => h('li', {}, h('b', {}, name), value)));

/** A preformatted block with a button that copies it. */
export function block(text, label) {
  return h('div', { class: 'block' }, h('pre', { tabindex: 0, 'aria-label': label }, text), copyButton(() => text));
}

export const pretty = (value) => JSON.stringify(value, null, 2);

const NUMBER = new Intl.NumberFormat('en-GB');

/** An integer with thin spaces between thousands. */
export const count = (value) => NUMBER.format(value).replaceAll(',', '\u202f');

/** Runs `work` at most once in `milliseconds`, at the end of that time. */
export function throttled(work, milliseconds) {
  let timer = 0;
  return () => {
    timer ||= setTimeout(() => {
      timer = 0;
      work();
    }, milliseconds);
  };
}
