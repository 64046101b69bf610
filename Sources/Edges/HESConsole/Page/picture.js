/** Pictures that the server draws: their shapes are taken over, nothing in them can act. */

/** Elements and attributes that a drawing needs; all others are left behind. */
const ELEMENTS = new Set(['svg', 'g', 'defs', 'use', 'a', 'title', 'desc', 'text', 'tspan', 'line', 'rect', 'circle', 'ellipse', 'path',
  'polyline', 'polygon', 'pattern', 'clipPath', 'marker', 'symbol']);
const isHarmless = (name, value) =>
  !name.startsWith('on') && name !== 'style' && (!['href', 'xlink:href'].includes(name) || value.startsWith('#'));

/** An element of the page out of an SVG document; its `style` element stays behind: `views.css` has the same classes. */
export function picture(text) {
  const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
  if (parsed.documentElement.localName !== 'svg') throw new Error('The picture is not SVG.');
  const svg = document.importNode(parsed.documentElement, true);
  for (const element of [...svg.querySelectorAll('*')]) {
    if (!ELEMENTS.has(element.localName)) element.remove();
  }
  for (const element of [svg, ...svg.querySelectorAll('*')]) {
    for (const { name, value } of [...element.attributes]) {
      if (!isHarmless(name, value)) element.removeAttribute(name);
    }
  }
  return svg;
}
