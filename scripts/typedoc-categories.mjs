import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Comment, CommentTag, Converter } from 'typedoc';

const index = path.join(import.meta.dirname, '../src/index.ts');

/**
 * A plugin of TypeDoc: the API reference lists each name under the heading that it has in `src/index.ts`, a comment of
 * one line before its exports. A tag in every docstring would say the same, and show in every editor.
 */
export function load({ converter }) {
  const categories = readCategories(readFileSync(index, 'utf8'));
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    const exported = project.children.flatMap((module) => module.children ?? []);
    for (const reflection of exported) {
      const category = categories.get(reflection.name);
      if (category === undefined) continue;
      // The comment of a function is that of its signature.
      const { comment } = reflection.signatures?.[0] ?? reflection;
      const tag = new CommentTag('@category', [{ kind: 'text', text: category }]);
      (comment ?? (reflection.comment = new Comment())).blockTags.push(tag);
    }
  });
}

/** Which name stands under which heading. */
function readCategories(source) {
  const [, ...sections] = source.split(/^\/\/ (.+)$/m);
  const categories = new Map();
  for (let i = 0; i < sections.length; i += 2) {
    for (const [, names] of sections[i + 1].matchAll(/\{([^}]*)\}/g)) {
      for (const name of names.split(',')) categories.set(name.replace('type ', '').trim(), sections[i]);
    }
  }
  return categories;
}
