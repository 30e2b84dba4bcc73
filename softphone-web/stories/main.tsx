import '@mantine/core/styles.css';
import '../src/ui/page.css';
import { createRoot } from 'react-dom/client';
import { flushSync } from 'react-dom';
import { allStories } from './all.ts';
import type { Story } from './story.ts';
import { Surroundings } from './surroundings.tsx';

declare global {
  interface Window {
    /** For tests: what there is. */
    stories: readonly ({ readonly name: string } & Pick<Story, 'says' | 'presses'>)[];
    showStory: (name: string) => void;
  }
}

const element = document.getElementById('root');
if (!element) throw new Error('stories.html has no #root.');
const root = createRoot(element);

function one(name: string, story: Story) {
  return (
    <Surroundings key={name} story={story}>
      <section aria-label={name} style={{ maxWidth: 520, padding: 12 }}>
        <h1 style={{ fontSize: 14 }}>{name}</h1>
        {story.show()}
      </section>
    </Surroundings>
  );
}

/** One story alone, `*`: all of them, or else all as links. */
function show(name: string): void {
  const story = allStories.get(name);
  flushSync(() =>
    root.render(
      story ? (
        <main>{one(name, story)}</main>
      ) : name === '*' ? (
        <main>{[...allStories].map(([each, its]) => one(each, its))}</main>
      ) : (
        <main style={{ padding: 12 }}>
          <h1>Stories</h1>
          <ul>
            {[...allStories.keys()].map((each) => (
              <li key={each}>
                <a href={`?story=${encodeURIComponent(each)}`}>{each}</a>
              </li>
            ))}
          </ul>
        </main>
      ),
    ),
  );
}

window.stories = [...allStories].map(([name, { says, presses = [] }]) => ({
  name,
  says,
  presses,
}));
window.showStory = show;
show(new URLSearchParams(location.search).get('story') ?? '');
