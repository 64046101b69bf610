/** A form out of a JSON Schema: what scenario files may have, the form has. Only what is filled in is in the value. */

import { h } from './dom.js';

const CELLS = { integer: 'number', number: 'number' };

/** Fields of an object's schema. `value()` is the object, `fillIn(object)` shows one; `changed()` is called for each input. */
export function objectForm(schema, definitions, changed, prefix = '', skip = []) {
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {}).filter(([name]) => !skip.includes(name))
    .map(([name, each]) => field(name, resolved(each, definitions), each.description, required.has(name), changed, prefix));
  return {
    elements: fields.map((each) => each.element),
    value() {
      const object = {};
      for (const each of fields) {
        const value = each.value();
        if (value !== undefined) object[each.name] = value;
      }
      return object;
    },
    fillIn(object) {
      for (const each of fields) each.fillIn(object?.[each.name]);
    },
  };
}

function resolved(schema, definitions) {
  return schema.$ref ? { ...definitions[schema.$ref.replace('#/$defs/', '')], ...schema } : schema;
}

/** Simple forms of a schema: `anyOf` is a choice among ways to write the same. */
function ways(schema) {
  return schema.anyOf ? schema.anyOf.flatMap(ways) : [schema];
}

function field(name, schema, about, isRequired, changed, prefix) {
  const id = `${prefix}${name}`;
  const all = ways(schema);
  const words = all.find((way) => way.enum)?.enum ?? all.flatMap((way) => (way.enum ? way.enum : []));
  const isList = all.some((way) => way.type === 'array');
  const kinds = all.map((way) => way.type);
  const control = controlOf();
  control.addEventListener('input', changed);

  function controlOf() {
    const common = { id, required: isRequired, 'aria-describedby': `${id}-about` };
    if (words.length) return h('select', common, ['', ...words].map((word) => h('option', { value: word }, word === '' ? (isRequired ? 'choose …' : '–') : word)));
    if (kinds.includes('boolean')) return h('select', common, ['', 'true', 'false'].map((word) => h('option', { value: word }, word || '–')));
    const isNumber = kinds.length === 1 && CELLS[kinds[0]];
    return h('input', { ...common, type: isNumber ? 'number' : 'text', step: isNumber ? (kinds[0] === 'integer' ? 1 : 'any') : null,
      autocomplete: isNumber ? null : 'off',
      min: schema.minimum > -1e9 ? schema.minimum : null, max: schema.maximum < 1e9 ? schema.maximum : null, placeholder: example(schema, all) });
  }

  return {
    name,
    element: h('label', { for: id }, h('span', {}, name, isRequired ? ' *' : ''), control,
      h('small', { id: `${id}-about` }, about ?? '')),
    value: () => parsed(control.value.trim(), { kinds, isList, isAny: kinds.length === 1 && !kinds[0] && !words.length }),
    fillIn(value) {
      if (value === undefined) control.value = '';
      else if (Array.isArray(value) && value.every((each) => typeof each !== 'object')) control.value = words.length ? value[0] : value.join(', ');
      else control.value = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
    },
  };
}

function example(schema, all) {
  if (schema.$ref?.endsWith('/instant')) return '+10m or 2024-07-11 18:00:00';
  if (schema.$ref?.endsWith('/distribution') || schema.$ref?.endsWith('/duration')) return '5s';
  if (all.some((way) => way.pattern?.includes('ms|s|m|h|d'))) return '5s';
  if (all.some((way) => way.properties?.from)) return '202407100001';
  return schema.default ?? '';
}

/** What a text stands for: JSON, a list with commas, a number, or the text. */
function parsed(text, { kinds, isList, isAny }) {
  if (text === '') return undefined;
  if (kinds.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  if (/^[[{]/.test(text) || isAny) return json(text);
  if (isList && text.includes(',')) return text.split(',').map((each) => each.trim()).filter(Boolean);
  const takesNumber = kinds.includes('integer') || kinds.includes('number');
  const isNumber = /^-?\d+(\.\d+)?$/.test(text);
  if (takesNumber && isNumber) return Number(text);
  return text;
}

function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
