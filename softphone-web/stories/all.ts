import type { Stories, Story } from './story.ts';

const modules = import.meta.glob<{ default: Stories }>('./*.stories.tsx', { eager: true });

/** All stories by `module/state`. */
export const allStories: ReadonlyMap<string, Story> = new Map(
  Object.entries(modules).flatMap(([file, { default: stories }]) => {
    const part = file.replace(/^\.\/|\.stories\.tsx$/g, '');
    return Object.entries(stories).map(([state, story]) => [`${part}/${state}`, story] as const);
  }),
);
