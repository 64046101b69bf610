/** Pictures that the server draws: their shapes are taken over, nothing in them can act. */

/** Elements and attributes that a drawing needs; all others are left behind. */
const ELEMENTS = new Set(['svg', 'g', 'defs', 'use', 'a', 'title', 'desc', 'text', 'tspan', 'line', 'rect', 'circle', 'ellipse', 'path',
  'polyline', 'polygon', 'pattern', 'clipPath', 'marker', 'symbol']);
/** Only `use` may point somewhere, and only within the drawing: a fragment would be taken for a view's address. */
const isHarmless = (element, name, value) =>
  !name.startsWith('on') && name !== 'style' && (!name.endsWith('href') || (element.localName === 'use' && value.startsWith('#')));

/** An element of the page out of an SVG document; its `style` element stays behind: `views.css` has the same classes. */
export function picture(text) {
  // The parser would report the element as a breach of the page's policy.
  const plain = text.replace(/<style>[^<]*<\/style>/g, '');
  const parsed = new DOMParser().parseFromString(plain, 'image/svg+xml');
  if (parsed.documentElement.localName !== 'svg') throw new Error('The picture is not SVG.');
  const svg = document.importNode(parsed.documentElement, true);
  for (const element of [...svg.querySelectorAll('*')]) {
    if (!ELEMENTS.has(element.localName)) element.remove();
  }
  for (const element of [svg, ...svg.querySelectorAll('*')]) {
    for (const { name, value } of [...element.attributes]) {
      if (!isHarmless(element, name, value)) element.removeAttribute(name);
    }
  }
  return svg;
}
